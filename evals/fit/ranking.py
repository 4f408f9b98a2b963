"""Fits the choice of sentences: `python -m evals.fit.ranking --data FOLDER` writes `assistant/answering/tables/ranking.npz`.

FOLDER holds xquad-dev.ar.json, xquad-dev.en.json and arcd-dev.json; the `tune` half of the gold set is asked of the library that
is served. What is printed: how often the sentence ranked first, or one of the first two, holds the answer, with weights that
never saw its article (cross-validation over articles, whose translations stay together) and with the weights that are shipped.
"""

import argparse
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from api.settings import Settings
from assistant.answering.reader import ReaderWeights
from evals.fit.learning import Recipe, learn, score
from evals.fit.reading import Case, askings, case_of

FOLDS = 6
TABLE = Path("assistant/answering/tables/ranking.npz")


def cases_of(settings: Settings, data: Path) -> list[Case]:
    """The cases of all judged questions that may be learned from."""
    shared: dict[tuple[str, int], NDArray[np.float32]] = {}
    found = (case_of(asking, shared) for asking in askings(settings, data))
    return [case for case in found if case is not None]


def fold_of(group: str) -> int:
    """The fold that a group is in, 0 to FOLDS - 1, the same in every run."""
    return zlib.crc32(group.encode()) % FOLDS


def cross_validated(cases: Sequence[Case], recipe: Recipe) -> Iterator[tuple[Case, NDArray[np.float32]]]:
    """Each case with the scores that weights give it which were learned without its group."""
    for fold in range(FOLDS):
        weights = learn([case for case in cases if fold_of(case.group) != fold], recipe, say=lambda line: None)
        yield from ((case, score(weights, case)) for case in cases if fold_of(case.group) == fold)


def hits(scored: Sequence[tuple[Case, NDArray[np.float32]]]) -> Mapping[str, tuple[float, float, float, float]]:
    """For each data set how often the first and the first two sentences hold the answer: anywhere, and in the right document."""
    found: dict[str, list[tuple[float, float, float, float]]] = {}
    for case, scores in scored:
        best = np.argsort(-scores, kind="stable")[:2]
        told, right = case.told[best], case.right[best]
        found.setdefault(case.dataset, []).append((float(told[0]), float(told.any()), float(right[0]), float(right.any())))
    return {name: tuple(np.mean(rows, axis=0).tolist()) for name, rows in found.items()}


def save(weights: ReaderWeights, target: Path) -> None:
    """Write the weights: matrices in 16 bits, for nothing depends on more."""
    arrays = {field.name: getattr(weights, field.name) for field in fields(weights)}
    np.savez(target, **{name: array.astype(np.float16) if array.ndim > 1 else array for name, array in arrays.items()})


def main() -> None:
    """Read, cross-validate, learn from everything, and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the public data")
    parser.add_argument("--target", type=Path, default=TABLE)
    given = parser.parse_args()
    recipe = Recipe()
    cases = cases_of(Settings.load(), given.data)
    unseen = hits(list(cross_validated(cases, recipe)))
    weights = learn(cases, recipe, say=print)
    seen = hits([(case, score(weights, case)) for case in cases])
    print(f"{'':24} told in the first, the first two; the same in the right document")
    for name in unseen:
        print(f"{name:24} unseen {_shown(unseen[name])}   seen {_shown(seen[name])}")
    save(weights, given.target)


def _shown(values: Sequence[float]) -> str:
    return " ".join(f"{value:.3f}" for value in values)


if __name__ == "__main__":
    main()
