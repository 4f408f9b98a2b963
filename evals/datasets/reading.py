"""Reading the files of data sets: bytes to text and values, with a failure that names the file and the line."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from corpus.model import Language
from corpus.text.normalise import language_of
from evals.errors import BadDataset


def read_text(path: Path) -> str:
    """The text of a file. Raises BadDataset when it isn't there or isn't UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as exc:
        raise BadDataset(f"it can't be read ({exc.strerror})", subject=str(path), remedy="check the path") from exc
    except UnicodeDecodeError as exc:
        raise BadDataset(
            f"it isn't UTF-8 (byte {exc.start})", subject=str(path), remedy="save it as UTF-8 and run the command again"
        ) from exc


def read_json(path: Path) -> Any:
    """The one JSON value of a file. Raises BadDataset, with the line, when it is cut short or isn't JSON."""
    try:
        return json.loads(read_text(path))
    except ValueError as exc:
        raise BadDataset(f"it isn't whole JSON ({exc})", subject=str(path), remedy="copy it again from where it came") from exc


def json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a JSON lines file with their line numbers. Raises BadDataset that names a line that is cut short."""
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except ValueError as exc:
            raise BadDataset(f"line {number} isn't whole JSON", subject=str(path), remedy="complete or remove that line") from exc
        if not isinstance(value, dict):
            raise BadDataset(f"line {number} isn't an object", subject=str(path), remedy="correct that line")
        yield number, value


def rows(path: Path, *, columns: int) -> Iterator[tuple[int, list[str]]]:
    """The rows of a file with columns separated by white space, with their line numbers. Raises BadDataset on a short row."""
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        parts = line.split()
        if not parts:
            continue
        if len(parts) < columns:
            raise BadDataset(
                f"line {number} has {len(parts)} of {columns} columns", subject=str(path), remedy="correct that line"
            )
        yield number, parts


def field_of(value: Any, name: str, path: Path, place: str) -> Any:
    """A field that must be there. Raises BadDataset that names it."""
    if not isinstance(value, dict):
        raise BadDataset(f"{place} isn't an object", subject=str(path), remedy="correct it")
    if name not in value:
        raise BadDataset(f"{place} has no `{name}`", subject=str(path), remedy="complete it")
    return value[name]


def list_of(value: Any, name: str, path: Path, place: str) -> list[Any]:
    """A field that must be there and be a list. Raises BadDataset that names it."""
    found = field_of(value, name, path, place)
    if not isinstance(found, list):
        raise BadDataset(f"the `{name}` of {place} isn't a list", subject=str(path), remedy="correct it")
    return found


def known(named: Iterable[str], ids: set[str], path: Path) -> None:
    """Raise BadDataset when judgements name documents that aren't there."""
    absent = sorted(set(named) - ids)
    if absent:
        raise BadDataset(
            f"{len(absent)} of the judged documents aren't among its documents, the first is {absent[0]!r}",
            subject=str(path),
            remedy="complete the documents, or take these judgements out",
        )


def digest(*texts: str) -> str:
    """A hash of what was read."""
    return hashlib.sha256("\x1e".join(texts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def language(text: str) -> Language:
    """The language that most letters are of."""
    return "ar" if language_of(text) == "ar" else "en"


def unique(ids: list[str], path: Path, what: str) -> None:
    """Raise BadDataset when an id stands twice."""
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            raise BadDataset(f"the {what} {one!r} stands twice", subject=str(path), remedy="give each its own id")
        seen.add(one)
