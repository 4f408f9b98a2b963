"""`python -m evals.bench.large --laws FILE`: how finding grows with the library, from ten thousand passages to a million.

The passages are cut from the laws in a `.tar.gz` of Markdown and, beyond those, mixed of their sentences; their vectors are
synthetic, so that the times are those of finding by words and vectors, without the question's own vector and without late
interaction. Also: a library in ten parts asked through three of them, indexing speed, and the memory of a process that answers.
Prints a table, and writes `large.json` and a plot `large.png`.
"""

import argparse
import json
import multiprocessing
import re
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from multiprocessing.queues import SimpleQueue
from pathlib import Path

import numpy as np

from assistant.assistant import Assistant
from assistant.model import Asker
from assistant.options import AskOptions
from corpus.home import Home
from corpus.progress import Progress
from evals.about import load, machine
from evals.bench.synthetic import SyntheticEmbedder
from evals.report.terminal import aligned

_SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
_PARTS = 10
_ASKED_PARTS = 3
_WORDS = 60
_PER_FILE = 500
_QUESTIONS = 100
_DEPTH = 10
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_SENTENCE_END = re.compile(r"(?<=[.؟!:])\s+|\n+")


@dataclass(frozen=True, slots=True)
class Point:
    """One library: how many passages in how many parts, seconds to index it, how long finding takes (ms), and memory (MiB)."""

    passages: int
    parts: int
    asked_parts: int
    index_s: float
    p50_ms: float
    p95_ms: float
    pss_mib: float


def main(arguments: list[str]) -> int:
    """Measure every size and write what came of it."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.large", description=__doc__)
    parser.add_argument("--laws", type=Path, required=True, help="a .tar.gz of Markdown files")
    parser.add_argument("--sizes", type=lambda text: tuple(map(int, text.split(","))), default=_SIZES, help="with commas between")
    parser.add_argument("--output", type=Path, default=Path("."), help="the folder for large.json and large.png")
    given = parser.parse_args(arguments)
    sentences = list(sentences_of(given.laws))
    points = [measured(sentences, size, 1) for size in given.sizes]
    points.append(measured(sentences, min(100_000, max(given.sizes)), _PARTS))
    print(table(points))
    given.output.mkdir(parents=True, exist_ok=True)
    told = {"schema": 1, "machine": machine(), "load": load(), "points": [asdict(point) for point in points]}
    (given.output / "large.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    plot(points, given.output / "large.png")
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


def measured(sentences: Sequence[str], size: int, parts: int) -> Point:
    """Index `size` passages in `parts` parts, and ask in a process of its own."""
    from ingest.options import SyncOptions
    from ingest.sync import sync

    print(f"{size} passages in {parts} parts ...", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory(prefix="dalil-large-") as place:
        folder, home = Path(place) / "laws", Home(Path(place) / "home")
        _write(folder, passages_of(sentences, size), parts)
        started = time.perf_counter()
        sync(home, [], SyntheticEmbedder(), options=SyncOptions(folders=(folder,), keep_originals=False), progress=Progress())
        index_s = time.perf_counter() - started
        random = np.random.default_rng(2)
        questions = [" ".join(sentences[int(at)].split()[:6]) for at in random.integers(0, len(sentences), _QUESTIONS)]
        asked = min(parts, _ASKED_PARTS)
        groups = frozenset(f"group-{n}" for n in range(asked)) if parts > 1 else None
        context = multiprocessing.get_context("spawn")
        answers: SimpleQueue[tuple[list[float], float]] = context.SimpleQueue()
        process = context.Process(target=_ask, args=(home, questions, groups, answers))
        process.start()
        times, pss = answers.get()
        process.join()
    return Point(size, parts, asked, index_s, float(np.percentile(times, 50)), float(np.percentile(times, 95)), pss)


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


def _ask(
    home: Home, questions: Sequence[str], groups: frozenset[str] | None, answers: "SimpleQueue[tuple[list[float], float]]"
) -> None:
    """Ask every question twice, and give the times of the second round and the memory of this process."""
    assistant = Assistant(home, SyntheticEmbedder(), options=AskOptions(), long_lived=True)
    times: list[float] = []
    for question in questions:
        assistant.search(question, k=_DEPTH, asker=Asker(groups))
    for question in questions:
        started = time.perf_counter()
        assistant.search(question, k=_DEPTH, asker=Asker(groups))
        times.append((time.perf_counter() - started) * 1000)
    answers.put((times, _pss_mib()))
    assistant.close()


def _pss_mib() -> float:
    """The proportional set size of this process, as Linux counts it; 0 where it doesn't say."""
    rollup = Path("/proc/self/smaps_rollup")
    found = re.search(r"^Pss:\s+(\d+) kB", rollup.read_text(), re.MULTILINE) if rollup.is_file() else None
    return int(found[1]) / 1024 if found else 0.0


def table(points: Sequence[Point]) -> str:
    """The points for a person, each beside the smallest of them."""
    rows = [["passages", "parts", "asked", "p50 ms", "p95 ms", "growth", "indexed /s", "memory MiB"]]
    first = points[0]
    for point in points:
        rows.append([
            f"{point.passages}", f"{point.parts}", f"{point.asked_parts}", f"{point.p50_ms:.1f}", f"{point.p95_ms:.1f}",
            f"{point.p50_ms / first.p50_ms:.1f}x", f"{point.passages / point.index_s:.0f}", f"{point.pss_mib:.0f}",
        ])  # fmt: skip
    return aligned(rows)


def plot(points: Sequence[Point], path: Path) -> None:
    """Median and 95th percentile against the number of passages; labels in both languages."""
    import arabic_reshaper
    import matplotlib
    from bidi.algorithm import get_display

    matplotlib.use("Agg")
    from matplotlib import pyplot

    def both(english: str, arabic: str) -> str:
        return f"{english}\n{get_display(arabic_reshaper.reshape(arabic))}"

    one = [point for point in points if point.parts == 1]
    figure, axes = pyplot.subplots(figsize=(7, 4.5))
    sizes = [point.passages for point in one]
    axes.plot(sizes, [point.p50_ms for point in one], "o-", label=both("median", "الوسيط"))
    axes.plot(sizes, [point.p95_ms for point in one], "s--", label=both("95th percentile", "المئين 95"))
    axes.set_xscale("log")
    axes.set_ylim(bottom=0)
    axes.set_xlabel(both("passages", "عدد المقاطع"))
    axes.set_ylabel(both("milliseconds to find", "مدة البحث بالمللي ثانية"))
    axes.grid(alpha=0.3)
    axes.legend()
    figure.tight_layout()
    figure.savefig(path, dpi=110)
    pyplot.close(figure)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
