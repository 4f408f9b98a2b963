"""The director's page: what was asked, answered and not, the largest gaps with the units that own the nearest documents, what was
closed since, and what could not be read, by cause. As Word or PDF, in Arabic or English.

It names nobody. The wording of questions is shown where at least three askers asked them; below that, the draft title of the
missing document stands for them.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from api.reasons import cause_of
from api.web.words import table
from assistant.conversation.gaps import Gap, Gaps
from assistant.conversation.questions import Closure, Tally
from assistant.conversation.word_file import WordFile
from assistant.model import Asker
from assistant.onboarding.paper import Paper, day_told
from corpus.generation.snapshot import View
from corpus.home import now
from corpus.listing import DocumentListing
from corpus.model import Language

ReportForm = Literal["docx", "pdf"]
MEDIA_TYPES: dict[ReportForm, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
ASKERS_FOR_WORDING = 3
"""From how many askers on the wording of a question is told."""

_TOP = 10
_WORDINGS = 3
_DAY = 10


@dataclass(frozen=True, slots=True)
class TopGap:
    """One gap as the page tells it. `wordings` is empty where too few people asked; `owners` are units, no persons."""

    title: str
    standing: str
    times: int
    askers: int
    owners: tuple[str, ...]
    wordings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unread:
    """What could not be read for one cause: how many documents and pages."""

    cause: str
    documents: int
    pages: int


@dataclass(frozen=True, slots=True)
class GapReport:
    """What the page tells. `since` and `until` are days as people write them; `since` may be empty."""

    since: str
    until: str
    tally: Tally
    gaps: tuple[TopGap, ...]
    others: int
    owners: tuple[tuple[str, int], ...]
    closed: tuple[tuple[str, int, int], ...]
    unread: tuple[Unread, ...]


def gap_report(gaps: Gaps, manager: Asker, listings: Sequence[DocumentListing], *, since: str, language: Language) -> GapReport:
    """What the page tells from a time on (UTC as it is kept, empty: from the beginning), as a manager may see it."""
    found, view = gaps.open(manager, since=since), gaps.view(manager)
    top = tuple(_top(gap, view, language) for gap in found[:_TOP])
    owners = Counter(owner for gap in found for owner in _owners(gap, view))
    closed = [closure for closure in gaps.closed(manager) if closure.at >= since]
    return GapReport(
        since=day_told(since[:_DAY], language) if since else "",
        until=day_told(now()[:_DAY], language),
        tally=gaps.tally(since),
        gaps=top,
        others=len(found) - len(top),
        owners=tuple(owners.most_common()),
        closed=tuple(_closed(closure) for closure in closed),
        unread=_unread(listings, language),
    )


def written(report: GapReport, form: ReportForm, *, language: Language) -> bytes:
    """The page as a file."""
    return _docx(report, language) if form == "docx" else _pdf(report, language)


def _top(gap: Gap, view: View | None, language: Language) -> TopGap:
    wordings: tuple[str, ...] = ()
    if gap.askers >= ASKERS_FOR_WORDING:
        wordings = tuple(dict.fromkeys(question.meant for question in gap.questions))[:_WORDINGS]
    standing = table(language, "gaps")[f"standing_{gap.standing}"]
    return TopGap(gap.title, standing, gap.times, gap.askers, _owners(gap, view), wordings)


def _owners(gap: Gap, view: View | None) -> tuple[str, ...]:
    """The units that own the documents closest to a gap."""
    heads = [view.document(near.document) for near in (*gap.stands_in, *gap.closest[:1])] if view else []
    return tuple(dict.fromkeys(head.metadata.owner_unit for head in heads if head is not None and head.metadata.owner_unit))


def _closed(closure: Closure) -> tuple[str, int, int]:
    return closure.title, sum(result.answered for result in closure.results), len(closure.results)


def _unread(listings: Sequence[DocumentListing], language: Language) -> tuple[Unread, ...]:
    documents: Counter[str] = Counter()
    pages: Counter[str] = Counter()
    for listing in listings:
        per_page = [cause_of(unread.reason).told(language) for unread in listing.unread_pages]
        whole = [cause_of(listing.reason).told(language)] if listing.reason else []
        documents.update(set(whole + per_page))
        pages.update(per_page)
    return tuple(Unread(cause, count, pages[cause]) for cause, count in documents.most_common())


def _numbers(report: GapReport, words: dict[str, str]) -> list[list[str]]:
    tally = report.tally
    head = [words[name] for name in ("report_asked", "report_answered", "unanswered", "badly_rated")]
    return [head, [str(count) for count in (tally.asked, tally.answered, tally.unanswered, tally.badly_rated)]]


def _period(report: GapReport, words: dict[str, str]) -> str:
    if report.since:
        return words["report_between"].format(since=report.since, until=report.until)
    return words["report_until"].format(until=report.until)


def _said(gap: TopGap, words: dict[str, str]) -> str:
    """A gap's counts, standing and owners on one line."""
    parts = [words["report_counts"].format(times=gap.times, askers=gap.askers), gap.standing]
    return " · ".join([*parts, *([f"{words['report_owner']}: {words['report_comma'].join(gap.owners)}"] if gap.owners else [])])


def _pairs(report: GapReport, words: dict[str, str]) -> list[tuple[str, list[str]]]:
    """The sections after the gaps: a heading and its lines."""
    owners = [f"{unit}: {count}" for unit, count in report.owners]
    closed = [f"{title} ({words['answered_of'].format(answered=done, questions=of)})" for title, done, of in report.closed]
    unread = [
        words["report_unread_row"].format(cause=one.cause, documents=one.documents, pages=one.pages) for one in report.unread
    ]
    return [(words["report_owners"], owners), (words["report_closed"], closed), (words["report_unread"], unread)]


def _docx(report: GapReport, language: Language) -> bytes:
    words = table(language, "gaps")
    file = WordFile(words["report_title"], language)
    file.add(_period(report, words), language=language)
    file.table(_numbers(report, words))
    file.add(words["report_top"], style="Heading 1", language=language)
    for n, gap in enumerate(report.gaps, start=1):
        file.add(f"{n}. {gap.title}", style="Heading 2", language=language)
        file.add(_said(gap, words), language=language)
        for wording in gap.wordings:
            file.add(wording, style="List Bullet")
    if not report.gaps:
        file.add(words["none"], language=language)
    if report.others:
        file.add(words["report_others"].format(n=report.others), language=language)
    for heading, lines in _pairs(report, words):
        file.add(heading, style="Heading 1", language=language)
        for line in lines or [words["report_nothing"]]:
            file.add(line, language=language)
    file.add(words["report_note"].format(n=ASKERS_FOR_WORDING), language=language)
    return file.whole()


def _pdf(report: GapReport, language: Language) -> bytes:
    words = table(language, "gaps")
    paper = Paper(language, title=words["report_title"], author="Dalil")
    paper.line(words["report_title"], 20, bold=True, accent=True)
    paper.line(_period(report, words), 10)
    for name, count in zip(*_numbers(report, words), strict=True):
        paper.line(f"{name}: {count}", 12, bold=True)
    paper.down(10)
    paper.line(words["report_top"], 14, bold=True, accent=True)
    for n, gap in enumerate(report.gaps, start=1):
        paper.line(f"{n}. {gap.title}", 11, bold=True)
        paper.line(_said(gap, words), 9, indent=12)
        for wording in gap.wordings:
            paper.line(f"• {wording}", 9, indent=12)
    if not report.gaps:
        paper.line(words["none"], 10)
    if report.others:
        paper.line(words["report_others"].format(n=report.others), 9)
    for heading, lines in _pairs(report, words):
        paper.down(10)
        paper.line(heading, 14, bold=True, accent=True)
        for line in lines or [words["report_nothing"]]:
            paper.line(line, 10)
    paper.down(10)
    paper.line(words["report_note"].format(n=ASKERS_FOR_WORDING), 8)
    return paper.finished()
