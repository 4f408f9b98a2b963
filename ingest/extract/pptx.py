"""PowerPoint: a page a slide. The title is a heading; text, tables and the speaker's notes follow.

Hidden slides are left out and said. What the masters and layouts of its slides say is a margin.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE, PP_PLACEHOLDER
from pptx.exc import PackageNotFoundError, PythonPptxError

from corpus.model import ExtractionReport
from ingest.errors import EmptyDocument, UnreadableDocument
from ingest.extract.archive import DAMAGE
from ingest.extract.base import ExtractedDocument, TextBuilder
from ingest.extract.inline import office_declared, one_line, table_text, tidy_lines

_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.VERTICAL_TITLE)
_MARGINS = (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.HEADER)
_LISTS = (PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT, PP_PLACEHOLDER.VERTICAL_BODY)
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DEEPEST = 8


class PptxExtractor:
    """Reads `.pptx` files."""

    name = "pptx"
    media_types: tuple[str, ...] = ("application/vnd.openxmlformats-officedocument.presentationml.presentation",)

    def extract(self, path: Path) -> ExtractedDocument:
        """Read the file. Raises `UnreadableDocument` when it is damaged, `EmptyDocument` when its slides hold no text."""
        builder = TextBuilder()
        hidden = []
        try:
            deck = Presentation(str(path))
            for number, slide in enumerate(deck.slides, 1):
                builder.page(str(number))
                if slide.element.get("show") in ("0", "false"):
                    hidden.append(number)
                else:
                    _slide(builder, slide)
            declared = office_declared(deck.core_properties)
            margins = list(_margins(deck))
        except (*DAMAGE, PackageNotFoundError, PythonPptxError) as exc:
            remedy = "open and save it again in PowerPoint, or copy it again"
            raise UnreadableDocument("the file is damaged or cut short", subject=path.name, remedy=remedy) from exc
        notes = (f"left out: hidden slides {', '.join(map(str, hidden))}",) if hidden else ()
        document = builder.build(
            ExtractionReport(reader=self.name, notes=notes, evidence={"hidden_slides": hidden}), declared, margins=margins
        )
        if not document.text:
            raise EmptyDocument("its slides hold no text", subject=path.name)
        return document


def _margins(deck: Any) -> Iterator[str]:
    layouts = {id(slide.slide_layout.part): slide.slide_layout for slide in deck.slides}.values()
    masters = {id(layout.slide_master.part): layout.slide_master for layout in layouts}.values()
    for backdrop in (*layouts, *masters):
        yield from (shape.text_frame.text for shape in _flat(backdrop.shapes) if shape.has_text_frame)


def _slide(builder: TextBuilder, slide: Any) -> None:
    shapes = list(_flat(slide.shapes))
    for shape in shapes:
        if _placeholder(shape) in _TITLES and shape.has_text_frame:
            builder.add("heading", one_line(shape.text_frame.text), level=1)
    for shape in shapes:
        kind = _placeholder(shape)
        if kind in _TITLES or (kind in _MARGINS and not shape.has_text_frame):
            continue
        if kind in _MARGINS:
            builder.add("furniture", one_line(shape.text_frame.text))
        elif getattr(shape, "has_table", False) and shape.has_table:
            builder.add("table", table_text([[_cell(cell) for cell in row.cells] for row in shape.table.rows]))
        elif shape.has_text_frame:
            _frame(builder, shape.text_frame, listed=kind in _LISTS)
        else:
            _drawn(builder, shape)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        _frame(builder, slide.notes_slide.notes_text_frame, listed=False)


def _cell(cell: Any) -> str:
    return "" if cell.is_spanned else str(cell.text_frame.text)


def _frame(builder: TextBuilder, frame: Any, *, listed: bool) -> None:
    """The paragraphs of a text frame; those of a list placeholder, or with a bullet of their own, are list items."""
    number = 0
    written = [paragraph for paragraph in frame.paragraphs if paragraph.text.strip()]
    for paragraph in written:
        text = tidy_lines(paragraph.text.replace("\v", "\n"))
        properties = paragraph._p.find(f"{_A}pPr")
        plain = properties is not None and properties.find(f"{_A}buNone") is not None
        numbered = properties is not None and properties.find(f"{_A}buAutoNum") is not None
        bulleted = properties is not None and properties.find(f"{_A}buChar") is not None
        number = number + 1 if numbered else 0
        if numbered:
            builder.add("item", f"{number}. {text}", level=paragraph.level + 1)
        elif bulleted or (listed and not plain and len(written) > 1):
            builder.add("item", f"• {text}", level=paragraph.level + 1)
        else:
            builder.add("paragraph", text)


def _drawn(builder: TextBuilder, shape: Any) -> None:
    """Text of shapes that python-pptx has no class for, such as diagrams' fallback drawings."""
    for paragraph in shape.element.iter(f"{_A}p"):
        builder.add("paragraph", one_line("".join(run.text or "" for run in paragraph.iter(f"{_A}t"))))


def _placeholder(shape: Any) -> Any:
    return shape.placeholder_format.type if shape.is_placeholder else None


def _flat(shapes: Iterable[Any], depth: int = 0) -> Iterator[Any]:
    for shape in shapes:
        if shape.shape_type == MSO_SHAPE_TYPE.GROUP and depth < _DEEPEST:
            yield from _flat(shape.shapes, depth + 1)
        else:
            yield shape
