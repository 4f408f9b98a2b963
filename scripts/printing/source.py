"""A source of the shipped library: Markdown with catalogue data in front, read into plain blocks.

Inlines are runs of text with their emphasis; blocks are headings, paragraphs, lists and tables. No product is known here.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

MONTHS_AR = ("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر")
ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the document's title."""

    level: int
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list; an item is a sequence of blocks, of which the first is usually a paragraph."""

    ordered: bool
    items: tuple[tuple["Block", ...], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its header row and the rows below, cells as runs."""

    header: tuple[tuple[Run, ...], ...]
    rows: tuple[tuple[tuple[Run, ...], ...], ...]


Block = Heading | Paragraph | Listing | Table


def plain(runs: tuple[Run, ...]) -> str:
    """The text of runs without their style."""
    return "".join(run.text for run in runs)


@dataclass(frozen=True)
class Source:
    """One source file: its path, its catalogue data and its Markdown body."""

    path: Path
    data: dict[str, Any]
    body: str

    @property
    def arabic(self) -> bool:
        """Whether the document is written from right to left."""
        return str(self.data["language"]) == "ar"

    @property
    def title(self) -> str:
        """The title as the catalogue has it."""
        return str(self.data["title"])

    @property
    def day(self) -> date:
        """The date of the document, which its products carry as their own."""
        return date.fromisoformat(str(self.data["date"]))

    @property
    def day_in_words(self) -> str:
        """The date as it stands under the title, with the digits that the document uses."""
        if not self.arabic:
            return f"{self.day.day} {self.day:%B %Y}"
        written = f"{self.day.day} {MONTHS_AR[self.day.month - 1]} {self.day.year}"
        return written.translate(ARABIC_INDIC) if self.uses_arabic_indic_digits else written

    @property
    def uses_arabic_indic_digits(self) -> bool:
        """Whether the body's digits are ٠-٩."""
        return sum(self.body.count(digit) for digit in "٠١٢٣٤٥٦٧٨٩") > sum(self.body.count(digit) for digit in "0123456789")

    @property
    def digest(self) -> str:
        """The hash of the whole source; a product is stale when it was printed from another."""
        return hashlib.sha256(self.path.read_bytes()).hexdigest()

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The body as blocks."""
        tokens = markdown().parse(self.body)
        return tuple(_blocks(SyntaxTreeNode(tokens).children))

    def facts(self) -> tuple[tuple[str, str], ...]:
        """The catalogue data that a reader finds under the title: label and value."""
        labels = ("الرقم", "الطبعة", "التاريخ", "الجهة المالكة") if self.arabic else ("Number", "Edition", "Date", "Owner")
        edition = str(self.data["edition"])
        if self.arabic and self.uses_arabic_indic_digits:
            edition = edition.translate(ARABIC_INDIC)
        values = (str(self.data["number"]), edition, self.day_in_words, str(self.data["owner_unit"]))
        return tuple(zip(labels, values, strict=True))


def markdown() -> MarkdownIt:
    """The dialect of the sources: CommonMark with pipe tables."""
    return MarkdownIt("commonmark").enable("table")


def read(path: Path) -> Source:
    """Reads a source; a missing or malformed head is said with the file's name."""
    text = path.read_text(encoding="utf-8")
    try:
        _, head, body = text.split("---\n", 2)
        data = yaml.load(head, Loader=yaml.BaseLoader)  # every value stays as it is written
        return Source(path=path, data=data, body=body.strip() + "\n")
    except (ValueError, yaml.YAMLError) as exc:
        raise SystemExit(f"{path}: the catalogue data at the top can't be read: {exc}") from exc


def _blocks(nodes: list[SyntaxTreeNode]) -> Iterator[Block]:
    for node in nodes:
        match node.type:
            case "heading":
                yield Heading(int(node.tag[1]), _runs(node))
            case "paragraph":
                yield Paragraph(_runs(node))
            case "bullet_list" | "ordered_list":
                yield Listing(node.type == "ordered_list", tuple(tuple(_blocks(item.children)) for item in node.children))
            case "table":
                yield _table(node)
            case "blockquote":
                yield from _blocks(node.children)
            case "hr" | "html_block":
                pass
            case other:
                raise SystemExit(f"a source holds Markdown that no product can show: {other}")


def _table(node: SyntaxTreeNode) -> Table:
    rows = [tuple(_runs(cell) for cell in row.children) for part in node.children for row in part.children]
    return Table(header=rows[0], rows=tuple(rows[1:]))


def _runs(node: SyntaxTreeNode) -> tuple[Run, ...]:
    inline = node.children[0] if node.children else None
    if inline is None or inline.type != "inline":
        return ()
    return tuple(_styled(inline.to_tokens()[0].children or []))


def _styled(tokens: list[Token]) -> Iterator[Run]:
    bold = italic = False
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                bold = token.type == "strong_open"
            case "em_open" | "em_close":
                italic = token.type == "em_open"
            case "softbreak" | "hardbreak":
                yield Run(" ", bold, italic)
            case _ if token.content:
                yield Run(token.content, bold, italic)
