"""What a page draws as text: its content stream played, each glyph with its characters and its place.

Coordinates are the page's own (points, y upwards), turned so that the text of each glyph runs from left to right: `turn` is by
how many degrees, anticlockwise. `/ActualText` replaces the characters of the glyphs that it covers, which become one.
ISO 32000-1, 9.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import atan2, cos, degrees, hypot, radians, sin
from typing import Any, NamedTuple

from pypdf.generic import FloatObject, StreamObject, TextStringObject, create_string_object

from ingest.extract.pdf.faults import FAULTS
from ingest.extract.pdf.fonts import Font, load_font
from ingest.extract.pdf.operators import Name, operators
from ingest.extract.pdf.paint import EVERYWHERE, Box, Canvas, Ink, Matrix, Paint, Unseen, in_form, is_opaque

_UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_DEEPEST = 12
_LEAST_WIDTH = 0.05
"""In type sizes, of a cluster of several glyphs none of which takes room: the alef of a lam-alef with its mark."""
_APART = 0.1
"""Letters that are spaced further apart than this, in type sizes, are not taken together: a gap may part words."""
_MOST_OPERATORS = 1_000_000
_MOST_GLYPHS = 200_000
_PLAIN = Ink()
_SMALLEST = 1.5
"""Type smaller than this, in points on a sheet of A4, is read by nobody."""
_SHEET = 842
_OF_TEXT = frozenset(("Tj", "TJ", "Td", "TD", "Tm", "T*", "'", '"', "BT", "cm", "Tc", "Tw", "Tz", "TL", "Ts", "EMC"))


class Drawn(NamedTuple):
    """One glyph. `x0` to `x1` is its advance, without what spacing adds; a mark that is laid over a letter has none.

    `whole` says that the text is that of several glyphs, in written order; `ink` is how the string was drawn that holds it.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    font: Font
    code: int
    turn: int = 0
    whole: bool = False
    ink: Ink = _PLAIN


@dataclass(slots=True)
class _State:
    matrix: Matrix = _UNIT
    font: Font | None = None
    size: float = 0.0
    spacing: float = 0.0
    word_spacing: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    ink: Ink = _PLAIN

    def copy(self) -> "_State":
        spaces = self.spacing, self.word_spacing, self.stretch, self.leading, self.rise
        return _State(self.matrix, self.font, self.size, *spaces, self.ink)


@dataclass(slots=True)
class _Marked:
    """Marked content that is open. `text` is its `/ActualText`, `start` the first glyph that it covers; `off` says that its layer
    isn't shown.
    """

    text: str | None
    start: int
    off: bool = False


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """What a page draws: its glyphs, the inks that they are in, and the shapes and pictures beside them."""

    glyphs: list[Drawn]
    inks: tuple[Ink, ...] = ()
    paints: tuple[Paint, ...] = ()


def times(one: Matrix, other: Matrix) -> Matrix:
    """The matrix that applies `one` first."""
    a, b, c, d, e, f = one
    m, n, o, p, q, r = other
    return (a * m + b * o, a * n + b * p, c * m + d * o, c * n + d * p, e * m + f * o + q, e * n + f * p + r)


class Fonts:
    """The fonts of a document, each loaded once."""

    def __init__(self) -> None:
        self._loaded: dict[Any, Font | None] = {}

    def get(self, resources: Any, name: str) -> Font | None:
        """The font that a page calls by this name, or None where there is none that makes sense."""
        try:
            reference = resources["/Font"].get_object().raw_get(f"/{name}")
            key = (getattr(reference, "idnum", None) or id(reference), getattr(reference, "generation", 0))
            if key not in self._loaded:
                self._loaded[key] = load_font(reference.get_object())
            return self._loaded[key]
        except FAULTS:
            return None

    def loaded(self) -> dict[tuple[int, int], Font]:
        """The fonts met so far that have an object of their own, by its number and generation."""
        return {key: font for key, font in self._loaded.items() if font is not None and key[0] and isinstance(key[0], int)}

    def put(self, key: tuple[int, int], font: Font) -> None:
        """Use another font in the place of one that was met."""
        self._loaded[key] = font


def drawn_page(page: Any, fonts: Fonts, *, words: bool = False, layers_off: frozenset[int] = frozenset()) -> DrawnPage:
    """What a pypdf page draws, in the order in which it is drawn. Raises what pypdf raises on a broken page.

    With `words`, letters and signs of ASCII that one string draws side by side come as one, with the code of the first.
    `layers_off` are the object numbers of the layers (optional content groups) that aren't shown.
    """
    contents = page.get_contents()
    if contents is None:
        return DrawnPage([])
    box = page_box(page)
    player = _Player(fonts, words, layers_off=layers_off, box=box)
    if box[0] < box[2] and box[1] < box[3]:
        player.state.ink = _PLAIN._replace(clip=box)
        player.smallest = _SMALLEST * min(1.0, max(box[2] - box[0], box[3] - box[1]) / _SHEET)
    player.play(contents.get_data(), page["/Resources"].get_object() if "/Resources" in page else {}, depth=0)
    return DrawnPage(player.glyphs, tuple(player.inks.values()), tuple(player.canvas.paints))


def page_box(page: Any) -> Box:
    """The edges of a pypdf page: left, low, right, top."""
    left, low, right, top = (float(edge) for edge in page.cropbox)
    return left, low, right, top


def drawn_glyphs(page: Any, fonts: Fonts) -> list[Drawn]:
    """The glyphs alone of a page, one by one, whether they are seen or not."""
    return drawn_page(page, fonts).glyphs


@dataclass(slots=True)
class _Player:
    fonts: Fonts
    words: bool = False
    glyphs: list[Drawn] = field(default_factory=list)
    state: _State = field(default_factory=_State)
    text: Matrix = _UNIT
    line: Matrix = _UNIT
    marked: list[_Marked] = field(default_factory=list)
    played: int = 0
    open: set[int] = field(default_factory=set)
    canvas: Canvas = field(default_factory=Canvas)
    inks: dict[int, Ink] = field(default_factory=dict)
    layers_off: frozenset[int] = frozenset()
    box: Box = EVERYWHERE
    smallest: float = 0.0
    off: int = 0

    def play(self, data: bytes, resources: Any, *, depth: int) -> None:
        """Play one stream."""
        saved: list[_State] = []
        for operator, operands in operators(data):
            self.played += 1
            if self.played > _MOST_OPERATORS or len(self.glyphs) > _MOST_GLYPHS:
                return
            try:
                if operator == "q":
                    saved.append(self.state.copy())
                elif operator == "Q":
                    self.state = saved.pop() if saved else self.state
                elif operator == "Do":
                    self._object(resources, operands[-1], depth)
                elif operator == "Tf":
                    self.state.font = self.fonts.get(resources, operands[-2])
                    self.state.size = operands[-1]
                elif operator in ("BDC", "BMC"):
                    off = operator == "BDC" and self._is_off(resources, *operands[-2:])
                    self.off += off
                    self.marked.append(_Marked(_actual_text(operands, resources), len(self.glyphs), off))
                elif operator in _OF_TEXT:
                    self._step(operator, operands)
                else:
                    at, state = len(self.glyphs), self.state
                    state.ink = self.canvas.step(operator, operands, state.matrix, state.ink, resources, at, off=self.off > 0)
            except (*FAULTS, OverflowError):
                continue

    def _step(self, operator: str, operands: list[Any]) -> None:
        state = self.state
        match operator:
            case "Tj":
                self._show(operands[-1])
            case "TJ":
                self._show_spaced(operands[-1])
            case "Td":
                self._move(operands[-2], operands[-1])
            case "TD":
                state.leading = -operands[-1]
                self._move(operands[-2], operands[-1])
            case "Tm":
                a, b, c, d, e, f = operands[-6:]
                self.text = self.line = (a, b, c, d, e, f)
            case "T*":
                self._move(0.0, -state.leading)
            case "'":
                self._move(0.0, -state.leading)
                self._show(operands[-1])
            case '"':
                state.word_spacing, state.spacing = operands[-3], operands[-2]
                self._move(0.0, -state.leading)
                self._show(operands[-1])
            case "BT":
                self.text = self.line = _UNIT
            case "cm":
                a, b, c, d, e, f = operands[-6:]
                state.matrix = times((a, b, c, d, e, f), state.matrix)
            case "Tc":
                state.spacing = operands[-1]
            case "Tw":
                state.word_spacing = operands[-1]
            case "Tz":
                state.stretch = operands[-1] / 100
            case "TL":
                state.leading = operands[-1]
            case "Ts":
                state.rise = operands[-1]
            case "EMC":
                if self.marked:
                    self.off -= self.marked[-1].off
                    self._close(self.marked.pop())
            case _:
                pass

    def _move(self, x: float, y: float) -> None:
        a, b, c, d, e, f = self.line
        self.text = self.line = (a, b, c, d, x * a + y * c + e, x * b + y * d + f)

    def _show_spaced(self, parts: list[Any]) -> None:
        size, stretch = self.state.size, self.state.stretch
        for part in parts:
            if isinstance(part, bytes):
                self._show(part)
            else:
                self._advance(-part * size * stretch / 1000)

    def _advance(self, by: float) -> None:
        a, b, c, d, e, f = self.text
        self.text = (a, b, c, d, by * a + e, by * b + f)

    def _show(self, data: bytes) -> None:
        state = self.state
        font = state.font
        if font is None or not isinstance(data, bytes):
            return
        a, b, c, d, e, f = times(self.text, state.matrix)
        e, f = e + state.rise * c, f + state.rise * d
        start = e, f
        scale = hypot(a, b)
        size = abs(state.size) * (hypot(c, d) or scale)
        turn = round(degrees(atan2(b, a))) % 360 if scale else 0
        if turn:
            along = radians(turn)
            e, f = e * cos(along) + f * sin(along), f * cos(along) - e * sin(along)
        glyphs, pen, first, ink = self.glyphs, 0.0, len(self.glyphs), state.ink
        unit, spacing = state.size * state.stretch, state.spacing * state.stretch
        together = self.words and abs(state.spacing) < _APART * abs(state.size)
        for shape in font.words(data) if together else font.shapes(data):
            width = shape.width * unit + (shape.count - 1) * spacing
            x0 = e + pen * scale
            x1 = x0 + width * scale
            left, right = (x0, x1) if x0 < x1 else (x1, x0)
            glyphs.append(Drawn(shape.text, left, right, f, size, font, shape.code, turn, False, ink))
            pen += width + spacing
            if shape.stretches:
                pen += state.word_spacing * state.stretch
        self._advance(pen)
        across, up = sorted((start[0], start[0] + pen * a)), sorted((start[1], start[1] + pen * b))
        unseen = self._unseen((across[0], up[0], across[1], up[1]), size, abs(pen * scale) / max(1, len(glyphs) - first))
        if unseen:
            ink = ink._replace(unseen=unseen)
            glyphs[first:] = [glyph._replace(ink=ink) for glyph in glyphs[first:]]
        self.inks[id(ink)] = ink

    def _unseen(self, line: Box, size: float, advance: float) -> Unseen:
        """Why nobody sees a string, its baseline's extent given, as far as this is told by where and how large it is."""
        if self.off:
            return "on a layer that is off"
        if size < self.smallest and advance < self.smallest:
            return "too small to read"
        if _apart(line, self.box, size):
            return "outside the page"
        return "clipped away" if _apart(line, self.state.ink.clip, size) else ""

    def _is_off(self, resources: Any, tag: Any, name: Any = None) -> bool:
        """Whether marked content, or an object that names its layer, belongs to one that isn't shown."""
        if not self.layers_off or tag != "OC" or name is None:
            return False
        entry = resources["/Properties"].get_object().raw_get(f"/{name}") if isinstance(name, Name) else name
        if getattr(entry, "idnum", None) in self.layers_off:
            return True
        members = entry.get_object().get("/OCGs")
        named = members.get_object() if members is not None else None
        several = named if isinstance(named, list) else [entry.get_object().raw_get("/OCGs")] if named is not None else []
        return bool(several) and all(getattr(one, "idnum", None) in self.layers_off for one in several)

    def _object(self, resources: Any, name: str, depth: int) -> None:
        """A form, which is played, or a picture, which is kept with what is painted."""
        given = resources["/XObject"].get_object()[f"/{name}"].get_object()
        if not isinstance(given, StreamObject) or self.off:
            return
        if "/OC" in given and self._is_off(resources, "OC", given.raw_get("/OC")):
            return
        if given.get("/Subtype") == "/Form":
            self._form(given, resources, depth)
        elif given.get("/Subtype") == "/Image":
            self.canvas.picture(self.state.matrix, self.state.ink, len(self.glyphs), opaque=is_opaque(given))

    def _form(self, form: StreamObject, resources: Any, depth: int) -> None:
        if depth >= _DEEPEST or id(form) in self.open:
            return
        data = form.get_data()
        own = form["/Resources"].get_object() if "/Resources" in form else resources
        a, b, c, d, e, f = (float(number.get_object()) for number in form.get("/Matrix") or map(FloatObject, _UNIT))
        outer, marked = self.state.copy(), len(self.marked)
        matrix = times((a, b, c, d, e, f), self.state.matrix)
        self.state.matrix, self.state.ink = matrix, in_form(self.state.ink, form, matrix)
        self.open.add(id(form))
        self.play(data, own, depth=depth + 1)
        self.open.remove(id(form))
        self.state = outer
        self.off -= sum(open_.off for open_ in self.marked[marked:])
        del self.marked[marked:]

    def _close(self, marked: _Marked) -> None:
        """Put the actual text of marked content in the place of its glyphs."""
        if marked.text is None or any(outer.text is not None for outer in self.marked):
            return
        covered = self.glyphs[marked.start :]
        if all(glyph.font.outlined for glyph in covered):
            return
        del self.glyphs[marked.start :]
        if not marked.text:
            return
        # Marks stand off the baseline and take no room: the widest glyph is the letter that says where the cluster stands.
        before = self.glyphs[-1] if self.glyphs else covered[0]
        letter = max(covered, key=lambda glyph: (glyph.x1 - glyph.x0, -abs(glyph.y - before.y)))
        wide = [glyph for glyph in covered if glyph.x1 > glyph.x0 and glyph.y == letter.y and glyph.turn == letter.turn]
        x0 = min((glyph.x0 for glyph in wide), default=letter.x0)
        x1 = max((glyph.x1 for glyph in wide), default=letter.x1)
        if len(covered) > 1:
            x1 = max(x1, x0 + _LEAST_WIDTH * letter.size)
        self.glyphs.append(letter._replace(text=marked.text, x0=x0, x1=x1, whole=True))


def _apart(line: Box, box: Box, size: float) -> bool:
    """Whether a string, its baseline's extent and its size given, has nothing in a box."""
    left, low, right, top = line
    return right + size < box[0] or left - size > box[2] or top + size < box[1] or low - size > box[3]


def _actual_text(operands: list[Any], resources: Any) -> str | None:
    properties = operands[-1] if len(operands) > 1 else None
    if isinstance(properties, Name):
        try:
            entry = resources["/Properties"].get_object()[f"/{properties}"].get_object().get("/ActualText")
        except FAULTS:
            return None
        return str(entry) if isinstance(entry, TextStringObject) else None
    text = properties.get("ActualText") if isinstance(properties, dict) else None
    if not isinstance(text, bytes):
        return None
    decoded = create_string_object(text)
    return str(decoded) if isinstance(decoded, TextStringObject) else text.decode("latin-1")


def turned(glyphs: Sequence[Drawn]) -> Iterator[tuple[int, list[Drawn]]]:
    """The glyphs by the direction in which their text runs, the commonest first."""
    by_turn: dict[int, list[Drawn]] = {}
    for glyph in glyphs:
        by_turn.setdefault(glyph.turn, []).append(glyph)
    yield from sorted(by_turn.items(), key=lambda item: (-len(item[1]), item[0]))
