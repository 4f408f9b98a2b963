"""`python -m evals.bench.large --laws FILE`: how finding grows with the library, from ten thousand passages to a million.

The passages are cut from the laws in a `.tar.gz` of Markdown and, beyond those, mixed of their sentences; their vectors are
synthetic, so that the times are those of finding by words and vectors, without late interaction. The question's own vector, by
the default model, is timed apart. Also: a library in ten parts asked through three of them, indexing speed, and the memory of a
process that answers. Prints a table, and writes `large.json` after each size and a plot `large.svg`; a million passages take some
12 GB of disk and an hour or two. Processor time stands beside the clock's, since it depends less on what else a machine does.
"""

import argparse
import json
import multiprocessing
import re
import resource
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from multiprocessing.queues import SimpleQueue
from pathlib import Path

import numpy as np

from api.library import embedder_of
from api.settings import Settings
from assistant.assistant import Assistant
from assistant.model import Asker
from assistant.options import AskOptions
from corpus.home import Home
from corpus.progress import Progress
from corpus.text.analyser import terms
from evals.about import load, machine
from evals.bench.synthetic import SyntheticEmbedder
from evals.report.plots import label
from evals.report.terminal import aligned

_SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
_PARTS = 10
_ASKED_PARTS = 3
_WORDS = 60
_PER_FILE = 500
_QUESTIONS = 100
_QUESTION_WORDS = 6
_DEPTH = 10
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_SENTENCE_END = re.compile(r"(?<=[.؟!:])\s+|\n+")


@dataclass(frozen=True, slots=True)
class Point:
    """One library: how many passages in how many parts, seconds to index it, how long finding takes (ms), and memory (MiB).

    `cpu` is processor time of all threads, and in indexing of all processes; `vector_ms` is the question's own vector alone.
    """

    passages: int
    parts: int
    asked_parts: int
    index_s: float
    index_cpu_s: float
    p50_ms: float
    p95_ms: float
    cpu_p50_ms: float
    cpu_p95_ms: float
    vector_ms: float
    pss_mib: float


@dataclass(frozen=True, slots=True)
class Asked:
    """What a process that answers measured: ms of each question by the clock and by the processor, ms of each question's own
    vector, and its proportional set size in MiB.
    """

    clock_ms: tuple[float, ...]
    cpu_ms: tuple[float, ...]
    vector_ms: tuple[float, ...]
    pss_mib: float


def main(arguments: list[str]) -> int:
    """Measure every size and write what came of it."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.large", description=__doc__)
    parser.add_argument("--laws", type=Path, required=True, help="a .tar.gz of Markdown files")
    parser.add_argument("--sizes", type=lambda text: tuple(map(int, text.split(","))), default=_SIZES, help="with commas between")
    parser.add_argument("--questions", type=int, default=_QUESTIONS, help="how many are asked of each library")
    parser.add_argument("--output", type=Path, default=Path("."), help="the folder for large.json and large.svg")
    given = parser.parse_args(arguments)
    given.output.mkdir(parents=True, exist_ok=True)
    sentences = list(sentences_of(given.laws))
    points: list[Point] = []
    for size, parts in [*((size, 1) for size in given.sizes), (min(100_000, max(given.sizes)), _PARTS)]:
        points.append(measured(sentences, size, parts, questions=given.questions))
        told = {"schema": 2, "machine": machine(), "load": load(), "points": [asdict(point) for point in points]}
        (given.output / "large.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    print(table(points))
    plot(points, given.output / "large.svg")
    return 0


def sentences_of(laws: Path) -> Iterator[str]:
    """The sentences of every law, without front matter and Markdown's signs."""
    with tarfile.open(laws) as archive:
        for entry in archive:
            opened = archive.extractfile(entry) if entry.name.endswith(".md") else None
            if opened is not None:
                text = _FRONT_MATTER.sub("", opened.read().decode("utf-8", "replace"))
                for sentence in _SENTENCE_END.split(text):
                    plain = " ".join(sentence.replace("#", " ").replace("*", " ").replace("|", " ").split())
                    if len(plain) > 20:
                        yield plain


def passages_of(sentences: Sequence[str], count: int) -> Iterator[str]:
    """So many passages of about sixty words: the laws in their order, then mixtures of their sentences."""
    random = np.random.default_rng(1)
    order = np.arange(len(sentences))
    made = 0
    while made < count:
        words: list[str] = []
        for at in order:
            words += sentences[int(at)].split()
            if len(words) >= _WORDS:
                yield " ".join(words[: 2 * _WORDS])
                words = []
                made += 1
                if made == count:
                    return
        order = random.permutation(len(sentences))


def measured(sentences: Sequence[str], size: int, parts: int, *, questions: int) -> Point:
    """Index `size` passages in `parts` parts, and ask in a process of its own."""
    from ingest.options import SyncOptions
    from ingest.sync import sync

    print(f"{size} passages in {parts} parts ...", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory(prefix="dalil-large-") as place:
        folder, home = Path(place) / "laws", Home(Path(place) / "home")
        _write(folder, passages_of(sentences, size), parts)
        options = SyncOptions(folders=(folder,), keep_originals=False, words_first=sys.maxsize)
        started, cpu = time.perf_counter(), _cpu_s()
        sync(home, [], SyntheticEmbedder(), options=options, progress=Progress())
        index_s, index_cpu_s = time.perf_counter() - started, _cpu_s() - cpu
        asked_parts = min(parts, _ASKED_PARTS)
        groups = frozenset(f"group-{n}" for n in range(asked_parts)) if parts > 1 else None
        found = asked(home, questions_of(sentences, questions), groups)
    return point(found, passages=size, parts=parts, asked_parts=asked_parts, index_s=index_s, index_cpu_s=index_cpu_s)


def point(found: Asked, *, passages: int, parts: int, asked_parts: int, index_s: float, index_cpu_s: float) -> Point:
    """What was measured of one library, brought together."""
    p50_ms, p95_ms = np.percentile(found.clock_ms, (50, 95)).tolist()
    cpu_p50_ms, cpu_p95_ms = np.percentile(found.cpu_ms, (50, 95)).tolist()
    return Point(
        passages=passages, parts=parts, asked_parts=asked_parts, index_s=index_s, index_cpu_s=index_cpu_s, p50_ms=p50_ms,
        p95_ms=p95_ms, cpu_p50_ms=cpu_p50_ms, cpu_p95_ms=cpu_p95_ms, vector_ms=float(np.median(found.vector_ms)),
        pss_mib=found.pss_mib,
    )  # fmt: skip


def questions_of(sentences: Sequence[str], count: int) -> list[str]:
    """The first six words of sentences drawn by chance."""
    random = np.random.default_rng(2)
    worded = [sentence for sentence in sentences if len(terms(sentence[:200])) >= _QUESTION_WORDS]
    return [" ".join(worded[int(at)].split()[:_QUESTION_WORDS]) for at in random.integers(0, len(worded), count)]


def _cpu_s() -> float:
    """Processor time of this process and of the children that ended."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _write(folder: Path, passages: Iterator[str], parts: int) -> None:
    """Markdown files of five hundred passages under a heading each, in a folder for each part with its audience."""
    for n, chunk in enumerate(_chunks(passages)):
        part = folder / f"part-{n % parts}"
        if not part.is_dir():
            part.mkdir(parents=True)
            (part / ".audience").write_text(f"group-{n % parts}\n" if parts > 1 else "public\n", encoding="utf-8")
        text = "\n\n".join(f"# باب {n}-{at}\n\n{passage}" for at, passage in enumerate(chunk))
        (part / f"laws-{n:05d}.md").write_text(text, encoding="utf-8")


def _chunks(passages: Iterator[str]) -> Iterator[list[str]]:
    chunk: list[str] = []
    for passage in passages:
        chunk.append(passage)
        if len(chunk) == _PER_FILE:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def asked(home: Home, questions: Sequence[str], groups: frozenset[str] | None) -> Asked:
    """Ask a library in a process of its own, which holds the default model, too."""
    context = multiprocessing.get_context("spawn")
    answers: SimpleQueue[Asked] = context.SimpleQueue()
    process = context.Process(target=_ask, args=(home, questions, groups, answers))
    process.start()
    found = answers.get()
    process.join()
    return found


def _ask(home: Home, questions: Sequence[str], groups: frozenset[str] | None, answers: "SimpleQueue[Asked]") -> None:
    """Ask every question twice, and give the times of the second round and the memory of this process."""
    model = embedder_of(Settings())
    assistant = Assistant(home, SyntheticEmbedder(), options=AskOptions(), long_lived=True)

    def find(question: str) -> None:
        assistant.search(question, k=_DEPTH, asker=Asker(groups))

    def encode(question: str) -> None:
        model.encode_queries([question])

    for question in questions:
        find(question)
        encode(question)
    found = [_timed(find, question) for question in questions]
    encoded = [_timed(encode, question) for question in questions]
    clock_ms, cpu_ms = zip(*found, strict=True)
    answers.put(Asked(clock_ms, cpu_ms, tuple(clock for clock, _ in encoded), _pss_mib()))
    assistant.close()


def _timed(do: Callable[[str], None], question: str) -> tuple[float, float]:
    """Milliseconds by the clock and by the processor."""
    started, cpu = time.perf_counter(), time.process_time()
    do(question)
    return (time.perf_counter() - started) * 1000, (time.process_time() - cpu) * 1000


def _pss_mib() -> float:
    """The proportional set size of this process, as Linux counts it; 0 where it doesn't say."""
    rollup = Path("/proc/self/smaps_rollup")
    found = re.search(r"^Pss:\s+(\d+) kB", rollup.read_text(), re.MULTILINE) if rollup.is_file() else None
    return int(found[1]) / 1024 if found else 0.0


def table(points: Sequence[Point]) -> str:
    """The points for a person: growth is that of processor time, of one part against the smallest library, of several parts
    against one of the same size.
    """
    columns = ["passages", "asked", "p50 ms", "p95 ms", "cpu p50", "cpu p95", "growth", "vector", "indexed /s", "/cpu s", "MiB"]
    rows = [columns]
    for one in points:
        alike = (other for other in points if other.parts == 1 and (one.parts == 1 or other.passages == one.passages))
        growth = one.cpu_p50_ms / next(alike, one).cpu_p50_ms
        rows.append([
            f"{one.passages}", f"{one.asked_parts} of {one.parts}", f"{one.p50_ms:.1f}", f"{one.p95_ms:.1f}",
            f"{one.cpu_p50_ms:.1f}", f"{one.cpu_p95_ms:.1f}", f"{growth:.1f}x", f"{one.vector_ms:.1f}",
            f"{one.passages / one.index_s:.0f}", f"{one.passages / one.index_cpu_s:.0f}", f"{one.pss_mib:.0f}",
        ])  # fmt: skip
    return aligned(rows)


def plot(points: Sequence[Point], path: Path) -> None:
    """Median and 95th percentile against the number of passages; labels in both languages."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    def both(english: str, arabic: str) -> str:
        return f"{english}\n{label(arabic, 'ar')}"

    one = [point for point in points if point.parts == 1]
    figure, axes = pyplot.subplots(figsize=(7, 4.5))
    sizes = [point.passages for point in one]
    axes.plot(sizes, [point.p50_ms for point in one], "o-", label=both("median", "الوسيط"))
    axes.plot(sizes, [point.p95_ms for point in one], "s--", label=both("95th percentile", "المئين 95"))
    axes.plot(sizes, [point.cpu_p50_ms for point in one], "^:", label=both("processor time, median", "زمن المعالج، الوسيط"))
    axes.set_xscale("log")
    axes.set_ylim(bottom=0)
    axes.set_xlabel(both("passages", "عدد المقاطع"))
    axes.set_ylabel(both("milliseconds to find", "مدة البحث بالمللي ثانية"))
    axes.grid(alpha=0.3)
    axes.legend()
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
