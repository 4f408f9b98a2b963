"""PowerPoint: a page a slide. The title is a heading; text, tables, charts, diagrams and the speaker's notes follow.

Hidden slides and shapes and comments are left out and said. What the masters and layouts of its slides say is a margin.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE, PP_PLACEHOLDER
from pptx.exc import PackageNotFoundError, PythonPptxError

from corpus.model import ExtractionReport
from ingest.errors import EmptyDocument, UnreadableDocument
from ingest.extract.archive import DAMAGE
from ingest.extract.base import ExtractedDocument, TextBuilder
from ingest.extract.equations import M, equation_text
from ingest.extract.inline import drawn_lines, office_declared, one_line, table_text, tidy_lines

_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.VERTICAL_TITLE)
_MARGINS = (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.HEADER)
_LISTS = (PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT, PP_PLACEHOLDER.VERTICAL_BODY)
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DGM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DEEPEST = 8


class PptxExtractor:
    """Reads `.pptx` files."""

    name = "pptx"
    media_types: tuple[str, ...] = ("application/vnd.openxmlformats-officedocument.presentationml.presentation",)

    def extract(self, path: Path) -> ExtractedDocument:
        """Read the file. Raises `UnreadableDocument` when it is damaged, `EmptyDocument` when its slides hold no text."""
        builder = TextBuilder()
        hidden = []
        left_out: Counter[str] = Counter()
        try:
            deck = Presentation(str(path))
            for number, slide in enumerate(deck.slides, 1):
                builder.page(str(number))
                if slide.element.get("show") in ("0", "false"):
                    hidden.append(number)
                else:
                    _slide(builder, slide, left_out)
            declared = office_declared(deck.core_properties)
            margins = list(_margins(deck))
        except (*DAMAGE, PackageNotFoundError, PythonPptxError) as exc:
            remedy = "open and save it again in PowerPoint, or copy it again"
            raise UnreadableDocument("the file is damaged or cut short", subject=path.name, remedy=remedy) from exc
        notes = [f"left out: hidden slides {', '.join(map(str, hidden))}"] if hidden else []
        notes += [f"left out: {count} {what}" for what, count in left_out.items()]
        document = builder.build(
            ExtractionReport(reader=self.name, notes=tuple(notes), evidence={"hidden_slides": hidden}), declared, margins=margins
        )
        if not document.text:
            raise EmptyDocument("its slides hold no text", subject=path.name)
        return document


def _margins(deck: Any) -> Iterator[str]:
    layouts = {id(slide.slide_layout.part): slide.slide_layout for slide in deck.slides}.values()
    masters = {id(layout.slide_master.part): layout.slide_master for layout in layouts}.values()
    for backdrop in (*layouts, *masters):
        yield from (shape.text_frame.text for shape in _flat(backdrop.shapes) if shape.has_text_frame)


def _slide(builder: TextBuilder, slide: Any, left_out: Counter[str]) -> None:
    if comments := _comments(slide):
        left_out["comments"] += comments
    _choose(slide.element)
    shapes = []
    for shape in _flat(slide.shapes):
        if _is_hidden(shape.element):
            left_out["hidden shapes"] += 1
        else:
            shapes.append(shape)
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
        elif getattr(shape, "has_chart", False) and shape.has_chart:
            _chart(builder, shape.chart)
        elif shape.has_text_frame:
            _frame(builder, shape.text_frame, listed=kind in _LISTS)
        else:
            _drawn(builder, shape, slide)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        _frame(builder, slide.notes_slide.notes_text_frame, listed=False)


def _is_hidden(element: Any) -> bool:
    """Whether the shape, or a group that it is in, isn't shown."""
    named = element.xpath("./*/p:cNvPr | ancestor::p:grpSp/p:nvGrpSpPr/p:cNvPr")
    return any(one.get("hidden") in ("1", "true") for one in named)


def _cell(cell: Any) -> str:
    return "" if cell.is_spanned else str(cell.text_frame.text)


def _frame(builder: TextBuilder, frame: Any, *, listed: bool) -> None:
    """The paragraphs of a text frame; those of a list placeholder, or with a bullet of their own, are list items."""
    number = 0
    written = [(paragraph, text) for paragraph in frame.paragraphs if (text := tidy_lines(_text(paragraph)))]
    for paragraph, text in written:
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


def _text(paragraph: Any) -> str:
    """A paragraph's text, with its line breaks and equations."""
    text = ""
    for child in paragraph._p:
        if child.tag == f"{_A}br":
            text += "\n"
        elif child.tag in (f"{_A}r", f"{_A}fld"):
            text += "".join(run.text or "" for run in child.iter(f"{_A}t"))
        else:
            text += "".join(equation_text(equation) for equation in child.iter(f"{M}oMath"))
    return text.replace("\v", "\n")


def _choose(element: Any) -> None:
    """Put what newer programs show in the place of each choice that a slide leaves to the program (ECMA-376 part 3)."""
    for either in list(element.iter(f"{_MC}AlternateContent")):
        chosen = either.find(f"{_MC}Choice")
        if either.getparent() is not None:
            for child in list(chosen) if chosen is not None else ():
                either.addprevious(child)
            either.getparent().remove(either)


def _comments(slide: Any) -> int:
    parts = [rel.target_part for rel in slide.part.rels.values() if not rel.is_external and rel.reltype.endswith("/comments")]
    return sum(len(_xml(part.blob).findall("{*}cm")) for part in parts)


def _chart(builder: TextBuilder, chart: Any) -> None:
    """A chart's values as a table: a row a category, a column a series, in the corner its title."""
    titled = chart.has_title and chart.chart_title.has_text_frame
    series = list(chart._chartSpace.iter(f"{_C}ser"))
    named = [" ".join(_points(one, "tx").values()) for one in series]
    categories = next(filter(None, (_points(one, "cat", "xVal") for one in series)), {})
    values = [_points(one, "val", "yVal") for one in series]
    corner = (one_line(chart.chart_title.text_frame.text) if titled else "") or "—"
    places = sorted({place for column in (categories, *values) for place in column})
    rows = [[categories.get(place, str(place + 1)), *(column.get(place, "") for column in values)] for place in places]
    if rows:
        builder.add("table", table_text([[corner, *named], *rows]))


def _points(series: Any, *names: str) -> dict[int, str]:
    """The values that a series has cached under one of these names, by their place."""
    points = [point for name in names for part in series.iterchildren(f"{_C}{name}") for point in part.iter(f"{_C}pt")]
    return {int(point.get("idx", "0")): _value(point.findtext(f"{_C}v") or "") for point in points}


def _value(text: str) -> str:
    return f"{float(text):.12g}" if re.fullmatch(r"-?\d+\.\d{12,}", text) else text


def _drawn(builder: TextBuilder, shape: Any, slide: Any) -> None:
    """Text of shapes that python-pptx has no class for; that of a diagram (SmartArt) is in a part of its own."""
    roots = [shape.element]
    for diagram in shape.element.iter(f"{_DGM}relIds"):
        if (name := diagram.get(f"{_R}dm", "")) in slide.part.rels:
            roots.append(_xml(slide.part.related_part(name).blob))
    for line in (line for root in roots for line in drawn_lines(root)):
        builder.add("paragraph", line)


def _xml(data: bytes) -> Any:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))


def _placeholder(shape: Any) -> Any:
    return shape.placeholder_format.type if shape.is_placeholder else None


def _flat(shapes: Iterable[Any], depth: int = 0) -> Iterator[Any]:
    for shape in shapes:
        if shape.shape_type == MSO_SHAPE_TYPE.GROUP and depth < _DEEPEST:
            yield from _flat(shape.shapes, depth + 1)
        else:
            yield shape
