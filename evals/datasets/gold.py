"""Dalil's own questions: YAML, one file for each part of the library, with quotations as the evidence.

    half: test
    questions:
      - id: risk-01
        language: en
        question: How fast must the Chairman hear about a risk scored 20?
        kind: fact              # model.KINDS; `fact` when it isn't said
        wording: plain          # model.WORDINGS
        evidence:
          - {document: risk-management-en, edition: "2", quote: "within 4 hours"}
        nuggets: ["4 hours", ["by telephone", "هاتفيا"]]

`evidence` holds everything that a whole answer rests on; an item may have `or:` with the other places that answer it as well, in
the language of the documents that are asked. A document's twin in the other language is no such place: whoever asks in one
language is to be answered in it. `groups` names the asker's groups (`[public]` is a stranger), `history` the questions before it,
`only` the language of the documents asked. Each half of the set is about whole parts of the library, so that nothing learned on
one helps with the other.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import yaml

from corpus.model import Language
from evals.datasets.reading import digest, field_of, read_text, unique
from evals.errors import BadDataset
from evals.model import KINDS, SILENT, WORDINGS, Dataset, EvalQuestion, Half, Quotation

GOLD = Path(__file__).resolve().parent.parent / "gold"
_KNOWN = frozenset({"id", "language", "question", "kind", "wording", "evidence", "nuggets", "groups", "history", "only"})


def load(path: Path) -> Dataset:
    """The questions of a YAML file or of every one in a folder. Raises BadDataset."""
    files = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
    if not files:
        raise BadDataset("the folder holds no YAML file", subject=str(path), remedy="name a folder of questions")
    texts = [read_text(file) for file in files]
    questions = tuple(q for file, text in zip(files, texts, strict=True) for q in _of_file(file, text))
    unique([q.id for q in questions], path, "question")
    if not questions:
        raise BadDataset("it holds no question", subject=str(path), remedy="add questions, or name another file")
    return Dataset("gold", questions, (), digest(*texts))


def _of_file(path: Path, text: str) -> list[EvalQuestion]:
    try:
        whole = yaml.safe_load(text)
    except yaml.YAMLError as exc:
        raise BadDataset(f"it isn't whole YAML ({_place(exc)})", subject=str(path), remedy="correct it there") from exc
    if not isinstance(whole, dict) or not isinstance(whole.get("questions"), list):
        raise BadDataset("it has no list `questions`", subject=str(path), remedy="see evals/datasets/gold.py for the form")
    half = whole.get("half", "")
    if half not in get_args(Half):
        raise BadDataset(f"`half` is {half!r}", subject=str(path), remedy="write tune or test")
    return [_question(value, half, path, at) for at, value in enumerate(whole["questions"], start=1)]


def _place(exc: yaml.YAMLError) -> str:
    mark = getattr(exc, "problem_mark", None)
    return f"line {mark.line + 1}" if mark is not None else "somewhere"


def _question(value: Any, half: Half, path: Path, at: int) -> EvalQuestion:
    place = f"question {at}"
    if not isinstance(value, dict):
        raise BadDataset(f"{place} isn't a mapping", subject=str(path), remedy="correct it")
    name = str(field_of(value, "id", path, place))
    for unknown in sorted(set(map(str, value)) - _KNOWN):
        raise BadDataset(f"{name} has a field `{unknown}`", subject=str(path), remedy=f"use {', '.join(sorted(_KNOWN))}")
    kind = _one_of(value, "kind", KINDS, path, name)
    evidence = tuple(_item(item, path, name) for item in value.get("evidence", ()))
    if bool(evidence) is not (kind not in SILENT) and kind != "forbidden":
        raise BadDataset(
            f"{name} is of the kind {kind!r} and has {len(evidence)} items of evidence",
            subject=str(path),
            remedy="give evidence to questions that the library answers, and only to them",
        )
    groups = value.get("groups")
    return EvalQuestion(
        id=name,
        text=str(field_of(value, "question", path, name)),
        language=_language(value, "language", path, name),
        kind=kind,
        wording=_one_of(value, "wording", WORDINGS, path, name),
        half=half,
        answerable=kind not in SILENT,
        evidence=evidence,
        nuggets=tuple(_alternatives(nugget) for nugget in value.get("nuggets", ())),
        groups=None if groups is None else frozenset(map(str, groups)),
        history=tuple(map(str, value.get("history", ()))),
        only=_language(value, "only", path, name) if "only" in value else "",
    )


def _one_of(value: Mapping[str, Any], field: str, known: tuple[str, ...], path: Path, name: str) -> Any:
    given = value.get(field, known[0])
    if given not in known:
        raise BadDataset(f"{name} has the {field} {given!r}", subject=str(path), remedy=f"use one of {', '.join(known)}")
    return given


def _language(value: dict[str, Any], field: str, path: Path, name: str) -> Language:
    given = field_of(value, field, path, name)
    if given not in get_args(Language):
        raise BadDataset(f"{name} has the {field} {given!r}", subject=str(path), remedy="write ar or en")
    chosen: Language = given
    return chosen


def _item(item: Any, path: Path, name: str) -> tuple[Quotation, ...]:
    if not isinstance(item, dict):
        raise BadDataset(f"{name} has evidence that isn't a mapping", subject=str(path), remedy="give document and quote")
    place = f"the evidence of {name}"
    first = Quotation(
        str(field_of(item, "document", path, place)), str(field_of(item, "quote", path, place)), str(item.get("edition", ""))
    )
    others = [alternative for other in item.get("or", ()) for alternative in _item(other, path, name)]
    return (first, *others)


def _alternatives(nugget: Any) -> tuple[str, ...]:
    return tuple(map(str, nugget)) if isinstance(nugget, list) else (str(nugget),)
