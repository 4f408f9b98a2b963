"""Whether the styles of an HTML page hide an element: its own `style`, and rules for one class, one id or one tag.

Rules within `@media` and the like hold only sometimes, and longer selectors only somewhere: they are passed over, as are style
sheets of other files. So what is shown is never lost; what only such a rule hides is read.
"""

import re
from typing import Any

_HIDDEN = re.compile(
    r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em|%)?\s*(?:!|;|$)"
    r"|opacity\s*:\s*0(?:\.0+)?\s*(?:!|;|$))"
)
_WHITE = re.compile(r"(?:^|[;\s])color\s*:\s*(?:white|#fff(?:fff)?|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\))\s*(?:!|;|$)")
_SKIPPED = re.compile(r"/\*.*?\*/|@import[^;]*;|@charset[^;]*;", re.DOTALL)
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_SIMPLE = re.compile(r"[.#]?[\w-]+")
_WHOLE_PAGE = ("html", "body")
"""Hidden only until a script has run, on pages that would else flicker."""
_MOST_CSS = 1_000_000


class UnseenStyles:
    """What the style sheets in a page hide."""

    def __init__(self, root: Any) -> None:
        sheets = [str(style.text or "") for style in root.iter("style")]
        self._hiding = {selector for sheet in sheets for selector in _hiding_selectors(sheet[:_MOST_CSS])}
        self._coloured = (
            any("background" in sheet.lower() for sheet in sheets)
            or any("stylesheet" in str(link.get("rel") or "").lower() for link in root.iter("link"))
            or any(
                element.get("bgcolor") is not None
                or element.get("background") is not None
                or "background" in str(element.get("style") or "").lower()
                for element in root.iter()
            )
        )

    def hide(self, element: Any) -> bool:
        """Whether a reader doesn't see this element."""
        style = str(element.get("style") or "").lower()
        if style and (_HIDDEN.search(style) or (not self._coloured and _WHITE.search(style))):
            return True
        if not self._hiding or re.search(r"display\s*:\s*(?!none)\w", style):
            return False
        names = {f".{name}" for name in str(element.get("class") or "").split()}
        names |= {str(element.tag), f"#{element.get('id')}"}
        return not self._hiding.isdisjoint(names)


def _hiding_selectors(sheet: str) -> set[str]:
    """The single classes, ids and tags that a rule hides and no later rule shows again."""
    hiding: set[str] = set()
    for selectors, body in _top_rules(_SKIPPED.sub("", sheet)):
        said = body.strip().lower()
        hides = bool(_HIDDEN.search(said))
        shows = not hides and re.search(r"(?:^|[;\s])(?:display|visibility|opacity|font-size)\s*:", said)
        for selector in (part.strip() for part in selectors.split(",")):
            if _SIMPLE.fullmatch(selector) and hides and selector not in _WHOLE_PAGE:
                hiding.add(selector)
            elif shows:
                hiding -= set(re.findall(r"[.#]?[\w-]+", selector))
    return hiding


def _top_rules(sheet: str) -> list[tuple[str, str]]:
    """The rules that stand in no `@` block."""
    kept, depth, start, at = "", 0, 0, False
    for place, sign in enumerate(sheet):
        if sign == "{":
            if depth == 0:
                at = sheet[start:place].strip().startswith("@")
            depth += 1
        elif sign == "}":
            depth = max(0, depth - 1)
            if depth == 0:
                kept += "" if at else sheet[start : place + 1]
                start = place + 1
    return [(match[1], match[2]) for match in _RULE.finditer(kept)]
