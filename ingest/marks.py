"""State marks: whether a document says of itself that it is classified.

A mark counts where it stands as a stamp, in a header or footer, as a line of its own or beside its label; the word in prose
doesn't, and neither does a list of the marks that there are.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from corpus.text.normalise import fold
from ingest.extract.base import ExtractedDocument

_LONGEST_LINE = 60
_MARKS = {fold(mark): mark for mark in ("سري للغاية", "سري جدا", "سري", "محدود", "محدود التداول", "مكتوم")}
_LABELS = frozenset(
    fold(label)
    for label in (
        "السرية", "درجة السرية", "مستوى السرية", "درجة سرية الوثيقة", "التصنيف", "درجة التصنيف", "مستوى التصنيف",
        "التصنيف الأمني", "تصنيف الوثيقة", "تصنيف المستند", "تصنيف المعلومات",
    )
)  # fmt: skip
_URGENT = re.compile(r" و?(?:عاجل|هام|فوري|شخصي)(?: جدا)?$")
_BESIDE = re.compile(r"[|/\\—–•·\t:：]|\s-\s|\s{3,}")
"""What sets a mark apart from what else stands on its line."""


def state_mark(document: ExtractedDocument) -> str:
    """The state mark that a document carries in its text or in its margins; empty when there is none."""
    listed = {mark for block, line in _lines(document) if block == "item" and (mark := _mark_in(line, table=False))}
    carried = (mark for block, line in _lines(document) if block != "item" and (mark := _mark_in(line, table=block == "table")))
    return next(carried, listed.pop() if len(listed) == 1 else "")


def _lines(document: ExtractedDocument) -> Iterator[tuple[str, str]]:
    """Every line with the kind of its block."""
    for margin in document.margins:
        yield from (("furniture", line) for line in margin.splitlines())
    for block in document.blocks:
        yield from ((block.kind, line) for line in document.text[block.start : block.end].splitlines())


def _mark_in(line: str, *, table: bool) -> str:
    """The one mark of a line: alone, set apart from the rest of a short line, or after its label (in a table only that)."""
    parts = [part for part in map(_bare, _BESIDE.split(line)) if part]
    marks = {part for part in parts if part in _MARKS}
    if len(marks) != 1:
        return ""
    labelled = any(label in _LABELS and part in marks for label, part in pairwise(parts))
    alone = len(parts) == 1 or (len(line) <= _LONGEST_LINE and not table)
    return _MARKS[marks.pop()] if labelled or alone else ""


def _bare(part: str) -> str:
    """A part of a line without the signs around it and without what is often stamped beside a mark."""
    return _URGENT.sub("", " ".join(re.sub(r"[^\w\s]", " ", fold(part)).split()))
