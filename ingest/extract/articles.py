"""Numbered parts of legal texts as headings: `الباب الأول`, `الفصل الثاني`, `المادة (5)`, `Chapter 2`, `Article 5`.

Typists set them as lines like any other, so that fonts and styles say nothing. A document with several such lines gets them as
headings: the number of an article then stands in the path of every passage of it. The text itself stays as it is.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from ingest.extract.base import Block, ExtractedDocument

_T = "[\u0640\u064b-\u0652]*"
"""Kashidas and marks, which may stand after any letter."""


def _spelled(words: str) -> str:
    """A pattern for Arabic words, however they are stretched or marked."""
    return "|".join(_T.join(map(re.escape, word)) + _T for word in words.split("|"))


_ORDINAL = _spelled(
    "الأولى|الأول|الثانية|الثاني|الثالثة|الثالث|الرابعة|الرابع|الخامسة|الخامس|السادسة|السادس|السابعة|السابع|الثامنة|الثامن"
    "|التاسعة|التاسع|العاشرة|العاشر|الحادية عشرة|الحادي عشر|الثانية عشرة|الثاني عشر|الثالث عشر|الرابع عشر|الخامس عشر|التمهيدي"
)
_NUMBER = rf"(?:[(\[]?\s*[\d٠-٩]+\s*[)\]]?(?:\s*{_spelled('مكررا|مكرر')}(?:\s*[(\[]?\s*[\d٠-٩]+\s*[)\]]?)?)?|{_ORDINAL})"
_LATIN = r"(?:\d+|[IVXLC]+)\b"
_RANKS = (
    (2, rf"(?:{_spelled('الكتاب|الباب|القسم')})\s*{_NUMBER}|(?:Part|Title|Book)\s+{_LATIN}"),
    (4, rf"(?:{_spelled('الفصل')})\s*{_NUMBER}|Chapter\s+{_LATIN}"),
    (5, rf"(?:{_spelled('الفرع|المبحث')})\s*{_NUMBER}|Section\s+{_LATIN}"),
    (6, rf"(?:{_spelled('المادة|مادة')})\s*{_NUMBER}|Article\s+{_LATIN}"),
)
_ARTICLE = 6
_MARKERS = tuple((rank, re.compile(rf"(?:{pattern})[ \t]*[:.\-–]?", re.IGNORECASE)) for rank, pattern in _RANKS)
_ANY = re.compile(
    rf"(?:^|(?<=\n)|(?<=[.؟!:] ))(?P<marker>{'|'.join(pattern for _, pattern in _RANKS)})"
    r"(?=[ \t]*(?:[:.\-–][ \t]*)?(?:\n|$)|[ \t]*[:–-])",
    re.IGNORECASE,
)
_FEWEST = 3
_LONGEST_TITLE = 90


def with_articles(document: ExtractedDocument) -> ExtractedDocument:
    """The document with its numbered parts as headings, where it has several that are none yet."""
    blocks = [part for block in document.blocks for part in _split(document.text, block)]
    if sum(before.kind == "paragraph" for before in blocks if _rank(document.text, before)) < _FEWEST:
        return document
    found: list[Block] = []
    above = 0
    for block in blocks:
        rank = _rank(document.text, block)
        if rank:
            found.append(replace(block, kind="heading", level=rank))
        elif above and above < _ARTICLE and _is_title(document.text, block):
            found.append(replace(block, kind="heading", level=above + 1))
        else:
            found.append(block)
        above = rank if block.kind != "furniture" else above
    return replace(document, blocks=tuple(found))


def _split(text: str, block: Block) -> Iterator[Block]:
    """A paragraph cut before and after each marker in it that stands as a line; other blocks as they are."""
    if block.kind not in ("paragraph", "heading"):
        yield block
        return
    start = block.start
    for match in _ANY.finditer(text, block.start, block.end) if block.kind == "paragraph" else ():
        end = match.end("marker")
        while end < block.end and text[end] in " \t:.-–":
            end += 1
        yield from _piece(text, block, start, match.start("marker"))
        yield from _piece(text, block, match.start("marker"), end)
        start = end
    yield from _piece(text, block, start, block.end)


def _piece(text: str, block: Block, start: int, end: int) -> Iterator[Block]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield replace(block, start=start, end=end)


def _rank(text: str, block: Block) -> int:
    """The level of a block that is a marker and nothing else; 0 for any other."""
    if block.kind not in ("paragraph", "heading"):
        return 0
    said = text[block.start : block.end].strip()
    return next((rank for rank, pattern in _MARKERS if pattern.fullmatch(said)), 0)


def _is_title(text: str, block: Block) -> bool:
    """Whether what follows the marker of a chapter is its title: one short line that ends no sentence."""
    said = text[block.start : block.end].strip()
    return (
        block.kind in ("paragraph", "heading") and len(said) <= _LONGEST_TITLE and "\n" not in said and said[-1] not in ".؟!:،؛,;"
    )
