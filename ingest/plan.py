"""What a sync has to do: the files that were found, held against the catalogue.

Size and modification time (and the inode, on a local disk) decide whether a file is read again; `rehash` reads every one.
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from corpus.catalogue.documents import DocumentRecord
from ingest.audience import AudienceChoice, choose, of_folder
from ingest.bundles import on_disk
from ingest.describe import Entry, described_hash, place_of
from ingest.discover import Discovery, SourceFile
from ingest.errors import UnreadableDocument

_ASK_FROM = 2
_ASK_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Task:
    """One file that has to be read: its record (with its id), what is said of it and its content hash."""

    file: SourceFile
    record: DocumentRecord
    entry: Entry
    folder_audience: AudienceChoice | None
    is_new: bool


@dataclass(slots=True)
class Plan:
    """What is to be done, by kind.

    `settled` stay as they are, those with a reason in quarantine; `kept_out` were removed by hand and haven't changed since;
    `gone_before` were taken out by an earlier sync, which may have been cut off before it published that.
    """

    read: list[Task] = field(default_factory=list)
    settled: list[DocumentRecord] = field(default_factory=list)
    gone: list[DocumentRecord] = field(default_factory=list)
    gone_before: list[DocumentRecord] = field(default_factory=list)
    kept_out: list[str] = field(default_factory=list)
    vanishing_roots: list[tuple[str, int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """What decides whether a file is read again, and who may read it when nothing says so."""

    rehash: bool = False
    retry: bool = False
    read_with: str = ""
    default_audience: tuple[str, ...] = ("public",)
    default_source: str = "default"


def make_plan(found: Discovery, known: list[DocumentRecord], entries: Mapping[str, Entry], *, options: PlanOptions) -> Plan:
    """Compare the files that were found with the catalogue. `entries` are what sheets say of them, by whole place."""
    plan = Plan()
    by_place = {str(Path(record.root) / record.path): record for record in known}
    taken = {record.id for record in known}
    audience_files: dict[Path, AudienceChoice | None] = {}
    for file in found.files:
        entry = entries.get(place_of(str(file.absolute)), {})
        folder = of_folder(file.absolute.parent, audience_files)
        record = by_place.pop(str(file.absolute), None)
        is_new = record is None
        if record is None:
            record = DocumentRecord(_new_id(file, entry, taken), file.root, file.path)
            taken.add(record.id)
        _place(plan, Task(file, record, entry, folder, is_new or bool(record.removed)), found.named, options)
    for record in by_place.values():
        if record.removed:
            plan.gone_before.append(record)
        elif found.would_show(str(Path(record.root) / record.path)):
            plan.gone.append(record)
    _count_vanishing(plan, known)
    return plan


def _place(plan: Plan, task: Task, named: set[str], options: PlanOptions) -> None:
    record, file = task.record, task.file
    if record.removed_by == "hand" and str(file.absolute) not in named and hash_file(file.absolute) == record.content:
        plan.kept_out.append(record.id)
        return
    if not _is_settled(task, options):
        plan.read.append(task)
        return
    if _reads_as_before(task, options):
        plan.settled.append(record)
    else:
        plan.read.append(task)


def _reads_as_before(task: Task, options: PlanOptions) -> bool:
    """Whether a file that hasn't changed still has the audience that it was read with."""
    record = task.record
    if record.audience_from == "document" and not task.entry.get("audience"):
        return True
    choice = choose(
        catalogue=task.entry.get("audience", ""), declared="", folder=task.folder_audience, default=options.default_audience,
        default_source=options.default_source,
    )  # fmt: skip
    return (choice.groups, choice.source) == (tuple(sorted(record.audience)), record.audience_from)


def _is_settled(task: Task, options: PlanOptions) -> bool:
    """Whether the file is as it was when it was read, and nothing says that reading it again would end otherwise."""
    record, file = task.record, task.file
    if task.is_new or record.described != described_hash(task.entry):
        return False
    if record.reason and (options.retry or record.read_with != options.read_with):
        return False
    if options.rehash:
        return record.read_with == options.read_with and record.content == hash_file(file.absolute)
    return (record.size, record.mtime_ns, record.inode) == (file.size, file.mtime_ns, file.inode)


def hash_file(path: Path) -> str:
    """The SHA-256 of a file's bytes; empty when it can't be opened (reading it will say why)."""
    try:
        with on_disk(path) as file, open(file, "rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except (OSError, UnreadableDocument):
        return ""


def _new_id(file: SourceFile, entry: Entry, taken: set[str]) -> str:
    """The catalogue's id, else the file's stem, qualified by its folders and at last by a number while it is taken. It is of one
    line and of composed letters, whatever the file is called.
    """
    path = Path(_of_one_line(file.path))
    folders = [*path.parent.parts[::-1], _of_one_line(Path(file.root).name)]
    candidates = [_of_one_line(entry["id"])] if entry.get("id") else []
    stem = path.stem
    candidates.append(stem)
    for at in range(len(folders)):
        candidates.append("-".join([*folders[: at + 1][::-1], stem]))
    number = 2
    for candidate in candidates:
        if candidate not in taken:
            return candidate
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


def _of_one_line(name: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", unicodedata.normalize("NFC", name)).strip()


def _count_vanishing(plan: Plan, known: list[DocumentRecord]) -> None:
    for root in {record.root for record in plan.gone}:
        had = sum(1 for record in known if record.root == root and not record.removed)
        goes = sum(1 for record in plan.gone if record.root == root)
        if goes >= _ASK_FROM and goes > had * _ASK_SHARE:
            plan.vanishing_roots.append((root, goes, had))
