"""Text of a Word file that is in it and isn't shown: set as hidden, by itself or by its style, or white on a white page."""

from typing import Any

from ingest.extract.numbering import W

_OFF = ("0", "false", "off")
_BACKED = (f"{W}tbl", f"{W}txbxContent")
"""What may lie on a colour of its own."""


class Vanished:
    """Says of runs and paragraphs whether a reader sees them. `styles` is the root of styles.xml, `document` of document.xml."""

    def __init__(self, styles: Any, document: Any) -> None:
        self._styles = {style.get(f"{W}styleId", ""): style for style in styles.iter(f"{W}style")}
        self._white_page = document.find(f"{W}background") is None

    def paragraph(self, paragraph: Any) -> bool:
        """Whether the paragraph's style hides all that is in it."""
        return self._style_hides(paragraph.find(f"{W}pPr/{W}pStyle"))

    def run(self, run: Any) -> bool:
        """Whether this run isn't shown."""
        properties = run.find(f"{W}rPr")
        if properties is None:
            return False
        vanish = properties.find(f"{W}vanish")
        if vanish is not None:
            return vanish.get(f"{W}val", "1") not in _OFF
        return self._style_hides(properties.find(f"{W}rStyle")) or (self._white_page and self._white(run, properties))

    def _style_hides(self, reference: Any | None) -> bool:
        for style in self._chain(reference):
            vanish = style.find(f"{W}rPr/{W}vanish")
            if vanish is not None:
                return vanish.get(f"{W}val", "1") not in _OFF
        return False

    def _white(self, run: Any, properties: Any) -> bool:
        """White, and nothing coloured behind it: no shading or highlight of its own, its paragraph's or a table's or box's."""
        color = properties.find(f"{W}color")
        if color is None or color.get(f"{W}val", "").upper() != "FFFFFF" or _shaded(properties):
            return False
        if next(run.iterancestors(*_BACKED), None) is not None:
            return False
        paragraph = next(run.iterancestors(f"{W}p"), None)
        own = None if paragraph is None else paragraph.find(f"{W}pPr")
        styles = [*self._chain(properties.find(f"{W}rStyle")), *self._chain(None if own is None else own.find(f"{W}pStyle"))]
        return not any(_shaded(part) for part in (own, *styles) if part is not None)

    def _chain(self, reference: Any | None) -> list[Any]:
        """The style referred to and those that it is based on."""
        found: list[Any] = []
        while reference is not None and len(found) < 12:
            style = self._styles.get(reference.get(f"{W}val", ""))
            if style is None:
                break
            found.append(style)
            reference = style.find(f"{W}basedOn")
        return found


def _shaded(properties: Any) -> bool:
    return next(properties.iter(f"{W}shd", f"{W}highlight"), None) is not None
