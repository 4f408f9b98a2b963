"""`python -m evals.judging [--fit]`: the figures of docs/benchmarks.md for the judge, from the labelled answers.

`--fit` fits the weights on the steps that aren't held out and writes them into `assistant/onboarding/tables/judging.json`.
"""

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from api.library import embedder_of
from api.settings import Settings
from assistant.onboarding.evidence import SIGNALS
from assistant.onboarding.judge import Judge, shipped_weights
from assistant.onboarding.model import Judgement
from corpus.terms.store import load_termbase
from evals.judging.fitting import Points, fit, names
from evals.judging.labelled import ROOT, Labelled, load
from evals.judging.measures import balanced_accuracy, weighted_kappa

TABLE = ROOT / "assistant" / "onboarding" / "tables" / "judging.json"


def main() -> None:
    """Measure, after fitting where that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m evals.judging", description=__doc__)
    parser.add_argument("--fit", action="store_true", help="fit the weights anew on the steps that aren't held out")
    parser.add_argument("--wrong", action="store_true", help="print the answers that are judged otherwise than labelled")
    arguments = parser.parse_args()
    answers = load()
    if arguments.fit:
        refit(_judge(), [one for one in answers if not one.held_out], TABLE)
        shipped_weights.cache_clear()
    judge = _judge()
    judged = [(one, judge.judge(one.step, one.text)) for one in answers]
    report(judged)
    if arguments.wrong:
        tell_wrong([pair for pair in judged if not pair[0].held_out])
    speed(_judge(), answers)


def _judge() -> Judge:
    settings = Settings.load()
    return Judge(embedder_of(settings), load_termbase(settings.library()))


def refit(judge: Judge, answers: Sequence[Labelled], table: Path) -> None:
    """Fit on these answers and write the weights."""
    rows = [(one, judge.evidence(one.step, one.text)) for one in answers]
    counted = [(one, evidence) for one, evidence in rows if any(any(point.signals) for point in evidence)]
    points = Points(
        np.array([point.signals for _, evidence in counted for point in evidence]),
        np.array([label for one, _ in counted for label in one.labels]),
        tuple(f"{one.path}/{one.step.id}" for one, _ in counted for _ in one.labels),
    )
    found = fit(points, shipped_weights())
    data = {
        "weights": names(SIGNALS, found.weights),
        "bias": found.weights.bias,
        "made_from": found.weights.made_from,
        "doubt_from": found.weights.doubt_from,
        "near_from": found.weights.near_from,
    }
    table.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    print(f"fitted on {len(points.labels)} points with a ridge of {found.ridge}")
    print(f"cross-validated balanced accuracy {found.cross_validated:.3f}")


def report(judged: Sequence[tuple[Labelled, Judgement]]) -> None:
    """One line for each part of the set."""
    parts = {
        "fitted steps": [pair for pair in judged if not pair[0].held_out],
        "held-out steps": [pair for pair in judged if pair[0].held_out],
        "held-out, Arabic": [pair for pair in judged if pair[0].held_out and pair[0].language == "ar"],
        "held-out, English": [pair for pair in judged if pair[0].held_out and pair[0].language == "en"],
    }
    print(f"{'part':<20} answers  points  balanced accuracy  weighted kappa")
    for name, pairs in parts.items():
        labels = [label for one, _ in pairs for label in one.labels]
        said = [point.outcome == "made" for _, judgement in pairs for point in judgement.points]
        share = [sum(one.labels) / len(one.labels) for one, _ in pairs]
        kappa = weighted_kappa(share, [judgement.score for _, judgement in pairs])
        print(f"{name:<20} {len(pairs):>7}  {len(labels):>6}  {balanced_accuracy(labels, said):>17.3f}  {kappa:>14.3f}")
    for kind in dict.fromkeys(one.kind for one, _ in judged):
        pairs = [pair for pair in judged if pair[0].kind == kind]
        right = [label == (p.outcome == "made") for one, j in pairs for label, p in zip(one.labels, j.points, strict=True)]
        credited = sum(any(point.outcome == "made" for point in judgement.points) for _, judgement in pairs)
        print(f"{kind:<18} {len(pairs):>3} answers, points judged as labelled {np.mean(right):.3f}, credited {credited}")
    told = [
        (point.id in one.contradicted, point.outcome == "contradicted") for one, j in judged if one.held_out for point in j.points
    ]
    found = sum(said for label, said in told if label) / max(sum(label for label, _ in told), 1)
    false = sum(said for label, said in told if not label) / max(sum(not label for label, _ in told), 1)
    print(f"contradictions told, held out: {found:.2f} of those there are, {false:.3f} of the other points")


def tell_wrong(judged: Sequence[tuple[Labelled, Judgement]]) -> None:
    """Each point that is judged otherwise than labelled."""
    for one, judgement in judged:
        for label, point in zip(one.labels, judgement.points, strict=True):
            if label != (point.outcome == "made"):
                print(f"{one.step.id}/{point.id} {one.kind} labelled {label}, {point.outcome} {point.sure:.2f}: {one.text}")


def speed(judge: Judge, answers: Sequence[Labelled]) -> None:
    """How long one answer takes, its step's references known and its own words new."""
    for one in answers:
        judge.evidence(one.step, "x y z")
    took = []
    for one in answers:
        begun = time.perf_counter()
        judge.judge(one.step, one.text)
        took.append((time.perf_counter() - begun) * 1000)
    print(f"one answer: p50 {np.percentile(took, 50):.0f} ms, p95 {np.percentile(took, 95):.0f} ms, longest {max(took):.0f} ms")


if __name__ == "__main__":
    main()
