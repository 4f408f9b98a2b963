"""Reads a path from YAML, strictly: every wrong or missing key is a fault with its line and remedy, and all are told at once.

In: a file that a knowledge manager writes (docs/onboarding.md). Out: a frozen `Path`, or `BrokenPath`. Whether its quotations
still stand in the library is asked by `check.py`.
"""

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path as File
from typing import TypeVar

from assistant.onboarding.errors import BrokenPath
from assistant.onboarding.model import (
    KINDS,
    LANGUAGES,
    Both,
    Excerpt,
    Fault,
    KeyPoint,
    Module,
    Option,
    Pair,
    Passage,
    Path,
    Question,
    Step,
)
from assistant.onboarding.yaml_reader import Entry, Wrong, read_yaml

T = TypeVar("T")

_LONGEST_MINUTES = 60
_QUESTION_KEYS = {
    "open": (),
    "choice": ("options",),
    "ordering": ("items",),
    "matching": ("pairs",),
    "true_false": ("truth",),
}


def stamps(folders: Iterable[File]) -> tuple[tuple[str, int], ...]:
    """Every file of these folders with the time that it was changed last, in nanoseconds; one that goes meanwhile has 0."""
    return tuple((str(file), _changed(file)) for file in _files(folders))


def _files(folders: Iterable[File]) -> list[File]:
    return sorted(file for folder in folders if folder.is_dir() for file in folder.glob("*.yaml"))


def _changed(file: File) -> int:
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0


def load_paths(folders: list[File]) -> tuple[list[Path], list[Fault]]:
    """Every path in these folders, by file name, with the faults of those that can't be used; those are left out."""
    paths: list[Path] = []
    faults: list[Fault] = []
    for file in _files(folders):
        try:
            path = load_path(file)
        except BrokenPath as exc:
            faults += exc.faults
            continue
        if any(path.id == other.id for other in paths):
            faults.append(Fault(str(file), 1, f"another file has a path called {path.id!r}", "give one of the two another id"))
        else:
            paths.append(path)
    return paths, faults


def load_path(file: File) -> Path:
    """The path of one file. Raises BrokenPath with every fault that was found."""
    reader = _PathReader(str(file))
    path = reader.read(file)
    if path is None or reader.faults:
        raise BrokenPath(sorted(reader.faults, key=lambda fault: fault.line))
    return path


class _PathReader:
    """Goes through one file and collects faults; a part that is faulty is left out, so that the next one is still looked at."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self._sources: dict[str, dict[str, str]] = {}

    def read(self, file: File) -> Path | None:
        """The path, or None where so much is wrong that there is none."""
        return self._kept(lambda: self._path(read_yaml(file)))

    def _kept(self, part: Callable[[], T]) -> T | None:
        try:
            return part()
        except Wrong as wrong:
            self.faults.append(Fault(self.file, wrong.line, wrong.what, wrong.remedy))
            return None

    def _all(self, entries: list[Entry], read: Callable[[Entry], T]) -> tuple[T, ...]:
        """What `read` makes of each entry; those that are faulty are told and left out."""
        found = [self._kept(lambda entry=entry: read(entry)) for entry in entries]  # type: ignore[misc]
        return tuple(one for one in found if one is not None)

    def _path(self, entry: Entry) -> Path:
        keys = entry.keys(required=("path", "title", "role", "summary", "sources", "modules"))
        for name, source in keys["sources"].pairs():
            self._kept(lambda name=name, source=source: self._source(name, source))  # type: ignore[misc]
        modules = self._all(keys["modules"].items("a module"), self._module)
        self._look_at_steps([step for module in modules for step in module.steps])
        return Path(
            id=keys["path"].name(),
            title=_both(keys["title"]),
            role=_both(keys["role"]),
            summary=_both(keys["summary"]),
            modules=modules,
            file=self.file,
        )

    def _source(self, name: str, entry: Entry) -> None:
        keys = entry.keys(optional=("ar", "en", "edition"))
        if not {"ar", "en"} & keys.keys():
            raise entry.wrong(f"the source {name!r} names no document", "give its document as `ar`, as `en`, or both")
        self._sources[name] = {key: value.text() for key, value in keys.items()}

    def _module(self, entry: Entry) -> Module:
        keys = entry.keys(required=("id", "title", "steps"))
        module = keys["id"].name()
        steps = self._all(keys["steps"].items("a step"), lambda step: self._step(step, module))
        return Module(module, _both(keys["title"]), steps)

    def _step(self, entry: Entry, module: str) -> Step:
        keys = entry.keys(required=("id", "title", "minutes", "teach", "question"), optional=("after",))
        return Step(
            id=keys["id"].name(),
            title=_both(keys["title"]),
            minutes=keys["minutes"].whole(1, _LONGEST_MINUTES),
            after=tuple(one.name() for one in keys["after"].items("a step")) if "after" in keys else (),
            teach=self._all(keys["teach"].items("a passage"), self._passage),
            question=self._question(keys["question"]),
            module=module,
            fingerprint=hashlib.sha256(entry.plain().encode()).hexdigest()[:16],
            line=entry.line,
        )

    def _question(self, entry: Entry) -> Question:
        shared = ("kind", "ask", "hint", "key_points")
        kind_entry = entry.child("kind")
        kind = next((kind for kind in KINDS if kind_entry is not None and kind == kind_entry.text()), None)
        if kind is None:
            raise entry.wrong("the question has no kind that is known", f"give it a `kind`: {', '.join(KINDS)}")
        if entry.child("key_points") is None:
            raise entry.wrong(
                "the question has no key points", "list under `key_points` what a right answer says, each with its evidence"
            )
        keys = entry.keys(required=(*shared, *_QUESTION_KEYS[kind]))
        points = self._all(keys["key_points"].items("a key point"), self._key_point)
        if len({point.id for point in points}) < len(points):
            raise keys["key_points"].wrong("two key points have the same id", "give each an id of its own")
        return Question(
            kind=kind,
            ask=_both(keys["ask"]),
            hint=_both(keys["hint"]),
            key_points=points,
            options=self._options(keys["options"]) if kind == "choice" else (),
            items=self._items(keys["items"]) if kind == "ordering" else (),
            pairs=self._pairs(keys["pairs"]) if kind == "matching" else (),
            truth=keys["truth"].truth() if kind == "true_false" else True,
        )

    def _options(self, entry: Entry) -> tuple[Option, ...]:
        def option(one: Entry) -> Option:
            keys = one.keys(required=("say",), optional=("right",))
            return Option(_both(keys["say"]), "right" in keys and keys["right"].truth())

        options = self._all(entry.items("an option"), option)
        if len(options) < 2 or not any(one.right for one in options) or all(one.right for one in options):
            raise entry.wrong(
                "the choice has nothing to choose", "give two options or more, some of them `right: true` and some not"
            )
        return options

    def _items(self, entry: Entry) -> tuple[Both, ...]:
        items = self._all(entry.items("an item"), _both)
        if len(items) < 3:
            raise entry.wrong("there is too little to order", "give three items or more, in their right order")
        return items

    def _pairs(self, entry: Entry) -> tuple[Pair, ...]:
        def pair(one: Entry) -> Pair:
            keys = one.keys(required=("left", "right"))
            return Pair(_both(keys["left"]), _both(keys["right"]))

        pairs = self._all(entry.items("a pair"), pair)
        if len(pairs) < 2:
            raise entry.wrong("there is too little to match", "give two pairs or more, each with `left` and `right`")
        return pairs

    def _key_point(self, entry: Entry) -> KeyPoint:
        keys = entry.keys(required=("id", "say", "evidence"))
        return KeyPoint(keys["id"].name(), _both(keys["say"]), self._all(keys["evidence"].items("a passage"), self._passage))

    def _passage(self, entry: Entry) -> Passage:
        keys = entry.keys(required=("source",), optional=LANGUAGES)
        source = self._sources.get(keys["source"].text())
        if source is None:
            raise keys["source"].wrong(f"there is no source {keys['source'].text()!r}", "name one of those under `sources`")
        excerpts = []
        for language in LANGUAGES:
            if language not in keys:
                continue
            if language not in source:
                raise keys[language].wrong(
                    f"its source has no document in {language!r}",
                    f"add it under `sources` as `{language}`, or drop this quotation",
                )
            excerpts.append(
                Excerpt(source[language], language, source.get("edition", ""), keys[language].text(), keys[language].line)
            )
        if not excerpts:
            raise entry.wrong("the passage quotes nothing", "give the quotation as `ar`, as `en`, or both")
        return Passage(tuple(excerpts))

    def _look_at_steps(self, steps: list[Step]) -> None:
        seen: set[str] = set()
        for step in steps:
            if step.id in seen:
                self.faults.append(
                    Fault(self.file, step.line, f"another step is called {step.id!r}", "give each step an id of its own")
                )
            missing = [name for name in step.after if name not in seen]
            if missing:
                what = f"the step {step.id!r} comes after {missing[0]!r}, which doesn't come before it"
                self.faults.append(Fault(self.file, step.line, what, "name a step further up, or move it there"))
            seen.add(step.id)


def _both(entry: Entry) -> Both:
    keys = entry.keys(required=LANGUAGES)
    return Both(keys["ar"].text(), keys["en"].text())
