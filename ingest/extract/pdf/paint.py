"""In what ink text is drawn, and what is painted beside it: colours, transparency, clips, filled shapes and pictures.

Enough of the graphics state to say which letters a reader of the page can't see. Boxes are left, low, right, top in the page's
own coordinates. What can't be told, such as the colour of a pattern, is None, and is left to the picture of the page.
ISO 32000-1, 8 and 11.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from pypdf.generic import StreamObject

from ingest.extract.pdf.faults import FAULTS

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]
Color = tuple[float, float, float]
Unseen = Literal[
    "",
    "drawn invisibly",
    "in the colour of its ground",
    "too small to read",
    "outside the page",
    "clipped away",
    "covered",
    "on a layer that is off",
]
"""Why nobody sees a text, or an empty string."""

EVERYWHERE: Box = (-1e6, -1e6, 1e6, 1e6)
_BLACK: Color = (0.0, 0.0, 0.0)
_THINNEST = 2.0
"""What is painted thinner than this, in points, is a rule: it hides no text."""
_MOST_PAINTS = 3000
_MOST_PARTS = 40
_COMPONENTS = {"DeviceGray": 1, "DeviceRGB": 3, "DeviceCMYK": 4, "G": 1, "RGB": 3, "CMYK": 4}
_BY_COMPONENTS = ("/ICCBased", "/CalGray", "/CalRGB")
_FILLS = frozenset(("f", "F", "f*", "B", "B*", "b", "b*"))
_ENDS = _FILLS | {"S", "s", "n"}
_NORMAL = ("/Normal", "/Compatible")


class Ink(NamedTuple):
    """How a string is drawn.

    `mode` is the text rendering mode; `veil` the transparency of the groups around it, 1 for none; `blends` says that it is mixed
    with its ground in a way that isn't followed here; `clip` is a box that holds the clip, `exact` that it is the clip; `told`
    and `stroke_told` that the components of the current colour space are known. `unseen` is why a string in it isn't seen, as far
    as its place, its size and its layer say.
    """

    fill: Color | None = _BLACK
    stroke: Color | None = _BLACK
    mode: int = 0
    alpha: float = 1.0
    stroke_alpha: float = 1.0
    veil: float = 1.0
    blends: bool = False
    clip: Box = EVERYWHERE
    exact: bool = True
    told: bool = True
    stroke_told: bool = True
    unseen: Unseen = ""

    @property
    def strength(self) -> float:
        """How opaque letters in this ink are, from 0 to 1."""
        return self.veil * {0: self.alpha, 1: self.stroke_alpha}.get(self.mode % 4, max(self.alpha, self.stroke_alpha))

    @property
    def colors(self) -> tuple[Color | None, ...]:
        """The colours that letters show."""
        return {0: (self.fill,), 1: (self.stroke,), 2: (self.fill, self.stroke)}.get(self.mode % 4, ())


class Paint(NamedTuple):
    """A shape that is filled, or a picture; `at` glyphs were drawn before it. `solid`: its box shows nothing that lies below."""

    at: int
    box: Box
    color: Color | None
    solid: bool
    picture: bool = False


@dataclass(slots=True)
class Canvas:
    """Follows the operators that paint and that change the ink, and keeps what is painted."""

    paints: list[Paint] = field(default_factory=list)
    _parts: list[list[tuple[float, float]]] = field(default_factory=list)
    _clips: bool = False

    def step(
        self, operator: str, operands: Sequence[Any], matrix: Matrix, ink: Ink, resources: Any, at: int, *, off: bool = False
    ) -> Ink:
        """Take one operator that isn't of text; the ink from then on. What is `off` paints nothing. Raises what wrong operands
        raise.
        """
        match operator:
            case "m":
                self._parts.append([_at(matrix, *operands[-2:])])
            case "l":
                self._parts[-1].append(_at(matrix, *operands[-2:]))
            case "re":
                x, y, width, height = operands[-4:]
                corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
                self._parts.append([_at(matrix, *corner) for corner in corners])
            case "c" | "v" | "y":
                self._parts[-1] += [_at(matrix, *operands[place : place + 2]) for place in range(0, len(operands), 2)]
            case "W" | "W*":
                self._clips = True
            case "sh":
                if not off:
                    self._add(Paint(at, ink.clip, None, solid=False))
            case "ID":
                given = dict(zip(operands[::2], operands[1::2], strict=False))
                if not off:
                    self.picture(matrix, ink, at, opaque=not (given.get("IM") or given.get("ImageMask")))
            case _ if operator in _ENDS:
                return self._end(ink, at, fills=operator in _FILLS and not off)
            case _:
                return _inked(operator, operands, ink, resources)
        return ink

    def picture(self, matrix: Matrix, ink: Ink, at: int, *, opaque: bool) -> None:
        """A picture, which fills the unit square."""
        corners = [_at(matrix, x, y) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))]
        solid = opaque and ink.exact and _shows_all(ink) and _is_box(corners)
        self._add(Paint(at, _within(_around(corners), ink.clip), None, solid, picture=True))

    def _end(self, ink: Ink, at: int, *, fills: bool) -> Ink:
        """The end of a path: what it fills is kept, and what it clips is taken from the clip."""
        parts, clips = self._parts, self._clips
        self._parts, self._clips = [], False
        if fills and ink.alpha and ink.veil:
            alone = len(parts) == 1
            told = ink.fill if _shows_all(ink) else None
            for points in parts[:_MOST_PARTS]:
                solid = alone and told is not None and ink.exact and _is_box(points)
                self._add(Paint(at, _within(_around(points), ink.clip), told if solid else None, solid))
        if not clips:
            return ink
        points = [point for part in parts for point in part]
        if not points:
            return ink
        exact = ink.exact and len(parts) == 1 and _is_box(points)
        return ink._replace(clip=_within(_around(points), ink.clip), exact=exact)

    def _add(self, paint: Paint) -> None:
        left, low, right, top = paint.box
        if right - left > _THINNEST and top - low > _THINNEST and len(self.paints) < _MOST_PAINTS:
            self.paints.append(paint)


def in_form(ink: Ink, form: StreamObject, matrix: Matrix) -> Ink:
    """The ink with which a form begins: clipped by its box, and in a group of its own where it is one."""
    box = form.get("/BBox")
    if box is not None:
        left, low, right, top = (float(edge.get_object()) for edge in box)
        corners = [_at(matrix, x, y) for x, y in ((left, low), (right, low), (right, top), (left, top))]
        ink = ink._replace(clip=_within(_around(corners), ink.clip), exact=ink.exact and _is_box(corners))
    if "/Group" in form:
        ink = ink._replace(veil=ink.veil * ink.alpha, alpha=1.0, stroke_alpha=1.0)
    return ink


def is_opaque(image: Any) -> bool:
    """Whether a picture leaves nothing of what lies under it."""
    return not (image.get("/ImageMask") or image.get("/SMask") or image.get("/Mask") or image.get("/SMaskInData"))


def _inked(operator: str, operands: Sequence[Any], ink: Ink, resources: Any) -> Ink:
    match operator:
        case "g" | "rg" | "k":
            return ink._replace(fill=_color(operands), told=True)
        case "G" | "RG" | "K":
            return ink._replace(stroke=_color(operands), stroke_told=True)
        case "sc" | "scn":
            return ink._replace(fill=_color(operands) if ink.told else None)
        case "SC" | "SCN":
            return ink._replace(stroke=_color(operands) if ink.stroke_told else None)
        case "cs":
            told = _is_told(operands[-1], resources)
            return ink._replace(told=told, fill=_BLACK if told else None)
        case "CS":
            told = _is_told(operands[-1], resources)
            return ink._replace(stroke_told=told, stroke=_BLACK if told else None)
        case "Tr":
            return ink._replace(mode=int(operands[-1]))
        case "gs":
            return _with_state(ink, resources["/ExtGState"].get_object()[f"/{operands[-1]}"].get_object())
        case _:
            return ink


def _with_state(ink: Ink, given: Any) -> Ink:
    """The ink after the entries of a graphics state dictionary."""
    alpha, stroke_alpha = float(given.get("/ca", ink.alpha)), float(given.get("/CA", ink.stroke_alpha))
    blends = ink.blends
    if "/BM" in given or "/SMask" in given:
        modes = given.get("/BM", "/Normal").get_object() if hasattr(given.get("/BM"), "get_object") else "/Normal"
        first = str(modes[0] if isinstance(modes, list) and modes else modes)
        blends = first not in _NORMAL or str(given.get("/SMask", "/None")) != "/None"
    return ink._replace(alpha=alpha, stroke_alpha=stroke_alpha, blends=blends)


def _is_told(name: Any, resources: Any) -> bool:
    """Whether the components of a colour space say a colour without more: grey, red, green and blue, or the printer's four."""
    if str(name) in _COMPONENTS:
        return True
    try:
        space = resources["/ColorSpace"].get_object()[f"/{name}"].get_object()
        return str(space[0] if isinstance(space, list) else space) in (*_BY_COMPONENTS, *(f"/{one}" for one in _COMPONENTS))
    except FAULTS:
        return False


def _color(operands: Sequence[Any]) -> Color | None:
    values = [min(1.0, max(0.0, value)) for value in operands if isinstance(value, float)]
    match values:
        case [grey]:
            return grey, grey, grey
        case [red, green, blue]:
            return red, green, blue
        case [cyan, magenta, yellow, black]:
            return (1 - cyan) * (1 - black), (1 - magenta) * (1 - black), (1 - yellow) * (1 - black)
        case _:
            return None


def _shows_all(ink: Ink) -> bool:
    return ink.alpha * ink.veil > 0.99 and not ink.blends


def _at(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return x * a + y * c + e, x * b + y * d + f


def _around(points: Sequence[tuple[float, float]]) -> Box:
    across, up = [x for x, _ in points], [y for _, y in points]
    return min(across), min(up), max(across), max(up)


def _within(box: Box, clip: Box) -> Box:
    return max(box[0], clip[0]), max(box[1], clip[1]), min(box[2], clip[2]), min(box[3], clip[3])


def _is_box(points: Sequence[tuple[float, float]]) -> bool:
    """Whether four corners, the first perhaps told again, are those of an upright rectangle."""
    corners = points[:-1] if len(points) == 5 and points[0] == points[-1] else points
    left, low, right, top = _around(corners)
    near = 0.5
    upright = all(min(x - left, right - x) < near and min(y - low, top - y) < near for x, y in corners)
    return len(corners) == 4 and upright and abs(_area(corners)) > 0.9 * (right - left) * (top - low)


def _area(points: Sequence[tuple[float, float]]) -> float:
    pairs = zip(points, [*points[1:], points[0]], strict=True)
    return sum(x * v - u * y for (x, y), (u, v) in pairs) / 2
