"""Who may read a document, and whether it may be served at all.

A document's audience is given in the catalogue, else in the document itself, else by the nearest `.audience` (or `_audience.txt`)
file upward, else by the setting. A document that carries a state mark stays unread until the catalogue names its
classification and an audience that isn't public.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from corpus.model import PUBLIC, group_name
from ingest.discover import AUDIENCE_NAMES

_GROUP = re.compile(r"^[^\W_][\w .\-]{0,63}$")


@dataclass(frozen=True, slots=True)
class AudienceChoice:
    """The groups that may read a document and where that was said; or, in `reason`, why it can't be told."""

    groups: tuple[str, ...]
    source: str
    reason: str = ""


def parse_groups(given: str | list[str]) -> tuple[str, ...]:
    """Groups from a list, or from text that separates them by commas, semicolons or lines. Raises ValueError on an
    impossible name.
    """
    parts = given if isinstance(given, list) else re.split(r"[,;،؛\n]", given.strip().removeprefix("[").removesuffix("]"))
    groups = sorted({group_name(str(part)) for part in parts} - {""})
    for group in groups:
        if not _GROUP.match(group):
            raise ValueError(group)
    return tuple(groups)


def choose(
    *, catalogue: str, declared: str | list[str], folder: AudienceChoice | None, default: tuple[str, ...], default_source: str
) -> AudienceChoice:
    """The audience of a document by the first place that says one."""
    for given, source in ((catalogue, "catalogue"), (declared, "document")):
        if not given:
            continue
        try:
            groups = parse_groups(given)
        except ValueError as exc:
            return AudienceChoice((), source, f"its audience names an impossible group, «{exc}»; correct it in the {source}")
        if groups:
            return AudienceChoice(groups, source)
    return folder or AudienceChoice(default, default_source)


def of_folder(folder: Path, seen: dict[Path, AudienceChoice | None]) -> AudienceChoice | None:
    """What the nearest audience file in or above a folder says, also above the folder that is synced; None where there is none.
    `seen` is filled as it goes.
    """
    if folder not in seen:
        named = [folder / name for name in AUDIENCE_NAMES if (folder / name).exists()]
        if named:
            seen[folder] = _read(named[0])
        else:
            seen[folder] = of_folder(folder.parent, seen) if folder != folder.parent else None
    return seen[folder]


def _read(path: Path) -> AudienceChoice:
    name = f"{path.parent.name}/{path.name}"
    remedy = "write one group a line"
    try:
        lines = [line.strip() for line in path.read_text(encoding="utf-8-sig").splitlines()]
        groups = parse_groups([line for line in lines if line and not line.startswith("#")])
    except (OSError, UnicodeDecodeError):
        return AudienceChoice((), "folder", f"the audience file {name} can't be read; {remedy}")
    except ValueError as exc:
        return AudienceChoice((), "folder", f"the audience file {name} names an impossible group, «{exc}»; {remedy}")
    if not groups:
        return AudienceChoice((), "folder", f"the audience file {name} is empty; {remedy}")
    return AudienceChoice(groups, "folder")


def reason_to_withhold(mark: str, classification: str, groups: tuple[str, ...]) -> str:
    """Why a marked or classified document may not be served; empty when it may."""
    if not mark and not classification:
        return ""
    if classification and groups and PUBLIC not in groups:
        return ""
    named = f"it carries the mark «{mark}»" if mark else f"the catalogue classifies it as «{classification}»"
    return f"{named}; name its classification and an audience that is not public in the catalogue, then sync again"
