"""Small pieces of text that several formats share: one line of white space, a table as text, a title that says something."""

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SPACE = re.compile(r"[^\S\n]+")
_ANY_SPACE = re.compile(r"\s+")
_HOLLOW_TITLE = re.compile(
    r"^(untitled|document\s*\d*|doc\s*\d*|microsoft (word|powerpoint|excel)\b.*|powerpoint presentation|presentation\s*\d*"
    r"|book\s*\d*|workbook\s*\d*|new \w+ document|title|word document|slide \d+|print|about:blank"
    r"|مستند\s*\d*|بدون عنوان|بلا عنوان"
    r"|عرض تقديمي.*"
    r"|.*\.(docx?|pptx?|xlsx?|pdf|html?|indd|rtf|txt|md|qxd|odt|tmp))$",
    re.IGNORECASE,
)
_HOLLOW_AUTHOR = re.compile(
    r"^(python-docx|openpyxl|user|admin|administrator|unknown|author|owner|pc|hp|dell|lenovo)$", re.IGNORECASE
)


_RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")


def raised(text: str) -> str:
    """A superscript as it is seen where it is a number (10⁶, m²), so that it never joins the number before it."""
    return text.translate(_RAISED) if re.fullmatch(r"[+\-−]?[0-9]+", text) else text


def one_line(text: str) -> str:
    """The text with every run of white space, line ends too, as one space."""
    return _ANY_SPACE.sub(" ", text).strip()


def tidy_lines(text: str) -> str:
    """The text with runs of spaces as one, no space at a line's ends and no empty lines."""
    lines = (_SPACE.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def table_text(rows: Iterable[Sequence[str]]) -> str:
    """A table as a block's text: a line a row, cells joined by ' | '; rows and trailing cells that hold nothing are left out."""
    lines = []
    for row in rows:
        cells = [one_line(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            lines.append(" | ".join(cells))
    return "\n".join(lines)


def drawn_lines(root: Any) -> Iterator[str]:
    """The paragraphs of a drawing of an Office file (DrawingML), such as a diagram's, each on one line."""
    for paragraph in root.iter(f"{_A}p"):
        yield one_line("".join(run.text or "" for run in paragraph.iter(f"{_A}t")))


def telling_title(title: str | None) -> str:
    """The title that a file declares, or an empty string where a program wrote it and it says nothing ('Document1')."""
    title = one_line(title or "")
    return "" if len(title) < 3 or len(title) > 300 or "\ufffd" in title or _HOLLOW_TITLE.match(title) else title


def telling_author(author: str | None) -> str:
    """The author that a file declares, or an empty string where it is a program's or a machine's name."""
    author = one_line(author or "")
    return "" if len(author) < 2 or len(author) > 200 or "\ufffd" in author or _HOLLOW_AUTHOR.match(author) else author


def office_declared(properties: Any) -> dict[str, str | list[str]]:
    """Title, author and day of saving of an Office file's core properties, those that say something."""
    found = {"title": telling_title(properties.title), "author": telling_author(_first(properties, "author", "creator"))}
    modified = properties.modified
    if isinstance(modified, datetime.datetime):
        found["saved"] = modified.date().isoformat()
    return {key: value for key, value in found.items() if value}


def _first(properties: Any, *names: str) -> str:
    return next((str(value) for name in names if (value := getattr(properties, name, None))), "")
