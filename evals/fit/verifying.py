"""Fits what the soft checks of the verifier weigh: `python -m evals.fit.verifying` writes
`assistant/verification/tables/weights.json`.

The pairs are those of `evals.verifying` that aren't held out, and further ones on other topics (`verifier-further.jsonl`).
The rules were mended until they fitted the former, whose findings are therefore surer than on text that they weren't made for,
and which count less. Parts of the evidence as they stand count as supported sentences, since most of what is written copies. What
is printed comes from weights that never saw a pair's topic. Needs scikit-learn, which `make test` brings.
"""

import argparse
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.verification.verifier import CHECKS
from assistant.verification.weighing import SIGNALS, SOFT, signals_of
from evals.fit.ranking import FOLDS, fold_of
from evals.verifying.pairs import FURTHER, GOLD, Pair, load

TABLE = Path("assistant/verification/tables/weights.json")
_COUNTS = {"gold": 0.3, "further": 1.0}
_COPIED = 0.5
"""How much a copied part counts beside a pair of the same set."""
_INVERSE_REGULARISATION = 0.1
_ENOUGH = 0.6
"""The support from which a sentence passes; chosen by what is withheld of topics that weren't seen."""
_LEADS = {"ar": ("بحسب الوثيقة، {}", "نعم، {}", "{} ."), "en": ("According to the guide, {}", "Yes, {}", "{} .")}
_LEAST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Case:
    """A pair that no decisive check fails, as it is weighed, and the part that it is of: `gold`, `further` or `copied`."""

    part: str
    topic: str
    supported: bool
    counts: float
    found: bool
    signals: tuple[float, ...]


def cases() -> Iterator[Case]:
    """Every pair that may be learned from."""
    for name, file in (("gold", GOLD), ("further", FURTHER)):
        pairs = [pair for pair in load(file) if name == "further" or not pair.held_out]
        written = ((pair, name, 1.0) for pair in pairs)
        for pair, part, counts in [*written, *((pair, "copied", _COPIED) for pair in copied(pairs))]:
            if (case := case_of(pair, part, counts=counts * _COUNTS[name])) is not None:
                yield case


def copied(pairs: Sequence[Pair]) -> Iterator[Pair]:
    """The sentences of each evidence once, as they stand but for what leads in to them."""
    texts = dict.fromkeys((pair.topic, pair.evidence) for pair in pairs)
    for topic, evidence in texts:
        for quotation in evidence:
            for n, sentence in enumerate(re.split(r"(?<=[.!?؟])\s+", quotation)):
                if len(sentence.split()) >= _LEAST_WORDS:
                    leads = _LEADS["ar" if re.search("[\u0621-\u064a]", sentence) else "en"]
                    text = leads[n % len(leads)].format(sentence.rstrip("."))
                    yield Pair(text, evidence, True, "copied", topic, held_out=False)


def case_of(pair: Pair, part: str, *, counts: float = 1.0) -> Case | None:
    """A pair as it is weighed; None where a decisive check fails it."""
    failed = [check(pair.sentence, "\n".join(pair.evidence)).failed for check in CHECKS]
    found = frozenset(name for name in failed if name)
    if found - set(SOFT):
        return None
    return Case(part, pair.topic, pair.supported, counts, bool(found), signals_of(pair.sentence, pair.evidence, found))


def fit(cases: Sequence[Case]) -> dict[str, Any]:
    """The intercept, the weight of each signal, and the support from which a sentence passes."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    rows = np.array([case.signals for case in cases])
    scaler = StandardScaler().fit(rows)
    model = LogisticRegression(C=_INVERSE_REGULARISATION, max_iter=3000)
    model.fit(scaler.transform(rows), [case.supported for case in cases], sample_weight=[case.counts for case in cases])
    weights = model.coef_[0] / scaler.scale_
    return {
        "intercept": round(float(model.intercept_[0] - weights @ scaler.mean_), 4),
        "weights": {signal: round(float(weight), 4) for signal, weight in zip(SIGNALS, weights, strict=True)},
        "threshold": _ENOUGH,
    }


def cross_validated(cases: Sequence[Case]) -> NDArray[np.float64]:
    """The support of each case by weights that were fitted without its topic."""
    folds = np.array([fold_of(case.topic) for case in cases])
    support = np.zeros(len(cases))
    for fold in range(FOLDS):
        model = fit([case for case, held in zip(cases, folds, strict=True) if held != fold])
        weights = np.array([model["weights"][signal] for signal in SIGNALS])
        rows = np.array([case.signals for case in cases])[folds == fold]
        support[folds == fold] = 1.0 / (1.0 + np.exp(-(rows @ weights + model["intercept"])))
    return support


def report(cases: Sequence[Case]) -> Iterator[str]:
    """A line for each part: what is withheld for a soft finding on unseen topics, and what would be if every finding withheld
    its sentence. What a decisive check fails is no case and isn't counted.
    """
    found = np.array([case.found for case in cases])
    held = (cross_validated(cases) < _ENOUGH) & found
    right, parts = (np.array([getattr(case, name) for case in cases]) for name in ("supported", "part"))
    for part in dict.fromkeys(parts):
        changed, kept = (parts == part) & ~right, (parts == part) & right
        said = (
            f"{name} withheld {held[which].mean():.3f} of {which.sum()} (every finding: {found[which].mean():.3f})"
            for name, which in (("changes", changed), ("supported sentences", kept))
            if which.any()
        )
        yield f"{part:8} {'   '.join(said)}"


def main() -> None:
    """Read, cross-validate, fit on everything, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--target", type=Path, default=TABLE)
    given = parser.parse_args()
    known = list(cases())
    print(*report(known), sep="\n")
    given.target.write_text(json.dumps(fit(known), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
