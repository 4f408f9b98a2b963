"""`python -m evals.bench`: measures, prints figures with their peers, writes JSON of a stable form and adds to the trend file."""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from api.settings import Settings
from corpus.errors import DalilError
from corpus.home import now
from evals.about import load, machine, versions
from evals.bench import embedding, first_text, library, peer, trend, unchanged, xquad
from evals.bench.command import warm_model
from evals.bench.model import SCHEMA, Bench, Figure
from evals.report.terminal import aligned

CASES: dict[str, Callable[[Bench], Iterator[Figure]]] = {
    "library": library.measure,
    "unchanged": unchanged.measure,
    "embedding": embedding.measure,
    "first_text": first_text.measure,
    "xquad": xquad.measure,
    "peer": peer.measure,
}

_BUSY = 0.7


def main(arguments: list[str]) -> int:
    """Run the cases; exit 1 when one failed (a figure that falls short is told, and is no failure)."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench", description="Load and speed, beside peers in the same run.")
    parser.add_argument("--only", action="append", choices=sorted(CASES), help="run this case alone (may be repeated)")
    parser.add_argument("--data", type=Path, help="the folder with xquad-dev.ar.json and xquad-dev.en.json")
    parser.add_argument("--passages", type=int, default=100_000, help="how many passages the comparison with the peer has")
    parser.add_argument("--output", type=Path, help="where the JSON is written; by default in the home")
    given = parser.parse_args(arguments)
    settings = Settings.load()
    kept = settings.library().root / "evals" / "bench"
    with tempfile.TemporaryDirectory(prefix="dalil-bench-") as folder:
        work = settings.model_copy(
            update={"home": Path(folder) / "home", "models": settings.embed_options().models_dir, "folders": ()}
        )
        bench = Bench(settings=work, folder=Path(folder), data=xquad.data_folder(given.data), passages=given.passages)
        warm_model(settings)
        busy = load()
        figures, left_out = run(bench, given.only or list(CASES))
    told = record(figures, left_out, busy)
    before = trend.last(kept / "trend.jsonl", told["machine"])
    print(table(figures, left_out, before))
    output = given.output or kept / "latest.json"
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    trend.append(kept / "trend.jsonl", told["at"], told["machine"], {figure.name: figure.value for figure in figures})
    if busy > _BUSY:
        print(f"the machine was busy with other work ({busy:.1f} processes a core): the times are too long", file=sys.stderr)
    print(f"written: {output}", file=sys.stderr)
    return int(any(not reason.startswith("left out") for reason in left_out.values()))


def run(bench: Bench, names: list[str]) -> tuple[list[Figure], dict[str, str]]:
    """The figures of these cases, and why a case gave none."""
    figures: list[Figure] = []
    left_out: dict[str, str] = {}
    for name in names:
        print(f"{name} ...", file=sys.stderr, flush=True)
        try:
            figures += CASES[name](bench)
        except DalilError as exc:
            left_out[name] = f"{'left out' if exc.remedy else 'failed'}: {exc}"
    return figures, left_out


def record(figures: list[Figure], left_out: dict[str, str], busy: float) -> dict[str, Any]:
    """The JSON that is written: `{schema, at, machine, load, versions, figures: [..], left_out}`."""
    return {
        "schema": SCHEMA,
        "at": now(),
        "machine": machine(),
        "load": busy,
        "versions": versions(),
        "figures": [asdict(figure) | {"holds": figure.holds} for figure in figures],
        "left_out": left_out,
    }


def table(figures: list[Figure], left_out: dict[str, str], before: dict[str, float]) -> str:
    """Figures for a person: value, what is wanted, the peer and the ratio, and what became of it."""
    rows = [["figure", "value", "wanted", "", "peer", "ratio", "since last time", ""]]
    for figure in figures:
        wanted = "" if figure.wanted is None else f"{figure.side} {figure.wanted:g} {figure.unit}".strip()
        holds = {None: "", True: "holds", False: "SHORT"}[figure.holds]
        peer_value = "" if figure.peer_value is None else f"{figure.peer}: {figure.peer_value:.3g} {figure.unit}".strip()
        ratio = "" if figure.ratio is None else f"{figure.ratio:.1f}x"
        since = trend.change(before.get(figure.name), figure.value, smaller_is_better=figure.side == "at most")
        rows.append([figure.name, f"{figure.value:.3g} {figure.unit}", wanted, holds, peer_value, ratio, since, figure.what])
    return "\n".join([aligned(rows), *(f"{name} {reason}" for name, reason in left_out.items())])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
