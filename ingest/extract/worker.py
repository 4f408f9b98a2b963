"""The process that reads documents, one after the other, so that a hostile file takes down nothing but itself.

Started by `sandbox.py` as `python -m ingest.extract.worker`. On stdin a line of JSON a document (`request_line`); on stdout a
line of JSON now and then that says which page it is at, and one with the answer (`wire.py`). Libraries that print do so to
stderr: stdout is handed over before any of them is imported.
"""

import contextlib
import json
import os
import resource
import signal
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import BinaryIO

from ingest.errors import OverLimit, UnreadableDocument
from ingest.extract.base import ExtractedDocument
from ingest.extract.ocr.reader import Announce, PictureReader
from ingest.extract.wire import Notice, dump_document, dump_failure, dump_notice
from ingest.options import ExtractLimits, OcrOptions

_GRACE_S = 10
_NOTICE_S = 0.5
"""Pages are read faster than anybody wants to be told."""


def main() -> None:
    """Answer requests until stdin ends."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    requests = sys.stdin.buffer
    for line in iter(requests.readline, b""):
        request = json.loads(line)
        limits = ExtractLimits(**request["limits"])
        _restrain(limits)
        notices = _Notices(answers, limits)
        pictures = PictureReader(OcrOptions(**request["ocr"]), notices.recognising)
        outlines = Path(request["outlines"]) if request["outlines"] else None
        path, compare = Path(request["path"]), request["compare"]
        _answer(answers, read(path, limits, pictures, outlines, compare=compare, reading=notices.reading))


def read(
    path: Path,
    limits: ExtractLimits,
    pictures: PictureReader,
    outlines: Path | None = None,
    *,
    compare: bool = False,
    reading: Announce | None = None,
) -> bytes:
    """Read one file in this process and give the answer to send. Every failure becomes one that names the file.

    `outlines` is the folder of what earlier documents taught of their fonts; `compare` adds to the evidence what each reader of
    a PDF makes of every page; `reading` is called after each page of one.
    """
    from ingest.extract.articles import with_articles
    from ingest.extract.issued import with_issue_date
    from ingest.extract.registry import extractor_for, format_of

    try:
        if format_of(path).zipped:
            from ingest.extract.archive import check_archive

            check_archive(path, limits=limits)
        extractor = extractor_for(path, pictures=pictures, outlines=outlines, reading=reading)
        document = with_articles(with_issue_date(extractor.extract(path)))
        if len(document.text) > limits.output_chars:
            told = f"it holds {len(document.text):,} characters of text, and {limits.output_chars:,} are allowed"
            raise OverLimit(told, subject=path.name, remedy="split it")
        return dump_document(_compared(document, path, outlines) if compare else document)
    except UnreadableDocument as failure:
        return dump_failure(failure)
    except MemoryError:
        return dump_failure(
            OverLimit("reading it takes more memory than a document may have", subject=path.name, remedy="split it")
        )
    except Exception as exc:  # whatever a reader raises on a hostile file is that file's failure, not the program's
        told = f"its reader failed on it ({type(exc).__name__})"
        return dump_failure(UnreadableDocument(told, subject=path.name, remedy="save it again in the program that it came from"))


def _compared(document: ExtractedDocument, path: Path, outlines: Path | None) -> ExtractedDocument:
    """The document with every reader's reading of each page in its evidence, where its format has several readers."""
    if path.suffix.lower() != ".pdf":
        return document
    from ingest.extract.pdf.alternatives import alternatives

    evidence = document.report.evidence | {"alternatives": alternatives(path, outlines)}
    return replace(document, report=replace(document.report, evidence=evidence))


def request_line(
    path: Path, *, limits: ExtractLimits, ocr: OcrOptions, outlines: Path | None = None, compare: bool = False
) -> bytes:
    """What `main` reads: one document to read."""
    request = {
        "path": str(path),
        "limits": asdict(limits),
        "ocr": asdict(ocr),
        "outlines": str(outlines or ""),
        "compare": compare,
    }
    return json.dumps(request).encode("ascii") + b"\n"


class _Notices:
    """Says which page of a document is read or recognised; what watches the process counts the document's time by them too."""

    def __init__(self, stream: BinaryIO, limits: ExtractLimits) -> None:
        self._stream = stream
        self._limits = limits
        self._said = time.monotonic()
        self._read = 0

    def recognising(self, number: int, pages: int) -> None:
        """Before a page is recognised: the time begins anew."""
        self._say(Notice("recognising", number, pages), renew=True)

    def reading(self, number: int, pages: int) -> None:
        """After a page was read: the time begins anew with every so many, whichever pass over the document they are of."""
        self._read += 1
        turn = self._read % self._limits.turn_pages == 0
        if turn or number == pages or time.monotonic() - self._said > _NOTICE_S:
            self._say(Notice("reading", number, pages), renew=turn)

    def _say(self, notice: Notice, *, renew: bool) -> None:
        self._said = time.monotonic()
        self._stream.write(dump_notice(notice) + b"\n")
        self._stream.flush()
        if renew:
            signal.setitimer(signal.ITIMER_REAL, self._limits.seconds + _GRACE_S)


def _answer(stream: BinaryIO, answer: bytes) -> None:
    signal.setitimer(signal.ITIMER_REAL, 0)
    stream.write(answer + b"\n")
    stream.flush()


def _restrain(limits: ExtractLimits) -> None:
    """Bound this process's memory, and end it by itself should the one that watches it be gone."""
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, resource.getrlimit(resource.RLIMIT_AS)[1]))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.setitimer(signal.ITIMER_REAL, limits.seconds + _GRACE_S)


if __name__ == "__main__":
    main()
