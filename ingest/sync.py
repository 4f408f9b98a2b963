"""The life of a document: found, read, described, checked, cut into passages, embedded, published.

    discover -> plan -> read (in child processes) -> record -> (publish the words) -> embed -> publish

One file that can't be read never stops the others: it is quarantined with its reason, and the version that was indexed before
stays served; a quarantine of classification or audience withdraws the document at once. Until the new generation is published the
old one is served, and whatever was read and embedded by then is kept for the next try. Where much is to be embedded, a generation
that is searched by its words comes first.
"""

import shutil
import sqlite3
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from corpus.catalogue import documents, generations, schema, versions
from corpus.catalogue.documents import DocumentRecord
from corpus.catalogue.versions import PlacedPassage, VersionRecord
from corpus.embed.base import Embedder
from corpus.embed.cache import embed_missing, key_of
from corpus.errors import SettingError
from corpus.generation import build
from corpus.generation import manifest as manifests
from corpus.home import Home, now, told_by_disk
from corpus.model import PUBLIC
from corpus.progress import Progress
from corpus.text.analyser import text_key
from ingest.audience import AudienceChoice, choose, reason_to_withhold
from ingest.bundles import on_disk
from ingest.describe import described_hash, entries_of, given_title, metadata_of
from ingest.discover import Discovery, discover
from ingest.errors import EmptyDocument, UnreadableDocument
from ingest.extract.base import ExtractedDocument
from ingest.extract.ocr.engines import installed
from ingest.extract.registry import readers_fingerprint, supported_extensions
from ingest.extract.sandbox import WorkerPool
from ingest.extract.wire import Notice
from ingest.marks import state_mark
from ingest.options import SyncOptions
from ingest.plan import Plan, PlanOptions, Task, hash_file, make_plan
from ingest.segment import place_of_passage, segment


@dataclass(frozen=True, slots=True)
class Change:
    """One document that a sync touched. `reason` says why it is quarantined."""

    id: str
    path: str
    reason: str = ""


@dataclass(slots=True)
class SyncReport:
    """What a sync did (or, in a dry run, would do)."""

    added: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    removed: list[Change] = field(default_factory=list)
    quarantined: list[Change] = field(default_factory=list)
    unchanged: int = 0
    generation: str = ""
    seconds: float = 0.0
    skipped: list[tuple[str, str]] = field(default_factory=list)
    away: list[str] = field(default_factory=list)
    kept_out: list[str] = field(default_factory=list)
    unread_pages: int = 0
    public: int = 0
    documents: int = 0


def sync(home: Home, paths: list[Path], embedder: Embedder, *, options: SyncOptions, progress: Progress) -> SyncReport:
    """Bring the library up to date with its folders and publish it.

    `paths` are synced alone where given, else every configured folder. Raises HomeBusy, SettingError, StorageError, and
    SettingError when most of a folder would vanish and `options.yes` isn't set.
    """
    started = time.monotonic()
    with home.writing("sync"):
        catalogue = schema.connect(home.catalogue, write=True)
        try:
            found, plan = _look(catalogue, paths, options)
            report = SyncReport(skipped=found.skipped, away=found.away, kept_out=plan.kept_out)
            _catch_up(report, plan, _served_now(home, catalogue))
            if options.dry_run:
                _foretell(report, plan)
            else:
                _refuse_to_empty(plan, options)
                _read_all(home, catalogue, plan, report, options, progress)
                _take_out(catalogue, plan, report)
                if options.keep_originals:
                    _keep_missing_originals(home, catalogue)
                if build.words_first(home, catalogue, embedder, from_passages=options.words_first):
                    served = build.publish(home, catalogue, embedder, told=progress.say)
                    progress.say(f"the library can be searched by its words; {served.without_vectors} passages get vectors now")
                embed_missing(home, catalogue, build.held_now(catalogue), embedder, progress=progress)
                report.generation = build.publish(home, catalogue, embedder, told=progress.say).id
                _summarise(catalogue, plan, report)
        finally:
            catalogue.close()
    report.seconds = round(time.monotonic() - started, 3)
    return report


def _look(catalogue: sqlite3.Connection, paths: list[Path], options: SyncOptions) -> tuple[Discovery, Plan]:
    known = documents.all_documents(catalogue, removed=True)
    roots = sorted({record.root for record in known if not record.removed})
    found = discover(
        list(options.folders),
        paths=paths,
        known_roots=roots,
        suffixes=frozenset(supported_extensions()),
    )
    bases = {*roots, *(str(folder.resolve()) for folder in options.folders), *(file.root for file in found.files)}
    entries = entries_of(documents.descriptions(catalogue), [file.absolute for file in found.files], bases)
    plan_options = PlanOptions(
        rehash=options.rehash, retry=options.retry, read_with=_read_with(options), default_audience=options.default_audience,
        default_source="default" if options.default_audience_is_unset else "setting",
    )  # fmt: skip
    return found, make_plan(found, known, entries, options=plan_options)


def _served_now(home: Home, catalogue: sqlite3.Connection) -> dict[str, tuple[int, tuple[str, ...]]]:
    """Which version of each document is served now, and for whom."""
    manifest = manifests.readable_or_none(home)
    held = generations.held(catalogue, manifest.id) if manifest is not None else {}
    return {head.document: (key, held[key]) for key, head in versions.heads(catalogue, held).items()}


def _catch_up(report: SyncReport, plan: Plan, served: Mapping[str, tuple[int, tuple[str, ...]]]) -> None:
    """Report what needs no reading: most is unchanged, and what an earlier sync read or took out without coming to publish it is
    this one's to tell.
    """
    for record in plan.settled:
        change = Change(record.id, record.path, record.reason)
        if record.reason:
            report.quarantined.append(change)
        elif record.id not in served:
            report.added.append(change)
        elif served[record.id] != (record.version, tuple(sorted(record.audience))):
            report.changed.append(change)
        else:
            report.unchanged += 1
    report.removed = [Change(record.id, record.path) for record in plan.gone_before if record.id in served]


def _read_with(options: SyncOptions) -> str:
    return text_key(f"{readers_fingerprint()} {options.limits} {installed(options.ocr)} {options.segments}")[:16]


def _foretell(report: SyncReport, plan: Plan) -> None:
    for task in plan.read:
        (report.added if task.is_new else report.changed).append(Change(task.record.id, task.file.path))
    report.removed += [Change(record.id, record.path) for record in plan.gone]


def _refuse_to_empty(plan: Plan, options: SyncOptions) -> None:
    for root, goes, had in plan.vanishing_roots:
        if not options.yes:
            raise SettingError(
                f"{goes} of its {had} documents are no longer there, and a sync would take them out of the library",
                subject=root,
                remedy="check that the folder is whole, or run the command again with --yes",
            )


def _read_all(
    home: Home, catalogue: sqlite3.Connection, plan: Plan, report: SyncReport, options: SyncOptions, progress: Progress
) -> None:
    progress.stage("reading", len(plan.read))
    for task, content, outcome in _extracted(home, plan.read, options, progress):
        record = replace(
            task.record,
            root=task.file.root,
            path=task.file.path,
            size=task.file.size,
            mtime_ns=task.file.mtime_ns,
            inode=task.file.inode,
            content=content,
            described=described_hash(task.entry),
            read_with=_read_with(options),
            reason="",
            withdrawn=_was_marked(task.record),
            removed="",
            removed_by="",
        )
        with schema.transaction(catalogue, home.catalogue):
            settled = _settle(catalogue, record, task, outcome, options)
            documents.put(catalogue, settled)
        _report(report, task, settled)
        progress.advance(1, task.file.path)


def _extracted(
    home: Home, tasks: list[Task], options: SyncOptions, progress: Progress
) -> Iterator[tuple[Task, str, ExtractedDocument | UnreadableDocument]]:
    """Each task with its content hash and what reading gave, in order; as many files at once as there are workers."""
    if not tasks:
        return
    with (
        WorkerPool(options.limits, ocr=options.ocr, outlines=home.outlines, workers=options.workers) as pool,
        ThreadPoolExecutor(options.workers) as threads,
    ):

        def read(task: Task) -> tuple[str, ExtractedDocument | UnreadableDocument]:
            content = ""
            try:
                with on_disk(task.file.absolute) as file:
                    content = hash_file(file)
                    document = pool.extract(file, told=partial(_tell_page, progress, task.file.path))
                _keep_taught(home, document)
                return content, document
            except UnreadableDocument as reason:
                return content, reason

        for task, (content, outcome) in zip(tasks, threads.map(read, tasks), strict=True):
            yield task, content, outcome


def _keep_taught(home: Home, document: ExtractedDocument) -> None:
    """Keep what the document teaches of its fonts for those after it; what is no table comes of a file that broke its reader."""
    if document.taught:
        from ingest.extract.pdf.outlines import memory

        with suppress(ValueError), told_by_disk(home.outlines):
            memory.keep(home.outlines, document.taught)


def _tell_page(progress: Progress, path: str, notice: Notice) -> None:
    progress.advance(0, f"{path}: {notice.number}/{notice.pages}")


def _settle(
    catalogue: sqlite3.Connection,
    record: DocumentRecord,
    task: Task,
    outcome: ExtractedDocument | UnreadableDocument,
    options: SyncOptions,
) -> DocumentRecord:
    """The record as it stands after reading: with its new version, or with the reason why there is none."""
    if isinstance(outcome, UnreadableDocument):
        return _as_before(replace(record, reason=_told(outcome)), task, options)
    choice = _audience_of(task, outcome.declared.get("audience", ""), options)
    metadata = metadata_of(outcome, task.entry, Path(task.file.path).stem)
    explicit = choice.groups if choice.source in ("catalogue", "document", "folder") else ()
    withheld = choice.reason or reason_to_withhold(state_mark(outcome), metadata.classification, explicit)
    if withheld:
        return replace(record, reason=withheld, withdrawn=True, audience=choice.groups, audience_from=choice.source)
    record = replace(record, audience=choice.groups, audience_from=choice.source)
    known = versions.same_reading(
        catalogue, document=record.id, content=record.content, described=record.described, read_with=record.read_with
    )
    if known is not None:
        return replace(record, version=known, withdrawn=False)
    passages = segment(outcome, options=options.segments)
    if not passages:
        empty = EmptyDocument("it holds no text", remedy="check the file, or take it out of the folder")
        return replace(record, reason=_told(empty))
    version = VersionRecord(
        key=0, document=record.id, n=0, content=record.content, described=record.described, read_with=record.read_with,
        illustrative=Path(task.file.root) in options.illustrative, metadata=metadata, text=outcome.text, pages=outcome.pages,
        report=outcome.report, made=now(),
    )  # fmt: skip
    title = given_title(outcome, task.entry)
    places = [place_of_passage(title, p.heading) for p in passages]
    placed = [PlacedPassage(p, at, key_of(at, p.of(outcome.text))) for p, at in zip(passages, places, strict=True)]
    return replace(record, version=versions.add(catalogue, version, placed), withdrawn=False)


def _was_marked(record: DocumentRecord) -> bool:
    """Whether a document is withdrawn for a state mark (and not for an audience that couldn't be told): until it can be read
    again, nothing says that the mark is gone.
    """
    return record.withdrawn and bool(record.audience)


def _audience_of(task: Task, declared: str | list[str], options: SyncOptions) -> AudienceChoice:
    return choose(
        catalogue=task.entry.get("audience", ""),
        declared=declared,
        folder=task.folder_audience,
        default=options.default_audience,
        default_source="default" if options.default_audience_is_unset else "setting",
    )


def _as_before(record: DocumentRecord, task: Task, options: SyncOptions) -> DocumentRecord:
    """A document that can't be read now: the version before stays, for the audience that is given to it today from outside."""
    if record.audience_from == "document" and not task.entry.get("audience"):
        return record
    choice = _audience_of(task, "", options)
    if choice.reason:
        return replace(record, reason=choice.reason, withdrawn=True, audience=(), audience_from=choice.source)
    return replace(record, audience=choice.groups, audience_from=choice.source)


def _told(reason: UnreadableDocument) -> str:
    return f"{reason.what}; {reason.remedy}" if reason.remedy else reason.what


def _keep_missing_originals(home: Home, catalogue: sqlite3.Connection) -> None:
    """Keep the original of every document that may be served, also where an earlier sync was cut off before it could."""
    for record in documents.all_documents(catalogue):
        if record.served is not None and not record.reason:
            _keep_original(home, Path(record.root) / record.path, record.content)


def _keep_original(home: Home, path: Path, content: str) -> None:
    target = home.files / content[:2] / content
    if target.exists() or not content:
        return
    try:
        with on_disk(path) as file, told_by_disk(target):
            if file.is_file():
                _copy_unchanged(file, target, content)
    except UnreadableDocument:  # its archive went or was damaged after it was read; the next sync says so
        return


def _copy_unchanged(file: Path, target: Path, content: str) -> None:
    target.parent.mkdir(exist_ok=True)
    draft = target.with_suffix(".draft")
    shutil.copyfile(file, draft)
    if hash_file(draft) == content:
        draft.replace(target)
    else:  # it changed after it was read; the next sync reads it again
        draft.unlink()


def _report(report: SyncReport, task: Task, record: DocumentRecord) -> None:
    if record.reason:
        report.quarantined.append(Change(record.id, record.path, record.reason))
    elif task.is_new:
        report.added.append(Change(record.id, record.path))
    elif record.version != task.record.version or record.audience != task.record.audience:
        report.changed.append(Change(record.id, record.path))
    else:
        report.unchanged += 1


def _take_out(catalogue: sqlite3.Connection, plan: Plan, report: SyncReport) -> None:
    with schema.transaction(catalogue):
        for record in plan.gone:
            documents.put(catalogue, replace(record, removed=now(), removed_by="vanished"))
            report.removed.append(Change(record.id, record.path))


def _summarise(catalogue: sqlite3.Connection, plan: Plan, report: SyncReport) -> None:
    records = [record for record in documents.all_documents(catalogue) if record.served is not None]
    seen = {record.id for record in plan.settled} | {task.record.id for task in plan.read}
    report.unread_pages = versions.unread_pages(catalogue, [r.served for r in records if r.id in seen and r.served is not None])
    report.documents = len(records)
    report.public = sum(1 for record in records if PUBLIC in record.audience)
