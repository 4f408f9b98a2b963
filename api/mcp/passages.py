"""What `search` and `fetch` give, in the shape that OpenAI's guide asks of servers that only give data.

An id names a document, or a passage of one: `DOCUMENT#N`, N counted as in `dalil index show`. What the asker may not read is told
as what isn't there.
"""

import re
from typing import Any
from urllib.parse import quote, urlencode

from api.services import Asked
from assistant.model import Asker, SearchResult
from assistant.query.analyse import language_of_question
from corpus.catalogue.versions import VersionRecord
from corpus.errors import UnknownDocument
from corpus.generation.snapshot import View
from corpus.model import Passage

FOUND = 10
_PASSAGE_ID = re.compile(r"(?P<document>.+)#(?P<n>\d{1,9})")


def found(assistant: Asked, query: str, asker: Asker, *, address: str) -> dict[str, Any]:
    """`{"results": [{id, title, url}]}`, best first; `note` beside them while passages are searched by their words alone.

    Raises EmptyQuestion, QuestionTooLong, NothingIndexed.
    """
    rows = assistant.search(query, k=FOUND, asker=asker)
    view = assistant.snapshot().view(asker.groups)
    note = assistant.search_note(language_of_question(query))
    return {"results": [_row(row, view, address) for row in rows]} | ({"note": note} if note else {})


def fetched(assistant: Asked, id: str, asker: Asker, *, address: str) -> dict[str, Any]:
    """`{id, title, text, url, metadata}` of a passage or of a whole document. Raises UnknownDocument, NothingIndexed."""
    snapshot = assistant.snapshot()
    view = snapshot.view(asker.groups)
    named = _PASSAGE_ID.fullmatch(id.strip())
    head = view.document(id.strip())
    if head is not None:
        return _told(id.strip(), snapshot.version(head.key), None, address)
    head = view.document(named["document"]) if named else None
    passage = snapshot.passages(head.key).get(int(named["n"])) if named is not None and head is not None else None
    if head is None or passage is None:
        raise UnknownDocument("there is no such document or passage", subject=id, remedy="use an id that `search` gave")
    return _told(id.strip(), snapshot.version(head.key), passage, address)


def _row(row: SearchResult, view: View, address: str) -> dict[str, str]:
    head = view.document(row.document)
    passages = view.snapshot.passages(head.key) if head is not None else {}
    n = next((n for n, passage in passages.items() if passage.start == row.start), 0)
    title = f"{row.title or row.document} › {row.heading}" if row.heading else row.title or row.document
    version = head.n if head is not None else 1
    return {
        "id": f"{row.document}#{n}",
        "title": title,
        "url": _link(address, row.document, version, row.page, row.start, row.end),
    }


def _told(id: str, version: VersionRecord, passage: Passage | None, address: str) -> dict[str, Any]:
    metadata = version.metadata
    start, end = (passage.start, passage.end) if passage else (0, len(version.text))
    page = passage.page if passage else version.pages[0].number if version.pages else 1
    title = metadata.title or version.document
    about = {
        "document": version.document,
        "language": metadata.language,
        "type": metadata.type,
        "number": metadata.number,
        "issuer": metadata.issuer,
        "edition": metadata.edition,
        "date": metadata.date,
        "owner": metadata.owner_unit,
        "version": str(version.n),
        "page": str(page),
        "heading": passage.heading if passage else "",
    }
    return {
        "id": id,
        "title": f"{title} › {passage.heading}" if passage and passage.heading else title,
        "text": version.text[start:end],
        "url": _link(address, version.document, version.n, page, start, end if passage else 0),
        "metadata": {name: value for name, value in about.items() if value},
    }


def _link(address: str, document: str, version: int, page: int, start: int, end: int) -> str:
    place = {"version": version, "page": page} | ({"start": start, "end": end} if end else {})
    return f"{address}/documents/{quote(document, safe='')}?{urlencode(place)}"
