"""A generation's manifest: what it is made of, by which analyser and model; and the pointer to the one that is served."""

import json
import re
from dataclasses import asdict, dataclass
from typing import Any

from corpus.errors import DamagedGeneration, NothingIndexed
from corpus.home import Home, told_by_disk, write_whole

FORMAT = 1
_ID = re.compile(r"g(\d{6,})-")


@dataclass(frozen=True, slots=True)
class PartEntry:
    """One partition: the folder under `parts/` that holds it, who may read it and how much it holds; `vectors` is how many of its
    passages have theirs.
    """

    part: str
    audience: tuple[str, ...]
    documents: int
    passages: int
    vectors: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """One generation. `number` counts generations from 1; `created` is UTC; `projection` names that of its token states, and is
    empty where none are kept.
    """

    id: str
    number: int
    created: str
    analyser: str
    embedder: str
    embedder_fingerprint: str
    dimensions: int
    parts: tuple[PartEntry, ...]
    format: int = FORMAT
    projection: str = ""

    @property
    def documents(self) -> int:
        return sum(part.documents for part in self.parts)

    @property
    def passages(self) -> int:
        return sum(part.passages for part in self.parts)

    @property
    def vectors(self) -> int:
        return sum(part.vectors for part in self.parts)

    @property
    def without_vectors(self) -> int:
        """How many passages are found by their words alone, until a later generation has their vectors too."""
        return self.passages - self.vectors


def write(home: Home, manifest: Manifest) -> None:
    """Write a manifest beside the others; it isn't served until `point_to`."""
    folder = home.generations / manifest.id
    with told_by_disk(folder):
        folder.mkdir(exist_ok=True)
        write_whole(folder / "manifest.json", json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode())


def read(home: Home, generation: str) -> Manifest:
    """The manifest of a generation. Raises DamagedGeneration when it isn't there or isn't whole."""
    path = home.generations / generation / "manifest.json"
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        if raw["format"] != FORMAT:
            raise DamagedGeneration(
                f"it was made by another version of Dalil (format {raw['format']}, this program reads {FORMAT})",
                subject=generation,
                remedy="run `dalil index rebuild`",
            )
        return Manifest(**raw | {"parts": tuple(map(_entry, raw["parts"]))})
    except (OSError, ValueError, KeyError, TypeError) as exc:
        raise DamagedGeneration("its manifest can't be read", subject=str(path), remedy="run `dalil index rebuild`") from exc


def _entry(raw: dict[str, Any]) -> PartEntry:
    """A partition as it is written; one of before vectors could follow words has them all."""
    vectors = raw.get("vectors", raw["passages"])
    return PartEntry(raw["part"], tuple(raw["audience"]), raw["documents"], raw["passages"], vectors)


def current(home: Home) -> str:
    """The id of the generation that is served. Raises NothingIndexed when there is none yet."""
    try:
        return home.current.read_text(encoding="utf-8").strip()
    except FileNotFoundError as exc:
        raise NothingIndexed("nothing is indexed yet", remedy="run `dalil index sync` first") from exc


def current_or_none(home: Home) -> Manifest | None:
    """The manifest that is served, or None before the first."""
    try:
        return read(home, current(home))
    except NothingIndexed:
        return None


def readable_or_none(home: Home) -> Manifest | None:
    """The manifest that is served, or None where there is none or it is damaged."""
    try:
        return current_or_none(home)
    except DamagedGeneration:
        return None


def point_to(home: Home, generation: str) -> None:
    """Serve `generation` from now on: one atomic replacement."""
    with told_by_disk(home.current):
        write_whole(home.current, f"{generation}\n".encode())


def all_manifests(home: Home) -> list[Manifest]:
    """Every readable manifest, oldest first."""
    if not home.generations.is_dir():
        return []
    found = []
    for path in home.generations.glob("*/manifest.json"):
        try:
            found.append(read(home, path.parent.name))
        except DamagedGeneration:
            continue
    return sorted(found, key=lambda manifest: manifest.number)


def next_number(home: Home) -> int:
    """The number after the highest that any generation here has, readable or not."""
    numbers = [int(found[1]) for path in home.generations.iterdir() if (found := _ID.match(path.name))]
    return max(numbers, default=0) + 1
