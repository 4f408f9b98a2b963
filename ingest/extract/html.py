"""HTML: the text that a browser would show, with headings, lists and tables. Nothing is fetched and nothing runs.

Left out: scripts, styles and form controls; left out and noted: navigation, deletions (`del`) and what is hidden (`hidden`,
`aria-hidden`, `style`, plain rules of the page's own style sheets, white where nothing gives the page a colour).
"""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import lxml.html
from lxml import etree

from corpus.model import ExtractionReport
from ingest.errors import EmptyDocument
from ingest.extract.base import BlockKind, ExtractedDocument, TextBuilder
from ingest.extract.decode import decode
from ingest.extract.equations import mathml_text
from ingest.extract.htmlstyles import UnseenStyles
from ingest.extract.inline import one_line, raised, table_text, telling_author, telling_title
from ingest.extract.numbering import written_number

_UNSEEN = frozenset(
    "script style template noscript iframe object embed svg canvas head link meta select input button textarea datalist".split()  # noqa: SIM905
)
_NAVIGATION = frozenset(("nav",))
_BLOCKS = frozenset(
    "address article aside blockquote body center dd details dialog div dl dt fieldset figure footer form header hgroup hr html"  # noqa: SIM905
    " main ol p section summary ul".split()
)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?([\w-]+)|<\?xml[^>]{0,100}encoding=["']([\w-]+)""", re.IGNORECASE)
_DATES = ("date", "dcterms.date", "dc.date", "article:published_time", "last-modified")
_DEEPEST = 250
_WIDEST = 64
_FORMS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


class HtmlExtractor:
    """Reads `.html` files."""

    name = "html"
    media_types: tuple[str, ...] = ("text/html",)

    def extract(self, path: Path) -> ExtractedDocument:
        """Read the file. Raises `EmptyDocument` when it shows no text."""
        builder = TextBuilder()
        root = parse_html(_characters(path.read_bytes()))
        notes = add_html(builder, root)
        document = builder.build(ExtractionReport(reader=self.name, notes=notes), {} if root is None else _declared(root))
        if not document.text:
            raise EmptyDocument("it shows no text", subject=path.name)
        return document


def add_html(builder: TextBuilder, root: Any | None) -> tuple[str, ...]:
    """Add what a page shows, block by block; what was left out, as notes. A tree of nothing adds nothing."""
    if root is None:
        return ()
    walk = _Walk(builder, UnseenStyles(root))
    walk.block(root, 0)
    walk.flush()
    return tuple(f"left out: {count} {what}" for what, count in walk.left_out.items())


def parse_html(text: str) -> Any | None:
    """A page's tree; None where there is nothing in it."""
    parser = lxml.html.HTMLParser(no_network=True, huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return lxml.html.document_fromstring(_without_declaration(text), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _characters(data: bytes) -> str:
    """The file's characters. What the bytes show (a byte-order mark, UTF-8) weighs more than what the page declares: Arabic in a
    single-byte encoding is never valid UTF-8, and a declaration is easily left behind when a file is saved anew.
    """
    shown = decode(data)
    named = _CHARSET.search(data[:4096])
    if not named or shown.encoding.startswith("utf"):
        return shown.text
    try:
        return data.decode((named[1] or named[2]).decode("ascii"))
    except (LookupError, UnicodeDecodeError):
        return shown.text


def _without_declaration(text: str) -> str:
    return re.sub(r"^\ufeff?\s*<\?xml[^>]*\?>", "", text).replace("\0", "")


def _declared(root: Any) -> dict[str, str | list[str]]:
    said = {
        str(meta.get("name") or meta.get("property") or meta.get("http-equiv") or "").lower(): one_line(meta.get("content") or "")
        for meta in root.iter("meta")
    }
    title = next((element.text_content() for element in root.iter("title")), "")
    found = {
        "title": telling_title(title or said.get("og:title")),
        "author": telling_author(said.get("author") or said.get("dc.creator")),
        "date": next((said[name][:10] for name in _DATES if said.get(name)), ""),
        "language": str(root.get("lang") or ""),
    }
    return {key: value for key, value in found.items() if value}


class _Walk:
    """Goes through the tree once. Inline text gathers until a block begins or ends; then it is added as one block."""

    def __init__(self, builder: TextBuilder, styles: UnseenStyles) -> None:
        self.builder = builder
        self._styles = styles
        self.left_out: Counter[str] = Counter()
        self._inline = ""
        self._kind: BlockKind = "paragraph"
        self._level = 0
        self._marker = ""
        self._lists: list[int | None] = []

    def flush(self) -> None:
        """Add the inline text gathered so far as one block."""
        lines = [one_line(line) for line in self._inline.split("\v")]
        text = "\n".join(line for line in lines if line)
        self._inline = ""
        if not text:
            return
        if self._marker and self._kind == "paragraph":
            self.builder.add("item", self._marker + text, level=len(self._lists))
            self._marker = ""
        else:
            self.builder.add(self._kind, text, level=self._level)

    def block(self, element: Any, depth: int) -> None:
        """Add an element, its text and what follows within it."""
        tag = element.tag if isinstance(element.tag, str) else ""
        if self._is_left_out(element, tag):
            return
        if depth > _DEEPEST:
            self._inline += "".join(element.itertext())
            return
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self._own(element, "heading", int(tag[1]), depth)
        elif tag in ("caption", "figcaption"):
            self._own(element, "caption", 0, depth)
        elif tag == "pre":
            self.flush()
            self.builder.add("code", element.text_content().strip("\n"))
        elif tag == "table":
            self.flush()
            self._table(element, depth)
        elif tag == "br":
            self._inline += "\v"
        elif tag == "sup" and len(element) == 0:
            self._inline += raised(element.text or "")
        elif tag == "math":
            self._inline += mathml_text(element)
        elif tag == "img":
            self._inline += element.get("alt") or ""
        elif tag in ("ul", "ol"):
            self._list(element, tag, depth)
        elif tag == "li":
            self._item(element, depth)
        elif tag in _BLOCKS:
            self.flush()
            self._children(element, depth)
            self.flush()
        else:
            self._children(element, depth)

    def _children(self, element: Any, depth: int) -> None:
        self._inline += element.text or ""
        for child in element:
            self.block(child, depth + 1)
            self._inline += child.tail or ""

    def _own(self, element: Any, kind: BlockKind, level: int, depth: int) -> None:
        self.flush()
        before = self._kind, self._level
        self._kind, self._level = kind, level
        self._children(element, depth)
        self._inline = self._inline.replace("\v", " ") if kind == "heading" else self._inline
        self.flush()
        self._kind, self._level = before

    def _list(self, element: Any, tag: str, depth: int) -> None:
        self.flush()
        start = str(element.get("start") or "1")
        self._lists.append((int(start) if start.lstrip("-").isdigit() else 1) if tag == "ol" else None)
        self._children(element, depth)
        self.flush()
        self._lists.pop()

    def _item(self, element: Any, depth: int) -> None:
        self.flush()
        number = self._lists[-1] if self._lists else None
        value = str(element.get("value") or "")
        if number is not None:
            number = int(value) if value.isdigit() else number
            self._lists[-1] = number + 1
        form = _FORMS.get(str(element.getparent().get("type")), "decimal") if number is not None else ""
        self._marker = "• " if number is None else f"{written_number(number, form)}. "
        self._children(element, depth)
        self.flush()
        self._marker = ""

    def _table(self, table: Any, depth: int) -> None:
        rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
        rows = [row for row in rows if not self._is_folded(row, table)]
        cells = [[cell for cell in row if cell.tag in ("td", "th") and not self._is_left_out(cell, "td")] for row in rows]
        for caption in table.iterchildren("caption"):
            self._own(caption, "caption", 0, depth)
        if all(len(row) <= 1 for row in cells) or table.get("role") in ("presentation", "none"):
            for cell in (cell for row in cells for cell in row):
                self.flush()
                self._children(cell, depth + 1)
                self.flush()
        else:
            self.builder.add("table", table_text(self._grid(cells, depth)))

    def _is_folded(self, row: Any, table: Any) -> bool:
        """Whether the row, or the part of the table that it is in, is left out."""
        parts = [row] if row.getparent() is table else [row, row.getparent()]
        return any(self._is_left_out(part, str(part.tag)) for part in parts)

    def _grid(self, rows: list[list[Any]], depth: int) -> list[list[str]]:
        """The cells' text, with an empty cell at each further place that one spans, so that columns stay below their heads."""
        taken: set[tuple[int, int]] = set()
        grid: list[list[str]] = []
        for down, row in enumerate(rows):
            line: list[str] = []
            for cell in row:
                while (down, len(line)) in taken:
                    line.append("")
                wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
                taken |= {(down + d, len(line) + a) for d in range(1, high) for a in range(wide)}
                line += [self._cell(cell, depth), *[""] * (wide - 1)]
            grid.append(line)
        return grid

    def _cell(self, cell: Any, depth: int) -> str:
        inside = _Walk(TextBuilder(), self._styles)
        inside._children(cell, depth + 1)
        inside.flush()
        self.left_out.update(inside.left_out)
        return inside.builder.cell()

    def _is_left_out(self, element: Any, tag: str) -> bool:
        if tag in _UNSEEN or not tag:
            return True
        if tag in _NAVIGATION or element.get("role") == "navigation":
            self.left_out["navigation parts"] += 1
            return True
        if tag == "del":
            self.left_out["deletions"] += 1
            return True
        closed = tag == "dialog" and element.get("open") is None
        if closed or element.get("hidden") is not None or element.get("aria-hidden") == "true" or self._styles.hide(element):
            self.left_out["hidden elements"] += 1
            return True
        return False


def _span(cell: Any, name: str) -> int:
    said = str(cell.get(name) or "1").strip()
    return max(1, min(int(said), _WIDEST)) if said.isascii() and said.isdigit() and len(said) < 6 else 1
