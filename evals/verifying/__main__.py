"""`python -m evals.verifying`: how many changes the verifier withholds, and how many supported sentences it wrongly withholds.

With `--pairs FILE` other pairs are measured: JSON lines of `sentence`, `evidence` (a text or several), `supported` and, where
there is one, `kind`. `--without-model` leaves the embedder out, `--wrong` prints what was judged otherwise than labelled.
"""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from api.library import embedder_of
from api.settings import Settings
from assistant.verification.base import Verdict
from assistant.verification.meaning import Meaning, meaning_of
from assistant.verification.verifier import verify
from evals.verifying.pairs import GOLD, Pair, load

Judged = tuple[Pair, Verdict]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m evals.verifying", description=__doc__)
    parser.add_argument("--pairs", type=Path, default=GOLD, help="other pairs than the shipped ones")
    parser.add_argument("--without-model", action="store_true", help="judge by words alone, without the embedder")
    parser.add_argument("--wrong", action="store_true", help="print what is judged wrongly, but for held-out pairs")
    arguments = parser.parse_args()
    meaning = None if arguments.without_model else meaning_of(embedder_of(Settings.load()))
    pairs = load(arguments.pairs)
    judged = judge(pairs, meaning)
    shipped = arguments.pairs == GOLD
    parts = {"tuned on": False, "held out": True} if shipped else {"all": None}
    for name, held_out in parts.items():
        report(name, [one for one in judged if held_out is None or one[0].held_out == held_out])
    if arguments.wrong:
        tell_wrong([one for one in judged if not (shipped and one[0].held_out)])
    speed(pairs, meaning)


def judge(pairs: Sequence[Pair], meaning: Meaning | None) -> list[Judged]:
    """Each pair with the verifier's verdict."""
    return [(pair, verify(pair.sentence, pair.evidence, meaning=meaning)) for pair in pairs]


def rates(judged: Sequence[Judged]) -> tuple[float, float]:
    """The share of changed sentences that are withheld, and of supported ones that are; 1 and 0 where there are none."""
    changed = [not verdict.passed for pair, verdict in judged if not pair.supported]
    supported = [not verdict.passed for pair, verdict in judged if pair.supported]
    return (float(np.mean(changed)) if changed else 1.0, float(np.mean(supported)) if supported else 0.0)


def report(name: str, judged: Sequence[Judged]) -> None:
    """One line for the whole, one for each kind and one for each pair of languages."""
    caught, alarms = rates(judged)
    print(f"{name}: {len(judged)} pairs, {caught:.3f} of changes withheld, {alarms:.3f} of supported sentences withheld")
    for kind in sorted({pair.kind for pair, _ in judged}):
        mine = [one for one in judged if one[0].kind == kind]
        right = np.mean([verdict.passed == pair.supported for pair, verdict in mine])
        print(f"  {kind:<12} {len(mine):>4}  judged as labelled {right:.3f}")
    for languages in sorted({pair.languages for pair, _ in judged}):
        mine = [one for one in judged if one[0].languages == languages]
        caught, alarms = rates(mine)
        print(f"  {languages:<12} {len(mine):>4}  withheld of changes {caught:.3f}, of supported {alarms:.3f}")


def tell_wrong(judged: Sequence[Judged]) -> None:
    """Each pair that is judged otherwise than labelled."""
    for pair, verdict in judged:
        if verdict.passed != pair.supported:
            print(f"{pair.kind} ({pair.topic}): {pair.sentence} | {' '.join(pair.evidence)} | {verdict.reason or 'passed'}")


def speed(pairs: Sequence[Pair], meaning: Meaning | None) -> None:
    """How long a sentence takes whose evidence was read before."""
    took = []
    for pair in pairs:
        verify(pair.evidence[0][:-1], pair.evidence, meaning=meaning)
        sentence = f"{pair.sentence} "
        begun = time.perf_counter()
        verify(sentence, pair.evidence, meaning=meaning)
        took.append((time.perf_counter() - begun) * 1000)
    print(f"one sentence: p50 {np.percentile(took, 50):.1f} ms, p95 {np.percentile(took, 95):.1f} ms")


if __name__ == "__main__":
    main()
