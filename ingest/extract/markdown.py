"""Markdown: the canonical text is what a reader of the rendered page sees, without markup.

Headings, list items (their number or a bullet kept as text), tables and code come from the CommonMark tree; front matter is
what the file declares. HTML comments and tags are dropped, the text inside tags is kept; a whole block of HTML with a table, or
with something hidden, is read as HTML. A footnote is a paragraph where it stands, with the mark by which the text refers to it.
"""

import re
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from corpus.model import ExtractionReport
from ingest.errors import EmptyDocument
from ingest.extract.base import BlockKind, ExtractedDocument, TextBuilder
from ingest.extract.decode import decode
from ingest.extract.frontmatter import split_front_matter
from ingest.extract.html import add_html, parse_html
from ingest.extract.inline import one_line, table_text, tidy_lines

_UNSEEN = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style|template)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_BREAK = re.compile(r"<(?:br|/p|/div|/li|/tr|/h[1-6])\b[^>]*>", re.IGNORECASE)
_AS_HTML = re.compile(r"<table\b|\bhidden\b|display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0", re.IGNORECASE)
_FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\]:[ \t]*")
_REFERENCE = re.compile(r"\[\^([^\]\s]+)\]")
_TAG = re.compile(r"</?[A-Za-z][^>]*>|<[!?][^>]*>")


class MarkdownExtractor:
    """Reads `.md` files."""

    name = "markdown"
    media_types: tuple[str, ...] = ("text/markdown",)

    def extract(self, path: Path) -> ExtractedDocument:
        """Read the file. Raises `EmptyDocument` when nothing is left beside front matter and markup."""
        decoded = decode(path.read_bytes())
        declared, body, notes = split_front_matter(decoded.text, subject=path.name)
        if decoded.damaged:
            notes.append(f"{decoded.damaged} bytes are not {decoded.encoding} and were replaced")
        builder = TextBuilder()
        parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
        parser.block.ruler.before("reference", "footnote", _footnote, {"alt": ["paragraph", "reference"]})
        walk = _Walk(builder)
        walk.blocks(parser.parse(body))
        notes += walk.notes
        report = ExtractionReport(reader=self.name, notes=tuple(notes), evidence={"encoding": decoded.encoding})
        document = builder.build(report, declared)
        if not document.text:
            raise EmptyDocument("the file holds no text", subject=path.name)
        return document


def _footnote(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    """The parser's rule for `[^1]: text`, which CommonMark would take for the address of a link, and drop."""
    if state.is_code_block(first) or not (mark := _FOOTNOTE.match(_line(state, first))):
        return False
    if silent:
        return True
    last = first + 1
    while last < end and not state.isEmpty(last) and not _FOOTNOTE.match(_line(state, last)):
        last += 1
    said = state.getLines(first, last, state.blkIndent, False).strip()
    state.push("paragraph_open", "p", 1)
    inline = state.push("inline", "", 0)
    inline.content, inline.children = f"\\[{mark[1]}\\] {said[mark.end() :].strip()}", []
    state.push("paragraph_close", "p", -1)
    state.line = last
    return True


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


class _Walk:
    """Goes through the parser's tokens once and adds a block for each piece of text."""

    def __init__(self, builder: TextBuilder) -> None:
        self._builder = builder
        self._depth = 0
        self._marker = ""
        self._kind: BlockKind = "paragraph"
        self._level = 0
        self._rows: list[list[str]] | None = None
        self.notes: list[str] = []
        """What was left out."""

    def blocks(self, tokens: list[Token]) -> None:
        for token in tokens:
            match token.type:
                case "heading_open":
                    self._kind, self._level = "heading", int(token.tag[1])
                case "heading_close":
                    self._kind, self._level = "paragraph", 0
                case "bullet_list_open" | "ordered_list_open":
                    self._depth += 1
                case "bullet_list_close" | "ordered_list_close":
                    self._depth -= 1
                case "list_item_open":
                    self._marker = f"{token.info}{token.markup} " if token.info else "• "
                case "list_item_close":
                    self._marker = ""
                case "table_open":
                    self._rows = []
                case "tr_open" if self._rows is not None:
                    self._rows.append([])
                case "table_close" if self._rows is not None:
                    self._builder.add("table", table_text(self._rows))
                    self._rows = None
                case "inline":
                    self._text(inline_text(token.children or []))
                case "fence" | "code_block":
                    self._builder.add("code", token.content.rstrip())
                case "html_block" if _AS_HTML.search(token.content):
                    self.notes += add_html(self._builder, parse_html(token.content))
                case "html_block":
                    self._text(tidy_lines(without_tags(token.content)))

    def _text(self, text: str) -> None:
        if self._rows is not None and self._rows:
            self._rows[-1].append(one_line(text))
        elif self._marker and text.strip() and self._kind == "paragraph":
            self._builder.add("item", self._marker + text.strip(), level=self._depth)
            self._marker = ""
        else:
            self._builder.add(self._kind, text, level=self._level)


def inline_text(tokens: list[Token]) -> str:
    """The text of a paragraph's inline tokens: a soft line end is a space, a hard one a line end, an image its description."""
    parts = []
    for token in tokens:
        match token.type:
            case "text":
                parts.append(_REFERENCE.sub(r"[\1]", token.content))
            case "code_inline" | "text_special":
                parts.append(token.content)
            case "softbreak":
                parts.append(" ")
            case "hardbreak":
                parts.append("\n")
            case "image":
                parts.append(inline_text(token.children or []))
            case "html_inline" if _BREAK.fullmatch(token.content):
                parts.append("\n")
    return tidy_lines("".join(parts))


def without_tags(html: str) -> str:
    """The text of a piece of HTML inside Markdown, without comments, scripts and tags."""
    from html import unescape

    return unescape(_TAG.sub("", _BREAK.sub("\n", _UNSEEN.sub("", html))))
