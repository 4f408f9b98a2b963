"""Word: paragraphs, lists, tables, footnotes, text boxes and diagrams of a `.docx`, in reading order.

Left out: hidden text, tracked deletions (insertions are kept), comments; what of these was there is noted. Headers, footers and
watermarks are margins.
A file holds no pages; page breaks that its author set or that Word last rendered are taken where they are.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from lxml import etree

from corpus.model import ExtractionReport
from ingest.errors import EmptyDocument, UnreadableDocument
from ingest.extract.archive import DAMAGE
from ingest.extract.base import ExtractedDocument, TextBuilder
from ingest.extract.equations import M, equation_text
from ingest.extract.inline import drawn_lines, office_declared, one_line, raised, table_text, tidy_lines
from ingest.extract.numbering import Numbering, W, roman
from ingest.extract.vanished import Vanished

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_V = "{urn:schemas-microsoft-com:vml}"
_DELETED = frozenset({f"{W}del", f"{W}moveFrom"})
_PROPERTIES = frozenset({f"{W}sectPr", f"{W}sdtPr", f"{W}tcPr", f"{W}pPr", f"{_MC}Fallback"})
_LEFT_OUT = _PROPERTIES | _DELETED | {f"{W}instrText", f"{W}delText", f"{W}rt", f"{W}rPr"}
_DGM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_SIGNS = {f"{W}tab": "\t", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}


class DocxExtractor:
    """Reads `.docx` files."""

    name = "docx"
    media_types: tuple[str, ...] = ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",)

    def extract(self, path: Path) -> ExtractedDocument:
        """Read the file. Raises `UnreadableDocument` when it is damaged, `EmptyDocument` when it holds no text."""
        try:
            package = Document(str(path))
            source = _Source(package)
            builder = TextBuilder()
            builder.page()
            _Walk(source, builder).body(package.element.body)
            declared = office_declared(package.core_properties)
            margins = list(_margins(package, source))
        except (*DAMAGE, PackageNotFoundError, OSError) as exc:
            raise UnreadableDocument(
                "the file is damaged or cut short", subject=path.name, remedy="open and save it again in Word, or copy it again"
            ) from exc
        document = builder.build(ExtractionReport(reader=self.name, notes=source.notes()), declared, margins=margins)
        if not document.text:
            raise EmptyDocument("the file holds no text", subject=path.name)
        return document


class _Styles:
    """What a paragraph's style says: heading level, list, table of contents; a style may inherit it."""

    def __init__(self, package: Any) -> None:
        styles = package.styles.element
        self._by_id = {style.get(f"{W}styleId", ""): style for style in styles.iter(f"{W}style")}

    def chain(self, paragraph: Any) -> list[Any]:
        """The paragraph's own properties and then those of its style and the styles that this is based on."""
        found = []
        own = paragraph.find(f"{W}pPr")
        reference = None
        if own is not None:
            found.append(own)
            reference = own.find(f"{W}pStyle")
        for _ in range(12):
            style = self._by_id.get(reference.get(f"{W}val", "")) if reference is not None else None
            if style is None:
                break
            found.append(style)
            reference = style.find(f"{W}basedOn")
        return found

    @staticmethod
    def name(chain: list[Any]) -> str:
        for properties in chain:
            name = properties.find(f"{W}name")
            if name is not None:
                return str(name.get(f"{W}val", "")).lower()
        return ""

    @staticmethod
    def heading_level(chain: list[Any]) -> int:
        """1 to 6 for a heading, else 0: by outline level, or by the style's built-in name."""
        for properties in chain:
            outline = next(properties.iter(f"{W}outlineLvl"), None)
            if outline is not None:
                level = outline.get(f"{W}val", "9")
                return min(int(level) + 1, 6) if level in tuple("012345678") else 0
            name = properties.find(f"{W}name")
            name = name.get(f"{W}val", "").lower() if name is not None else ""
            if name == "title":
                return 1
            if name.startswith("heading ") and name[8:].isdigit():
                return min(int(name[8:]), 6)
        return 0

    @staticmethod
    def list_place(chain: list[Any]) -> tuple[str, int]:
        """The list that the paragraph belongs to and its level from 0; an empty name when it belongs to none."""
        list_id, level = None, None
        for properties in chain:
            place = next(properties.iter(f"{W}numPr"), None)
            if place is None:
                continue
            number, depth = place.find(f"{W}numId"), place.find(f"{W}ilvl")
            if list_id is None and number is not None:
                list_id = number.get(f"{W}val", "0")
            if level is None and depth is not None:
                level = depth.get(f"{W}val", "0")
        return ("" if list_id in (None, "0") else str(list_id)), int(level) if level and level.isdigit() else 0


class _Source:
    """What the parts of the package say: styles, list numbers so far, notes, and a count of what is left out."""

    def __init__(self, package: Any) -> None:
        self.styles = _Styles(package)
        self.vanished = Vanished(package.styles.element, package.element)
        related = {rel.reltype.rsplit("/", 1)[-1]: rel for rel in package.part.rels.values() if not rel.is_external}
        self._relations = package.part.rels
        self.numbering = Numbering(_root(related.get("numbering")))
        comments = _root(related.get("comments"))
        self._marks: dict[str, str] = {}
        self.left_out = Counter(comments=len(list(comments.iter(f"{W}comment"))) if comments is not None else 0)
        self.footnotes = _footnotes(_root(related.get("footnotes")), self)
        self.footnotes |= _footnotes(_root(related.get("endnotes")), self, "end")

    def note_mark(self, note: str) -> str:
        """The number that a note shows: notes are counted as they are referred to, whatever their ids; endnotes in Roman."""
        if note not in self._marks:
            end = note.startswith("end")
            number = 1 + sum(other.startswith("end") == end for other in self._marks)
            self._marks[note] = roman(number) if end else str(number)
        return self._marks[note]

    def diagram(self, name: str) -> list[str]:
        """The lines of a diagram (SmartArt), which is in a part of its own."""
        root = _root(self._relations.get(name))
        return [] if root is None else list(drawn_lines(root))

    def notes(self) -> tuple[str, ...]:
        """What was left out, in words."""
        named = {"comments": "comments", "deleted": "tracked deletions", "hidden": "hidden pieces of text"}
        return tuple(f"left out: {self.left_out[key]} {name}" for key, name in named.items() if self.left_out[key])


class _Walk:
    """Goes through a body in document order and adds a block for each piece of text.

    In what is nested in it (a cell, a text box) no page begins.
    """

    def __init__(self, source: _Source, builder: TextBuilder, *, nested: bool = False) -> None:
        self._source = source
        self._builder = builder
        self._nested = nested
        self._written_on_page = False

    def body(self, parent: Any) -> None:
        """Add the blocks of a body, a content control, a cell or a text box."""
        for child in parent.iterchildren():
            tag = child.tag
            if tag == f"{W}p":
                self._paragraph(child)
            elif tag == f"{W}tbl":
                self._table(child)
            elif tag in _DELETED:
                self._source.left_out["deleted"] += 1
            elif isinstance(tag, str) and tag not in _PROPERTIES:
                self.body(child)

    def _paragraph(self, paragraph: Any) -> None:
        chain = self._source.styles.chain(paragraph)
        if self._source.vanished.paragraph(paragraph):
            self._source.left_out["hidden"] += 1
            return
        runs = _Runs(self._source)
        runs.read(paragraph)
        if runs.breaks_first or paragraph.find(f"{W}pPr/{W}pageBreakBefore") is not None:
            self._new_page()
        text = tidy_lines(runs.text)
        if text or not _mark_is_gone(paragraph):
            self._add(text, chain)
        for note in runs.footnotes:
            if said := self._source.footnotes.get(note):
                self._builder.add("paragraph", f"[{self._source.note_mark(note)}] {said}")
        for line in runs.drawn:
            self._builder.add("paragraph", line)
        for box in runs.boxes:
            _Walk(self._source, self._builder, nested=True).body(box)
        if runs.breaks_later or _ends_section(paragraph):
            self._new_page()

    def _add(self, text: str, chain: list[Any]) -> None:
        """Add a paragraph. One of a list counts although nothing stands in it."""
        styles = self._source.styles
        list_id, list_level = styles.list_place(chain)
        mark = self._source.numbering.mark(list_id, list_level) if list_id else ""
        if not text:
            return
        self._written_on_page = True
        level = styles.heading_level(chain)
        if level:
            self._builder.add("heading", mark + one_line(text), level=level)
        elif styles.name(chain).startswith(("toc ", "table of figures")):
            self._builder.add("furniture", text)
        elif mark:
            self._builder.add("item", mark + text, level=list_level + 1)
        else:
            self._builder.add("caption" if styles.name(chain) == "caption" else "paragraph", text)

    def _table(self, table: Any) -> None:
        written = _children(table, f"{W}tr")
        rows = [_children(row, f"{W}tc") for row in written if row.find(f"{W}trPr/{W}del") is None]
        self._source.left_out["deleted"] += len(written) - len(rows)
        if all(len(row) <= 1 for row in rows):
            for cell in (cell for row in rows for cell in row):
                _Walk(self._source, self._builder, nested=True).body(cell)
        else:
            self._builder.add("table", table_text([[text for cell in row for text in self._cell(cell)] for row in rows]))
        self._written_on_page = True

    def _cell(self, cell: Any) -> list[str]:
        """The cell's text, and an empty one for each further column that it spans."""
        span, merge = cell.find(f"{W}tcPr/{W}gridSpan"), cell.find(f"{W}tcPr/{W}vMerge")
        width = min(int(span.get(f"{W}val")), 64) if span is not None and span.get(f"{W}val", "").isdigit() else 1
        if merge is not None and merge.get(f"{W}val", "continue") == "continue":
            return [""] * width
        inside = TextBuilder()
        _Walk(self._source, inside, nested=True).body(cell)
        return [inside.cell(), *[""] * (width - 1)]

    def _new_page(self) -> None:
        if self._written_on_page and not self._nested:
            self._builder.page()
            self._written_on_page = False


class _Runs:
    """The text of one paragraph, the footnotes, diagrams and text boxes in it, and where pages break in it."""

    def __init__(self, source: _Source) -> None:
        self.text = ""
        self.footnotes: list[str] = []
        self.boxes: list[Any] = []
        self.drawn: list[str] = []
        self.breaks_first = self.breaks_later = False
        self._source = source
        self._left_out = source.left_out

    def read(self, parent: Any) -> None:
        for child in parent.iterchildren():
            tag = child.tag
            if tag in _LEFT_OUT or not isinstance(tag, str):
                self._left_out["deleted"] += tag in _DELETED
            elif tag == f"{W}t":
                self.text += raised(child.text or "") if _is_raised(parent) else child.text or ""
            elif tag == f"{M}oMath":
                self.text += equation_text(child)
            elif tag in _SIGNS:
                self.text += _SIGNS[tag]
            elif tag == f"{W}br" and child.get(f"{W}type") not in ("page", "column"):
                self.text += "\n"
            elif tag == f"{W}lastRenderedPageBreak" or (tag == f"{W}br" and child.get(f"{W}type") == "page"):
                self._break()
            elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                self._note(("end" if tag == f"{W}endnoteReference" else "") + child.get(f"{W}id", ""))
            elif tag == f"{W}sym":
                self.text += _sign(child.get(f"{W}char", ""))
            elif tag == f"{_DGM}relIds":
                self.drawn += self._source.diagram(child.get(f"{_R}dm", ""))
            elif tag == f"{W}txbxContent":
                self.boxes.append(child)
            elif tag == f"{W}r" and self._source.vanished.run(child):
                self._left_out["hidden"] += 1
            else:
                self.read(child)

    def _note(self, note: str) -> None:
        self.footnotes.append(note)
        self.text += f"[{self._source.note_mark(note)}]"

    def _break(self) -> None:
        if self.text.strip():
            self.breaks_later = True
        else:
            self.breaks_first = True


def _sign(code: str) -> str:
    """A sign given by its code; those of symbol fonts, which are drawings at private places, are nothing that one could read."""
    place = int(code, 16) if code and all(digit in "0123456789ABCDEFabcdef" for digit in code) else 0
    return chr(place) if 32 <= place < 0xD800 or 0xF900 <= place <= 0xFFFD else ""


def _is_raised(run: Any) -> bool:
    place = run.find(f"{W}rPr/{W}vertAlign")
    return place is not None and place.get(f"{W}val") == "superscript"


def _mark_is_gone(paragraph: Any) -> bool:
    """Whether the paragraph's end was deleted or is hidden, so that nothing is left of an empty one."""
    return any(paragraph.find(f"{W}pPr/{W}rPr/{W}{name}") is not None for name in ("del", "moveFrom", "vanish"))


def _children(parent: Any, tag: str) -> list[Any]:
    """Children with this tag, also those inside content controls."""
    found = []
    for child in parent.iterchildren():
        if child.tag == tag:
            found.append(child)
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins"):
            found += _children(child, tag)
    return found


def _ends_section(paragraph: Any) -> bool:
    section = paragraph.find(f"{W}pPr/{W}sectPr")
    if section is None:
        return False
    kind = section.find(f"{W}type")
    return kind is None or kind.get(f"{W}val") not in ("continuous", "nextColumn")


def _root(relation: Any | None) -> Any | None:
    """The root element of a related part, read without entities."""
    if relation is None:
        return None
    return etree.fromstring(relation.target_part.blob, etree.XMLParser(resolve_entities=False, no_network=True))


def _margins(package: Any, source: _Source) -> Iterator[str]:
    """The lines of headers and footers, and what watermarks and other drawn words say."""
    roots = [package.element.body]
    for relation in package.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(("/header", "/footer")):
            root = _root(relation)
            roots.append(root)
            for paragraph in root.iter(f"{W}p") if root is not None else ():
                runs = _Runs(source)
                runs.read(paragraph)
                yield runs.text
    for root in roots:
        yield from (drawn.get("string", "") for drawn in root.iter(f"{_V}textpath"))


def _footnotes(root: Any | None, source: _Source, prefix: str = "") -> dict[str, str]:
    if root is None:
        return {}
    found = {}
    for note in root.iterchildren():
        runs = _Runs(source)
        for paragraph in note.iter(f"{W}p"):
            runs.read(paragraph)
            runs.text += " "
        found[prefix + note.get(f"{W}id", "")] = one_line(runs.text)
    return found
