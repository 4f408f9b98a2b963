"""Every page of a PDF as lines: our own reading of its glyphs, or where that can't be trusted, the best of other readers'."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import pypdfium2
from pypdf.errors import LimitReachedError

from ingest.errors import OverLimit
from ingest.extract.ocr.model import RecognisedPage
from ingest.extract.ocr.reader import Announce
from ingest.extract.pdf import details
from ingest.extract.pdf.bullets import Dot, dots, with_bullets
from ingest.extract.pdf.choose import Choice, choose, settled
from ingest.extract.pdf.content import Drawn, Fonts, drawn_page, page_box
from ingest.extract.pdf.faults import FAULTS
from ingest.extract.pdf.gaps import gap_grids
from ingest.extract.pdf.grid import Grid, grids
from ingest.extract.pdf.hidden import Picture, Seen, seen_of
from ingest.extract.pdf.outlines.correct import Correction
from ingest.extract.pdf.outlines.glyphs import FontKey
from ingest.extract.pdf.outlines.guess import reads_strangely
from ingest.extract.pdf.outlines.learn import learn, pages_to_see, together
from ingest.extract.pdf.outlines.look import gives_reason, look
from ingest.extract.pdf.outlines.memory import known, taught
from ingest.extract.pdf.passes import let_go
from ingest.extract.pdf.readers import PageReading, pdfium_glyphs, pdfium_page, place, pypdf_page, qalam_pages
from ingest.extract.pdf.reading import as_glyphs, own_page
from ingest.extract.pdf.tables import grid_rows, join_rows
from ingest.extract.pdf.words import Glyph

_EVERYWHERE = (-1e6, -1e6, 1e6, 1e6)
_LEAST_HIDDEN = 5
"""Fewer letters that nobody sees are chance: a page number that stands half off the page, a letter below a stroke."""
_FINEST = 2.0
_MOST_PIXELS = 4_000_000


@dataclass(frozen=True, slots=True)
class _Shapes:
    """What pdfium sees on a page beside its text: ruled tables, shapes that may be bullets, and the page's height."""

    grids: list[Grid] = field(default_factory=list)
    dots: list[Dot] = field(default_factory=list)
    height: float = 0.0


class Pages:
    """The pages of one open PDF. `document` is pdfium's, `reader` pypdf's or None."""

    def __init__(self, path: Path, document: Any, reader: Any, *, outlines: Path | None = None) -> None:
        self._path = path
        self._document = document
        self._reader = reader
        self._fonts = Fonts()
        self._looks: set[bool] = set()
        self._outlines = outlines
        self._corrected: dict[FontKey, Correction] = {}
        self._learned = ""
        self._vouched = True
        self._layers_off = details.layers_off(reader)
        self._seen: dict[int, Seen] = {}

    def choices(self) -> Iterator[Choice]:
        """The best reading of each page, with its table rows joined and its bullets written."""
        for index in range(len(self._document)):
            kept = len(self._reader.resolved_objects) if self._reader else 0
            yield self._choice(index)
            if self._reader:
                let_go(self._reader, kept)

    def _choice(self, index: int) -> Choice:
        drawn = self._drawn(index)  # first: what unpacks beyond a limit isn't shown to pdfium
        shapes = self._shapes(index)
        if gives_reason(drawn) and self._fonts_corrected(doubted=False):
            drawn = self._drawn(index)
        own = self._own(index, drawn, shapes)
        choice = settled(own) if own is not None else None
        doubted = choice is None or reads_strangely(choice.reading.text)
        if doubted and self._fonts_corrected(doubted=True):
            drawn = self._drawn(index)
            own = self._own(index, drawn, shapes)
            choice = settled(own) if own is not None else None
        self._vouched = self._vouched and choice is not None and not reads_strangely(choice.reading.text)
        if choice is not None:
            return _laid_out(choice, as_glyphs(drawn), shapes)
        return self._other(index, own, shapes)

    def readings(self, index: int) -> list[PageReading]:
        """What every reader makes of one page, our own first, those that give nothing left out. To be asked after `choices`."""
        shapes = self._shapes(index)
        own = self._own(index, self._drawn(index), shapes)
        others = [pdfium_page(self._pdfium_glyphs(index), shapes.height), self._last_resort(index)()]
        candidates = [own, *(self._by_qalam[index : index + 1]), *others]
        return [reading for reading in candidates if reading is not None and reading.lines]

    @property
    def hidden(self) -> dict[int, Counter[str]]:
        """By index of a page: how many letters nobody sees, and why, where they may be words; to be asked after `choices`."""
        return {index: seen.hidden for index, seen in sorted(self._seen.items()) if seen.hidden.total() >= _LEAST_HIDDEN}

    @property
    def by_ocr(self) -> list[int]:
        """The pages, by index, whose text an OCR engine laid invisibly over a scan; to be asked after `choices`."""
        return [index for index, seen in sorted(self._seen.items()) if seen.by_ocr]

    def to_see(self, drawing: Announce | None = None) -> list[int]:
        """The pages, by index, whose pictures would tell what is unknown of the fonts; to be asked after `choices`.

        `drawing` is called after each page that is drawn to find out.
        """
        return pages_to_see(self._reader, self._fonts, self._corrected, drawing) if self._reader and self._corrected else []

    def learn(self, seen: Mapping[int, RecognisedPage]) -> int:
        """Learn glyphs from recognised pages, by index: how many. Where it is any, `choices` reads better from then on."""
        learned = learn(self._reader, self._fonts, self._corrected, seen, self._written)
        if learned is None:
            return 0
        self._looks.add(True)
        self._corrected, self._learned = learned.found, learned.table
        return learned.glyphs

    def taught(self) -> str:
        """What the document teaches of outlines: what was learned of its fonts, or what its honest fonts say.

        These are believed once all of its pages were read beyond doubt.
        """
        if self._learned:
            return self._learned
        if self._reader is None or True in self._looks or not self._vouched:
            return ""
        honest = {key: font for key, font in self._fonts.loaded().items() if key not in self._corrected}
        return taught(self._reader, honest, known(self._outlines))

    def _other(self, index: int, own: PageReading | None, shapes: _Shapes) -> Choice:
        """The page's best reading where our own is missing or doubtful."""
        if index in self.hidden:
            # The other readers don't tell what is seen.
            reading = own or PageReading("glyphs", ())
            return choose([reading], lambda: reading)
        glyphs = self._pdfium_glyphs(index)
        candidates = [own] if own is not None else []
        if self._by_qalam:
            candidates.append(place(self._by_qalam[index], glyphs))
        candidates.append(pdfium_page(glyphs, shapes.height))
        return _laid_out(choose(candidates, self._last_resort(index)), glyphs, shapes)

    def _fonts_corrected(self, *, doubted: bool) -> bool:
        """Whether a look at the outlines of the fonts changed what they say. It is taken once, and once more in doubt."""
        if self._reader is None or doubted in self._looks or True in self._looks:
            return False
        self._looks.add(doubted)
        found = look(self._reader, self._fonts, known(self._outlines), self._written, doubted=doubted).found
        self._corrected = together(self._corrected, found)
        return bool(found)

    def _written(self, drawn: Sequence[Drawn]) -> str:
        return own_page(drawn, (), box=_EVERYWHERE).text

    @cached_property
    def _by_qalam(self) -> list[PageReading]:
        with details.untagged(self._path, self._reader) as plain:
            pages = qalam_pages(plain)
        return pages if len(pages) == len(self._document) else []

    def _drawn(self, index: int) -> list[Drawn]:
        """The glyphs of a page that are seen."""
        if self._reader is None:
            return []
        try:
            page = self._reader.pages[index]
            drawn = drawn_page(page, self._fonts, words=True, layers_off=self._layers_off)
            seen = seen_of(drawn, page_box(page), partial(_picture_of, self._document, index))
        except LimitReachedError as exc:
            told = f"page {index + 1} unpacks to more than a page may hold"
            raise OverLimit(told, subject=self._path.name, remedy="save it again in the program that it came from") from exc
        except FAULTS:
            return []
        if seen.hidden or seen.by_ocr:
            self._seen[index] = Seen([], seen.hidden, seen.by_ocr)
        return seen.glyphs

    def _own(self, index: int, drawn: Sequence[Drawn], shapes: _Shapes) -> PageReading | None:
        if not drawn:
            return None
        return own_page(drawn, shapes.grids, box=page_box(self._reader.pages[index]))

    def _shapes(self, index: int) -> _Shapes:
        try:
            page = self._document[index]
            shapes = _Shapes(grids(page), dots(page), float(page.get_height()))
            page.close()
        except pypdfium2.PdfiumError:
            return _Shapes()
        return shapes

    def _pdfium_glyphs(self, index: int) -> list[Glyph]:
        try:
            page = self._document[index]
            glyphs = pdfium_glyphs(page)
            page.close()
        except pypdfium2.PdfiumError:
            return []
        return glyphs

    def _last_resort(self, index: int) -> Callable[[], PageReading]:
        def read() -> PageReading:
            try:
                return pypdf_page(self._reader.pages[index]) if self._reader else PageReading("pypdf", ())
            except FAULTS:
                return PageReading("pypdf", ())

        return read


def _laid_out(choice: Choice, glyphs: Sequence[Glyph], shapes: _Shapes) -> Choice:
    """The choice with its lines put into table rows, joined where they are pieces of one, and bullets before items."""
    lines = grid_rows(choice.reading.lines, [*shapes.grids, *gap_grids(glyphs, shapes.grids)], glyphs)
    if choice.reading.reader != "glyphs":
        lines = join_rows(lines)
    lines = with_bullets(lines, shapes.dots)
    return replace(choice, reading=replace(choice.reading, lines=tuple(lines)))


def _picture_of(document: Any, index: int) -> Picture | None:
    """A page of an open PDF as it is drawn, upright as its own coordinates are; None where it can't be drawn."""
    try:
        page = document[index]
        turned = page.get_rotation()
        page.set_rotation(0)
        width, height = page.get_size()
        shown = page.render(scale=min(_FINEST, (_MOST_PIXELS / max(1.0, width * height)) ** 0.5), rev_byteorder=True)
        picture: Picture = shown.to_numpy()[:, :, :3].copy()
        page.set_rotation(turned)
        page.close()
    except pypdfium2.PdfiumError:
        return None
    return picture
