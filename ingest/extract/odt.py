"""OpenDocument text (`.odt`): headings, lists, tables and notes, as a reader of the document sees them.

Left out and noted: what tracked changes deleted, hidden text, sections and rows, comments. A soft page break begins a page.
"""

import zipfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from lxml import etree

from corpus.model import ExtractionReport
from ingest.errors import EmptyDocument, EncryptedDocument, UnreadableDocument
from ingest.extract.archive import DAMAGE
from ingest.extract.base import ExtractedDocument, TextBuilder
from ingest.extract.equations import mathml_text
from ingest.extract.inline import one_line, raised, table_text, telling_author, telling_title, tidy_lines
from ingest.extract.numbering import written_number

_NS = "urn:oasis:names:tc:opendocument:xmlns"
_TEXT, _TABLE, _OFFICE = f"{{{_NS}:text:1.0}}", f"{{{_NS}:table:1.0}}", f"{{{_NS}:office:1.0}}"
_STYLE, _META, _FO = f"{{{_NS}:style:1.0}}", f"{{{_NS}:meta:1.0}}", f"{{{_NS}:xsl-fo-compatible:1.0}}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_ID = "{http://www.w3.org/XML/1998/namespace}id"
_HREF = "{http://www.w3.org/1999/xlink}href"
_DRAW = f"{{{_NS}:drawing:1.0}}"
_SVG = f"{{{_NS}:svg-compatible:1.0}}"
_UNSEEN = frozenset(
    (
        f"{_OFFICE}annotation-end",
        f"{_OFFICE}forms",
        f"{_OFFICE}event-listeners",
        f"{_TEXT}sequence-decls",
        f"{_TEXT}ruby-text",
        f"{_SVG}title",
        f"{_SVG}desc",
    )
)
_CONTENTS = frozenset(
    f"{_TEXT}{name}" for name in ("table-of-content", "illustration-index", "table-index", "alphabetical-index", "user-index")
)
_HIDDEN = frozenset((f"{_TEXT}hidden-text", f"{_TEXT}hidden-paragraph"))
_FORMS = (
    ("a", "lowerLetter"),
    ("A", "upperLetter"),
    ("i", "lowerRoman"),
    ("I", "upperRoman"),
    ("١", "hindiNumbers"),
    ("أ, ب, ج", "arabicAbjad"),
    ("أ, ب, ت", "arabicAlpha"),
)
_DEEPEST = 200
_MOST_SPACES = 200
_WIDEST = 64


class OdtExtractor:
    """Reads `.odt` files."""

    name = "odt"
    media_types: tuple[str, ...] = ("application/vnd.oasis.opendocument.text",)

    def extract(self, path: Path) -> ExtractedDocument:
        """Read the file. Raises `UnreadableDocument` when it is damaged, `EmptyDocument` when it holds no text."""
        try:
            with zipfile.ZipFile(path) as archive:
                if b"encryption-data" in archive.read("META-INF/manifest.xml"):
                    raise EncryptedDocument("it asks for a password", subject=path.name, remedy="save it without a password")
                content = _xml(archive.read("content.xml"))
                styles = _xml(archive.read("styles.xml")) if "styles.xml" in archive.namelist() else etree.Element("none")
                meta = _xml(archive.read("meta.xml")) if "meta.xml" in archive.namelist() else etree.Element("none")
                _write_equations(content, archive)
            walk = _Walk(_Styles(content, styles))
            walk.builder.page()
            walk.body(next(content.iter(f"{_OFFICE}text")), 0)
            margins = [_plain(one) for page in styles.iter(f"{_STYLE}master-page") for one in page]
        except (*DAMAGE, StopIteration) as exc:
            remedy = "open and save it again in the program that it came from, or copy it again"
            raise UnreadableDocument("the file is damaged or cut short", subject=path.name, remedy=remedy) from exc
        notes = tuple(f"left out: {count} {what}" for what, count in walk.left_out.items())
        document = walk.builder.build(ExtractionReport(reader=self.name, notes=notes), _declared(meta), margins=margins)
        if not document.text:
            raise EmptyDocument("the file holds no text", subject=path.name)
        return document


class _Walk:
    """Goes through the body in order and adds a block for each piece of text. No page begins inside a cell or a note."""

    def __init__(self, styles: "_Styles", left_out: Counter[str] | None = None, *, nested: bool = False) -> None:
        self.builder = TextBuilder()
        self.left_out: Counter[str] = Counter() if left_out is None else left_out
        self._styles = styles
        self._nested = nested
        self._lists: list[str] = []
        self._counts: dict[tuple[str, int], int] = {}
        self._ended: dict[str, int] = {}
        self._notes: list[Any] = []

    def body(self, children: Iterable[Any], depth: int) -> None:
        """Add the blocks of a body, a section, a list item, a cell or a note."""
        for child in children:
            tag = child.tag
            if not isinstance(tag, str) or self._is_left_out(child) or depth > _DEEPEST:
                continue
            if tag == f"{_TEXT}tracked-changes":
                self.left_out["deleted"] += sum(1 for _ in child.iter(f"{_TEXT}deletion"))
            elif tag in (f"{_TEXT}h", f"{_TEXT}p"):
                self._paragraph(child)
            elif tag == f"{_TEXT}list":
                self._list(child, depth)
            elif tag == f"{_TABLE}table":
                self._table(child, depth)
            elif tag == f"{_TEXT}soft-page-break":
                self._new_page()
            elif tag in _CONTENTS:
                self.builder.add("furniture", "\n".join(_plain(line) for line in child.iter(f"{_TEXT}p")))
            else:
                self.body(child, depth + 1)

    def _is_left_out(self, element: Any) -> bool:
        tag = element.tag
        if tag == f"{_OFFICE}annotation":
            self.left_out["comments"] += 1
        elif tag in _HIDDEN or element.get(f"{_TEXT}style-name") in self._styles.hiding or _is_closed(element):
            self.left_out["hidden"] += 1
        else:
            return tag in _UNSEEN
        return True

    def _paragraph(self, element: Any, mark: str = "") -> None:
        text = tidy_lines(self._inline(element))
        if element.tag == f"{_TEXT}h":
            level = str(element.get(f"{_TEXT}outline-level") or "1")
            self.builder.add("heading", mark + one_line(text), level=min(int(level), 6) if level.isdigit() else 1)
        elif mark:
            self.builder.add("item", mark + text if text else "", level=len(self._lists))
        else:
            self.builder.add("paragraph", text)
        notes, self._notes = self._notes, []
        for note in notes:
            inside = _Walk(self._styles, self.left_out, nested=True)
            inside.body(note, 0)
            said = inside.builder.cell()
            self.builder.add("paragraph", f"[{_plain(note.getprevious())}] {said}")

    def _inline(self, element: Any) -> str:
        """The text of a paragraph; its notes are kept for after it."""
        text = element.text or ""
        for child in element:
            text += self._one(child) + (child.tail or "")
        return text

    def _one(self, child: Any) -> str:
        tag = child.tag
        if not isinstance(tag, str) or self._is_left_out(child):
            return ""
        if tag == f"{_TEXT}s":
            count = str(child.get(f"{_TEXT}c") or "1")
            return " " * min(int(count) if count.isdigit() else 1, _MOST_SPACES)
        if tag == f"{_TEXT}tab":
            return "\t"
        if tag == f"{_TEXT}line-break":
            return "\n"
        if tag == f"{_TEXT}soft-page-break":
            self._new_page()
            return ""
        if tag == f"{_TEXT}note":
            body = child.find(f"{_TEXT}note-body")
            if body is not None and body.getprevious() is not None:
                self._notes.append(body)
                return f"[{_plain(body.getprevious())}]"
            return ""
        if tag in (f"{_TEXT}p", f"{_TEXT}h"):  # in a frame: a box of text beside the paragraph
            return "\n" + self._inline(child) + "\n"
        text = self._inline(child)
        return raised(text) if child.get(f"{_TEXT}style-name") in self._styles.raising else text

    def _list(self, element: Any, depth: int) -> None:
        self._lists.append(str(element.get(f"{_TEXT}style-name") or (self._lists[-1] if self._lists else "")))
        number = self._number_before(element)
        for item in element:
            if item.tag not in (f"{_TEXT}list-item", f"{_TEXT}list-header"):
                continue
            start = str(item.get(f"{_TEXT}start-value") or "")
            number = int(start) if start.isdigit() else number + (item.tag == f"{_TEXT}list-item")
            mark = self._styles.mark(self._lists[-1], len(self._lists), number)
            first, *others = [child for child in item if isinstance(child.tag, str)] or [None]
            if first is not None and first.tag in (f"{_TEXT}p", f"{_TEXT}h"):
                self._paragraph(first, mark)
            elif first is not None:
                others.insert(0, first)
            self.body(others, depth + 1)
        self._counts[self._lists[-1], len(self._lists)] = number
        self._ended[str(element.get(_ID))] = number
        self._lists.pop()

    def _number_before(self, element: Any) -> int:
        """The number after which a list goes on: that of the list that it continues, else none."""
        if continued := element.get(f"{_TEXT}continue-list"):
            return self._ended.get(str(continued), 0)
        place = self._lists[-1], len(self._lists)
        first = self._styles.first(*place)
        goes_on = element.get(f"{_TEXT}continue-numbering") == "true"
        return self._counts.get(place, first - 1) if goes_on else first - 1

    def _table(self, table: Any, depth: int) -> None:
        rows = [row for row in table.iter(f"{_TABLE}table-row") if next(row.iterancestors(f"{_TABLE}table")) is table]
        rows = [row for row in rows if not self._is_left_out(row)]
        self.builder.add("table", table_text([[text for cell in row for text in self._cell(cell, depth)] for row in rows]))

    def _cell(self, cell: Any, depth: int) -> list[str]:
        if cell.tag == f"{_TABLE}covered-table-cell":
            return [""]
        if cell.tag != f"{_TABLE}table-cell":
            return []
        inside = _Walk(self._styles, self.left_out, nested=True)
        inside.body(cell, depth + 1)
        text = inside.builder.cell()
        repeated = str(cell.get(f"{_TABLE}number-columns-repeated") or "1")
        return [text] * (min(int(repeated), _WIDEST) if repeated.isdigit() else 1)

    def _new_page(self) -> None:
        if not self._nested:
            self.builder.page()


def _write_equations(content: Any, archive: zipfile.ZipFile) -> None:
    """Put the text of each formula, which is a document of its own in the file, where it is shown."""
    names = set(archive.namelist())
    for shown in list(content.iter(f"{_DRAW}object")):
        part = str(shown.get(_HREF) or "").removeprefix("./") + "/content.xml"
        root = _xml(archive.read(part)) if part in names else None
        if root is not None and etree.QName(root).localname == "math":
            etree.SubElement(shown, f"{_TEXT}span").text = mathml_text(root)


def _is_closed(element: Any) -> bool:
    """Whether a section isn't displayed, or a row is folded away or filtered out."""
    section = element.tag == f"{_TEXT}section" and element.get(f"{_TEXT}display") == "none"
    return section or element.get(f"{_TABLE}visibility") in ("collapse", "filter")


def _plain(element: Any) -> str:
    return one_line("".join(element.itertext()))


class _Styles:
    """What styles say: whose text isn't shown, and how the items of a list are marked."""

    def __init__(self, *roots: Any) -> None:
        styles = [style for root in roots for style in root.iter(f"{_STYLE}style")]
        self.hiding = _with_children({str(style.get(f"{_STYLE}name")) for style in styles if _hides(style)}, styles)
        self.raising = _with_children({str(style.get(f"{_STYLE}name")) for style in styles if _raises(style)}, styles)
        self._numbered = {
            (str(style.get(f"{_STYLE}name")), str(level.get(f"{_TEXT}level"))): level
            for root in roots
            for style in root.iter(f"{_TEXT}list-style")
            for level in style.iter(f"{_TEXT}list-level-style-number")
            if level.get(f"{_STYLE}num-format")
        }

    def mark(self, style: str, level: int, number: int) -> str:
        """What stands before an item of a list."""
        rule = self._numbered.get((style, str(level)))
        if rule is None:
            return "• "
        form = str(rule.get(f"{_STYLE}num-format"))
        named = next((name for begin, name in _FORMS if form.startswith(begin)), "decimal")
        around = str(rule.get(f"{_STYLE}num-prefix") or ""), str(rule.get(f"{_STYLE}num-suffix") or "")
        shown = written_number(number, named).join(around).strip()
        return f"{shown}. " if around == ("", "") else f"{shown} "

    def first(self, style: str, level: int) -> int:
        """The number of a list's first item."""
        rule = self._numbered.get((style, str(level)))
        start = "1" if rule is None else str(rule.get(f"{_TEXT}start-value") or "1")
        return int(start) if start.isdigit() and len(start) < 8 else 1


def _hides(style: Any) -> bool:
    shown = style.find(f"{_STYLE}text-properties")
    return shown is not None and (shown.get(f"{_TEXT}display") == "none" or shown.get(f"{_FO}font-size") in ("0pt", "0cm"))


def _raises(style: Any) -> bool:
    shown = style.find(f"{_STYLE}text-properties")
    return shown is not None and str(shown.get(f"{_STYLE}text-position") or "").startswith("super")


def _with_children(names: set[str], styles: list[Any]) -> frozenset[str]:
    """These styles and those that are based on one of them."""
    for _ in range(12):
        based = {str(style.get(f"{_STYLE}name")) for style in styles if style.get(f"{_STYLE}parent-style-name") in names}
        if based <= names:
            break
        names |= based
    return frozenset(names)


def _declared(meta: Any) -> dict[str, str | list[str]]:
    def said(name: str) -> str:
        return one_line(next((element.text or "" for element in meta.iter(name)), ""))

    found = {
        "title": telling_title(said(f"{_DC}title")),
        "author": telling_author(said(f"{_META}initial-creator") or said(f"{_DC}creator")),
        "saved": said(f"{_DC}date")[:10],
    }
    return {key: value for key, value in found.items() if value}


def _xml(data: bytes) -> Any:
    return etree.fromstring(data, parser=etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
