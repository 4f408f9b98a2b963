"""XML that holds terms, parsed without reaching anything outside the file: no entity is expanded, no DTD is loaded."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from corpus.terms.errors import TermbaseError

LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def parse(path: Path, *, root_names: tuple[str, ...], kind: str) -> Any:
    """The root element. Raises TermbaseError, with the line, when the file isn't well-formed or is of another kind."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True)
    try:
        root = etree.parse(str(path), parser).getroot()
    except etree.XMLSyntaxError as exc:
        raise TermbaseError(
            f"the XML is broken ({exc.msg})", subject=str(path), line=exc.lineno or 0, remedy="export it again, in UTF-8"
        ) from exc
    if root is None or name_of(root) not in root_names:
        found = name_of(root) if root is not None else "nothing"
        raise TermbaseError(f"it is no {kind} file (it holds <{found}>)", subject=str(path), remedy=f"export it as {kind}")
    return root


def name_of(element: Any) -> str:
    """An element's name without its namespace; empty for what isn't an element."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def inside(element: Any, *names: str) -> Iterator[Any]:
    """The elements of these names below this one, in order."""
    return (child for child in element.iter() if child is not element and name_of(child) in names)


def language_of(element: Any) -> str:
    """`ar`, `en` or another language's subtag, from xml:lang or lang; empty when it says none."""
    return str(element.get(LANG) or element.get("lang") or "").replace("_", "-").partition("-")[0].lower()


def text_in(element: Any, *, without: frozenset[str] = frozenset()) -> str:
    """The text of an element, without that of the elements named, with single spaces."""
    parts = [element.text or ""]
    for child in element:
        if name_of(child) and name_of(child) not in without:
            parts.append(text_in(child, without=without))
        parts.append(child.tail or "")
    return " ".join("".join(parts).split())
