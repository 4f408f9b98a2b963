"""A Word document in two languages: each paragraph in the direction of its own text, each table in that of the document."""

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.text.paragraph import Paragraph

from corpus.model import Language
from corpus.text.normalise import language_of

_AFTER_BIDI = "adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents jc outlineLvl rPr sectPr"
_AFTER_VISUAL = "tblStyleRowBandSize tblStyleColBandSize tblW jc tblLayout tblLook"


class WordFile:
    """A document as it is written, from its top; `language` is that of the words around what it holds."""

    def __init__(self, title: str, language: Language) -> None:
        self._document = Document()
        self._language = language
        self._document.core_properties.title = _plain(title)
        self._document.core_properties.author = "Dalil"
        self.add(title, style="Title")

    def add(self, text: str, *, style: str = "Normal", language: str = "") -> None:
        """A paragraph; its direction is that of its language, or else of its letters."""
        _fill(self._document.add_paragraph(style=style), text, language or language_of(text))

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        """A table whose first row is its head."""
        table = self._document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
        if self._language == "ar":
            rightward: Any = OxmlElement("w:bidiVisual")
            table._tbl.tblPr.insert_element_before(rightward, *_names(_AFTER_VISUAL))
        for at, (row, texts) in enumerate(zip(table.rows, rows, strict=True)):
            for cell, text in zip(row.cells, texts, strict=True):
                _fill(cell.paragraphs[0], text, self._language if text.isdecimal() else language_of(text), bold=at == 0)

    def whole(self) -> bytes:
        """The file."""
        held = BytesIO()
        self._document.save(held)
        return held.getvalue()


def _fill(paragraph: Paragraph, text: str, language: str, *, bold: bool = False) -> None:
    run = paragraph.add_run(_plain(text))
    run.bold = bold or None
    if language == "ar":
        run.font.rtl = True
        run.font.cs_bold = bold or None
        rightward: Any = OxmlElement("w:bidi")
        paragraph._p.get_or_add_pPr().insert_element_before(rightward, *_names(_AFTER_BIDI))
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT  # the side where a line begins, which is the right one here


def _names(tags: str) -> list[str]:
    return [f"w:{tag}" for tag in tags.split()]


def _plain(text: str) -> str:
    """Text without what XML can't hold."""
    return re.sub(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)
