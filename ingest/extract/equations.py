"""Equations of Office files (OMML) as one line of text: fractions, powers, indices and roots as one types them.

The signs are those of UnicodeMath (Unicode Technical Note 28), so that 10 to the 6th stays `10^6` and never becomes 106.
"""

from typing import Any

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DEEPEST = 60
_BUILT = tuple(f"{M}{name}" for name in ("f", "sSup", "sSub", "sSubSup", "rad"))


def equation_text(element: Any, depth: int = 0) -> str:
    """The text of an OMML element (`m:oMath`, or any part of one)."""
    tag = str(element.tag).removeprefix(M)
    if tag == "t":
        return element.text or ""
    if depth > _DEEPEST or tag.endswith("Pr"):
        return ""
    said = {str(child.tag).removeprefix(M): equation_text(child, depth + 1) for child in element}
    base = said.get("e", "")
    match tag:
        case "f":
            return f"{_grouped(said.get('num', ''))}/{_grouped(said.get('den', ''))}"
        case "sSup":
            return f"{base}^{_grouped(said.get('sup', ''))}"
        case "sSub":
            return f"{base}_{_grouped(said.get('sub', ''))}"
        case "sSubSup":
            return f"{base}_{_grouped(said.get('sub', ''))}^{_grouped(said.get('sup', ''))}"
        case "rad":
            return f"{said.get('deg', '')}√{_grouped(base)}"
        case "nary":
            limits = "".join(sign + _grouped(said[name]) for name, sign in (("sub", "_"), ("sup", "^")) if said.get(name))
            return f"{_property(element, 'naryPr', 'chr', '∫')}{limits} {base}"
        case "d":
            inside = ", ".join(equation_text(child, depth + 1) for child in element.iterchildren(f"{M}e"))
            return _property(element, "dPr", "begChr", "(") + inside + _property(element, "dPr", "endChr", ")")
        case "mr" | "eqArr":
            return " ".join(equation_text(child, depth + 1) for child in element.iterchildren(f"{M}e"))
        case "m":
            return "; ".join(equation_text(child, depth + 1) for child in element.iterchildren(f"{M}mr"))
    return _joined(element, depth)


def _joined(element: Any, depth: int) -> str:
    """The parts one after another, with a space where a number would run into the fraction or power before it."""
    text = ""
    for child in element:
        part = equation_text(child, depth + 1)
        text += " " * (part[:1].isalnum() and text[-1:].isalnum() and str(child.getprevious().tag) in _BUILT) + part
    return text


def _grouped(text: str) -> str:
    """In brackets where it is more than one number or name."""
    return text if text.isalnum() or len(text) < 2 else f"({text})"


def _property(element: Any, properties: str, name: str, default: str) -> str:
    found = element.find(f"{M}{properties}/{M}{name}")
    return default if found is None else str(found.get(f"{M}val", default))
