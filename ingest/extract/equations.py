"""Equations as one line of text: fractions, powers, indices and roots as one types them. Of Office files (OMML), and of web pages
and OpenDocument (MathML).

The signs are those of UnicodeMath (Unicode Technical Note 28), so that 10 to the 6th stays `10^6` and never becomes 106.
"""

from typing import Any

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DEEPEST = 60
_BUILT_MATHML = ("mfrac", "msup", "msub", "msubsup", "msqrt", "mroot")
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


def mathml_text(element: Any, depth: int = 0) -> str:
    """The text of a MathML element (`math`, or any part of one), in whatever namespace."""
    tag = str(element.tag).rpartition("}")[2]
    if depth > _DEEPEST or tag.startswith("annotation"):
        return ""
    parts = [mathml_text(child, depth + 1) for child in element if isinstance(child.tag, str)]
    match tag, parts:
        case "mfrac", [above, below]:
            return f"{_grouped(above)}/{_grouped(below)}"
        case "msup" | "mover", [base, above]:
            return f"{base}^{_grouped(above)}"
        case "msub" | "munder", [base, below]:
            return f"{base}_{_grouped(below)}"
        case "msubsup" | "munderover", [base, below, above]:
            return f"{base}_{_grouped(below)}^{_grouped(above)}"
        case "mroot", [base, degree]:
            return f"{degree}√{_grouped(base)}"
        case "msqrt", _:
            return f"√{_grouped(''.join(parts))}"
    text = (element.text or "").strip()
    for child, part in zip((child for child in element if isinstance(child.tag, str)), parts, strict=True):
        before = child.getprevious()
        built = before is not None and str(before.tag).rpartition("}")[2] in _BUILT_MATHML
        runs_on = part[:1].isdigit() and text[-1:].isdigit()
        text += " " * (runs_on or (built and part[:1].isalnum() and text[-1:].isalnum())) + part
    return text


def _grouped(text: str) -> str:
    """In brackets where it is more than one number or name."""
    return text if text.isalnum() or len(text) < 2 else f"({text})"


def _property(element: Any, properties: str, name: str, default: str) -> str:
    found = element.find(f"{M}{properties}/{M}{name}")
    return default if found is None else str(found.get(f"{M}val", default))
