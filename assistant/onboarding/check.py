"""Holds a path against the library: every quotation must stand in the served version of its document.

A quotation is found whatever the line ends in the document are; what is shown is the document's own text, byte for byte.
"""

import re
from collections.abc import Iterable

from assistant.onboarding.model import Excerpt, Fault, Path, Place, excerpts_of
from corpus.generation.snapshot import View
from corpus.model import Span
from corpus.text.normalise import fold

_BLANKS = re.compile(r"\s+")


def check(path: Path, view: View) -> list[Fault]:
    """What no longer holds in this library, by line; empty when all of it does."""
    faults: list[Fault] = []
    for step in path.steps:
        for excerpt in excerpts_of(step):
            fault = _fault(path, excerpt, view)
            if fault is not None and fault not in faults:
                faults.append(fault)
    return sorted(faults, key=lambda fault: fault.line)


def missing_documents(path: Path, view: View) -> list[str]:
    """The documents that a path rests on and that aren't in the library (or not for this asker)."""
    return sorted(document for document in path.documents() if view.document(document) is None)


def _fault(path: Path, excerpt: Excerpt, view: View) -> Fault | None:
    head = view.document(excerpt.document)
    if head is None:
        what = f"there is no document {excerpt.document!r} in the library"
        return Fault(path.file, excerpt.line, what, "name one that `dalil index list` shows, or sync the folder that holds it")
    text = view.snapshot.version(head.key).text
    if find_quote(text, excerpt.quote) is not None:
        return None
    what = f"{excerpt.document} (edition {head.metadata.edition or '?'}) no longer says «{_short(excerpt.quote)}»"
    near = _nearest(text, excerpt.quote)
    return Fault(path.file, excerpt.line, what, f"quote it as it stands now: «{near}»" if near else "quote it as it stands now")


def find_quote(text: str, quote: str) -> Span | None:
    """Where a quotation first stands in a text, any white space matching any; None where it doesn't."""
    start = text.find(quote)
    if start >= 0:
        return Span(start, start + len(quote))
    words = _BLANKS.split(quote.strip())
    found = re.search(r"\s+".join(re.escape(word) for word in words), text)
    return Span(*found.span()) if found else None


def place(excerpt: Excerpt, view: View) -> Place | None:
    """Where an excerpt stands in what this asker may read; None when it doesn't stand there."""
    head = view.document(excerpt.document)
    if head is None:
        return None
    record = view.snapshot.version(head.key)
    span = find_quote(record.text, excerpt.quote)
    if span is None:
        return None
    passages = view.snapshot.passages(head.key).values()
    passage = next((one for one in passages if one.start <= span.start < one.end), None)
    page = next((one for one in record.pages if one.start <= span.start < one.end), record.pages[0])
    return Place(
        document=head.document,
        title=head.metadata.title,
        type=head.metadata.type,
        language=excerpt.language,
        edition=head.metadata.edition,
        version=head.n,
        page=page.number,
        page_label=page.label,
        heading=passage.heading if passage else "",
        quote=span.of(record.text),
        start=span.start,
        end=span.end,
        illustrative=head.illustrative,
        moved_edition=bool(excerpt.edition) and excerpt.edition != head.metadata.edition,
    )


def _nearest(text: str, quote: str) -> str:
    """The line of the document that shares most words with a quotation; empty where none shares half."""
    wanted = _words(quote)
    best, share = "", 0.5
    for line in text.splitlines():
        here = _words(line)
        overlap = len(wanted & here) / max(len(wanted), 1)
        if overlap > share:
            best, share = line.strip(), overlap
    return _short(best, 240)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", fold(text)))


def _short(text: str, most: int = 80) -> str:
    flat = _BLANKS.sub(" ", text).strip()
    return flat if len(flat) <= most else flat[:most].rstrip() + "…"


def stale_steps(paths: Iterable[Path], view: View) -> dict[str, list[str]]:
    """By path, the steps that rest on something that the library no longer says (or never did); paths that hold are left out."""
    found: dict[str, list[str]] = {}
    for path in paths:
        stale = [step.id for step in path.steps if any(_fault(path, excerpt, view) for excerpt in excerpts_of(step))]
        if stale:
            found[path.id] = stale
    return found
