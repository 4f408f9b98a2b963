"""Numbers of Word's lists: which number a paragraph shows, in the form that its list is set in.

A `.docx` holds no list numbers, only rules and start values; the numbers arise by counting paragraphs in order
(ECMA-376 part 1, 17.9).
"""

import re
from collections.abc import Callable
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ABJAD = "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"
_ALPHA = "أبتثجحخدذرزسشصضطظعغفقكلمنهوي"
_PLACE = re.compile(r"%([1-9])")
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)


def roman(number: int) -> str:
    """The number in small Roman letters."""
    written = ""
    for value, sign in _ROMAN:
        written += sign * (number // value)
        number %= value
    return written


def _letters(alphabet: str) -> Callable[[int], str]:
    """a, b, … z, aa, bb, …: as Word counts on after the last letter."""
    return lambda number: alphabet[(number - 1) % len(alphabet)] * ((number - 1) // len(alphabet) + 1)


_LATIN = "abcdefghijklmnopqrstuvwxyz"
_FORMS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda number: f"{number:02d}",
    "lowerLetter": _letters(_LATIN),
    "upperLetter": _letters(_LATIN.upper()),
    "lowerRoman": roman,
    "upperRoman": lambda number: roman(number).upper(),
    "arabicAlpha": _letters(_ALPHA),
    "arabicAbjad": _letters(_ABJAD),
    "hindiNumbers": lambda number: str(number).translate({48 + digit: 0x0660 + digit for digit in range(10)}),
    "none": lambda number: "",
}


def written_number(number: int, form: str) -> str:
    """A number in one of Word's forms (`decimal`, `lowerRoman`, `arabicAbjad`, ...); an unknown form is decimal."""
    return _FORMS.get(form, str)(number) if number > 0 else str(number)


class Numbering:
    """Counts numbered paragraphs in document order. `root` is the root element of numbering.xml, or None."""

    def __init__(self, root: Any | None) -> None:
        self._levels: dict[str, dict[int, tuple[int, str, str]]] = {}
        self._abstract_of: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        if root is not None:
            self._read(root)

    def mark(self, list_id: str, level: int) -> str:
        """The number or bullet of the next paragraph of this list at this level (0 to 8), with a space after it."""
        abstract = self._abstract_of.get(list_id)
        rules = self._levels.get(abstract or "", {})
        if abstract is None or level not in rules:
            return ""
        start, form, pattern = rules[level]
        if form == "bullet":
            return "• "
        counts = self._counts.setdefault(abstract, {})
        restarts = self._restarts.get(list_id, {})
        if level in restarts:
            counts[level] = restarts.pop(level)
        else:
            counts[level] = counts.get(level, start - 1) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        shown = _PLACE.sub(lambda place: self._shown(rules, counts, int(place[1]) - 1), pattern).strip()
        return f"{shown} " if shown else ""

    @staticmethod
    def _shown(rules: dict[int, tuple[int, str, str]], counts: dict[int, int], level: int) -> str:
        start, form, _ = rules.get(level, (1, "decimal", ""))
        number = counts.setdefault(level, start)
        return written_number(number, form)

    def _read(self, root: Any) -> None:
        for abstract in root.iter(f"{W}abstractNum"):
            rules = {_integer(level.get(f"{W}ilvl")): _rule(level) for level in abstract.iter(f"{W}lvl")}
            self._levels[abstract.get(f"{W}abstractNumId", "")] = rules
        self._follow_list_styles(root)
        for number in root.iter(f"{W}num"):
            list_id = number.get(f"{W}numId", "")
            link = number.find(f"{W}abstractNumId")
            self._abstract_of[list_id] = link.get(f"{W}val", "") if link is not None else ""
            for override in number.iter(f"{W}lvlOverride"):
                start = override.find(f"{W}startOverride")
                if start is not None:
                    level = _integer(override.get(f"{W}ilvl"))
                    self._restarts.setdefault(list_id, {})[level] = _integer(start.get(f"{W}val"), 1)

    def _follow_list_styles(self, root: Any) -> None:
        """A list that only names a list style takes the levels of the one that defines it."""
        named = {link.get(f"{W}val", ""): link.getparent().get(f"{W}abstractNumId", "") for link in root.iter(f"{W}styleLink")}
        for link in root.iter(f"{W}numStyleLink"):
            defined = named.get(link.get(f"{W}val", ""), "")
            self._levels[link.getparent().get(f"{W}abstractNumId", "")] = self._levels.get(defined, {})


def _rule(level: Any) -> tuple[int, str, str]:
    values = {name: level.find(f"{W}{name}") for name in ("start", "numFmt", "lvlText")}
    found = {name: child.get(f"{W}val", "") if child is not None else "" for name, child in values.items()}
    return _integer(found["start"], 1), found["numFmt"] or "decimal", found["lvlText"]


def _integer(text: str | None, default: int = 0) -> int:
    return int(text) if text and text.lstrip("-").isdigit() and len(text) < 8 else default
