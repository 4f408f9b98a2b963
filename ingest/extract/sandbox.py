"""Reading documents in child processes with limits: a file that crashes, stalls or floods its reader fails alone.

`WorkerPool` keeps processes warm for many files; `extract_in_child` reads one.
"""

import os
import selectors
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from ingest.errors import EmptyDocument, OverLimit, UnreadableDocument, WrongKind
from ingest.extract.base import ExtractedDocument
from ingest.extract.wire import Notice, load, load_notice
from ingest.extract.worker import request_line
from ingest.options import MIB, ExtractLimits, OcrOptions

WORKER = (sys.executable, "-m", "ingest.extract.worker")
"""What starts a reading process; another command is for tests of how one fails."""
Told = Callable[[Notice], None]
_ROOT = Path(__file__).resolve().parents[2]
_READ_BYTES = 1 << 20
_DOCUMENTS_A_WORKER = 500
_OUT_OF_MEMORY = (b"memory allocation of", b"out of memory", b"bad_alloc", b"MemoryError", b"PartitionAlloc")
_SAVE_AGAIN = "save it again in the program that it came from"


def extract_in_child(
    path: Path,
    *,
    limits: ExtractLimits | None = None,
    ocr: OcrOptions | None = None,
    outlines: Path | None = None,
    compare: bool = False,
    told: Told | None = None,
) -> ExtractedDocument:
    """Read one file in a process of its own. Raises `UnreadableDocument` or a class below it."""
    with WorkerPool(limits, ocr=ocr, outlines=outlines, compare=compare) as pool:
        return pool.extract(path, told=told)


class WorkerPool:
    """Up to `workers` processes that read documents. Threads may share it: each call takes an idle process or starts one.

    A process that died, or that has read many documents, is replaced. Leaving the context ends them all.
    """

    def __init__(
        self,
        limits: ExtractLimits | None = None,
        *,
        ocr: OcrOptions | None = None,
        outlines: Path | None = None,
        compare: bool = False,
        workers: int = 1,
        command: Sequence[str] = WORKER,
    ) -> None:
        """`outlines` is the folder of what earlier documents taught of their fonts; `compare` puts every reader's reading of each
        page of a PDF into the evidence.
        """
        self._command = command
        self._limits = limits or ExtractLimits()
        self._ocr = ocr or OcrOptions()
        self._ask = partial(request_line, limits=self._limits, ocr=self._ocr, outlines=outlines, compare=compare)
        self._free = threading.BoundedSemaphore(workers)
        self._idle: list[_Worker] = []
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def extract(self, path: Path, *, told: Told | None = None) -> ExtractedDocument:
        """Read one file. Raises `UnreadableDocument` or a class below it, with the reason and what to do.

        `told` is called now and then with the page that was read, and before each page that is recognised.
        """
        check_file(path, limits=self._limits)
        with self._free:
            answer = self._answer(path, told)
        try:
            return load(answer)
        except ValueError as exc:
            raise UnreadableDocument("its reader failed on it", subject=path.name, remedy=_SAVE_AGAIN) from exc

    def _answer(self, path: Path, told: Told | None) -> bytes:
        with self._lock:
            worker = self._idle.pop() if self._idle else None
        worker = worker or _Worker(self._command)
        kept = False
        try:
            answer = worker.read(path, self._ask(path.absolute()), self._limits, self._ocr.most_pages, told)
            kept = worker.documents < _DOCUMENTS_A_WORKER
        finally:
            if not kept:
                worker.end()
        if kept:
            with self._lock:
                self._idle.append(worker)
        return answer

    def close(self) -> None:
        """End the processes."""
        with self._lock:
            workers, self._idle = self._idle, []
        for worker in workers:
            worker.end()


def check_file(path: Path, *, limits: ExtractLimits) -> None:
    """Raise when the file can't be opened, isn't a file, is empty or is larger than a document may be."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            kind = "a folder" if stat.S_ISDIR(status.st_mode) else "not a file"
            raise WrongKind(f"it is {kind}", subject=path.name, remedy="name a document")
        with path.open("rb"):
            pass
    except PermissionError as exc:
        raise UnreadableDocument("it may not be read by this user", subject=path.name, remedy="change its permissions") from exc
    except FileNotFoundError as exc:
        raise UnreadableDocument("it is not there", subject=path.name, remedy="check its name") from exc
    except OSError as exc:
        told = f"it can't be opened ({exc.strerror or type(exc).__name__})"
        raise UnreadableDocument(told, subject=path.name, remedy="check the disk or the share that it is on") from exc
    if not status.st_size:
        raise EmptyDocument("the file is empty", subject=path.name, remedy="copy it again from where it came")
    if status.st_size > limits.file_bytes:
        told = f"it has {status.st_size // MIB} MiB, and {limits.file_bytes // MIB} MiB are allowed"
        raise OverLimit(told, subject=path.name, remedy="split it, or allow more")


def _take_notices(answer: bytearray) -> list[Notice]:
    """The notices in the whole lines at the beginning of an answer; these lines are taken off."""
    notices = []
    while (end := answer.find(b"\n") + 1) and (notice := load_notice(bytes(answer[:end]))) is not None:
        del answer[:end]
        notices.append(notice)
    return notices


class _Deadline:
    """When a document's time is over, by the clock of `time.monotonic`.

    It begins anew with each page that is recognised, up to a number of them, and with every so many that were read, however many
    times over.
    """

    def __init__(self, limits: ExtractLimits, most_recognised: int) -> None:
        self._limits = limits
        self._recognisable = most_recognised
        self._turns = limits.most_turns
        self._read = self._number = 0
        self._begin()

    @property
    def left_s(self) -> float:
        return max(0.0, self._at - time.monotonic())

    def hear(self, notice: Notice) -> None:
        """Count what the process says that it is at."""
        if notice.doing == "recognising" and self._recognisable:
            self._recognisable -= 1
            self._begin()
        elif notice.doing == "reading":
            # A number that doesn't rise begins another pass over the document.
            self._read += notice.number - (self._number if notice.number > self._number else 0)
            self._number = notice.number
            if self._read >= self._limits.turn_pages and self._turns:
                self._turns -= 1
                self._read %= self._limits.turn_pages
                self._begin()

    def _begin(self) -> None:
        self._at = time.monotonic() + self._limits.seconds


class _Worker:
    """One reading process and the pipes to it."""

    def __init__(self, command: Sequence[str]) -> None:
        self.documents = 0
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 (closed in `end`)
        self._scratch = tempfile.TemporaryDirectory(prefix="dalil-")
        paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH", "")])]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "TMPDIR": self._scratch.name},
            start_new_session=True,
        )

    def read(self, path: Path, request: bytes, limits: ExtractLimits, most_recognised: int, told: Told | None) -> bytes:
        """The process's answer to the request for one document. Raises `OverLimit` or `UnreadableDocument` when it gives none.

        At most `most_recognised` pages are given time of their own to be recognised.
        """
        self.documents += 1
        process = self._process
        assert process.stdin is not None and process.stdout is not None
        try:
            process.stdin.write(request)
            process.stdin.flush()
        except BrokenPipeError:
            raise self._death(path, limits) from None
        most = 6 * limits.output_chars + 16 * MIB
        deadline = _Deadline(limits, most_recognised)
        answer = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            while not answer.endswith(b"\n"):
                if not selector.select(deadline.left_s):
                    late = f"reading it takes longer than the {limits.seconds:g} s that a document may have"
                    raise OverLimit(late, subject=path.name, remedy="split it, or allow more time")
                piece = os.read(process.stdout.fileno(), _READ_BYTES)
                if not piece:
                    raise self._death(path, limits)
                answer += piece
                for notice in _take_notices(answer):
                    deadline.hear(notice)
                    if told is not None:
                        told(notice)
                if len(answer) > most:
                    raise OverLimit("it holds more text than a document may have", subject=path.name, remedy="split it")
        return bytes(answer)

    def end(self) -> None:
        """End the process at once and free its pipes."""
        process = self._process
        with suppress(ProcessLookupError):  # with it goes whatever it has started itself
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue
        self._said.close()
        self._scratch.cleanup()

    def _death(self, path: Path, limits: ExtractLimits) -> UnreadableDocument:
        """Why the process died while it read this document."""
        code = self._process.wait()
        self._said.seek(max(0, self._said.tell() - 8192))
        said = self._said.read()
        if code == -signal.SIGKILL or any(words in said for words in _OUT_OF_MEMORY):
            told = f"reading it takes more than the {limits.memory_bytes // MIB} MiB of memory that a document may have"
            return OverLimit(told, subject=path.name, remedy="split it, or allow more memory")
        if code == -signal.SIGALRM:
            return OverLimit("reading it takes longer than a document may have", subject=path.name, remedy="split it")
        return UnreadableDocument("its reader crashed on it", subject=path.name, remedy=_SAVE_AGAIN)
