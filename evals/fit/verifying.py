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

from api.library import embedder_of
from api.settings import Settings
from assistant.verification.meaning import Meaning, meaning_of
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
    """A pair that no decisive check fails, as it is weighed without an embedder and with one."""

    topic: str
    supported: bool
    counts: float
    found: bool
    signals: dict[str, tuple[float, ...]]


def cases_of(meaning: Meaning) -> Iterator[Case]:
    """Every pair that may be learned from."""
    for name, file in (("gold", GOLD), ("further", FURTHER)):
        pairs = [pair for pair in load(file) if name == "further" or not pair.held_out]
        for pair, counts in [*((pair, 1.0) for pair in pairs), *((pair, _COPIED) for pair in copied(pairs))]:
            if (case := case_of(pair, meaning, counts=counts * _COUNTS[name])) is not None:
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


def case_of(pair: Pair, meaning: Meaning | None, *, counts: float = 1.0) -> Case | None:
    """A pair as it is weighed; None where a decisive check fails it."""
    failed = [check(pair.sentence, "\n".join(pair.evidence)).failed for check in CHECKS]
    found = frozenset(name for name in failed if name)
    if found - set(SOFT):
        return None
    seen = {"words": signals_of(pair.sentence, pair.evidence, found, meaning=None)}
    if meaning is not None:
        seen["meaning"] = signals_of(pair.sentence, pair.evidence, found, meaning=meaning)
    return Case(pair.topic, pair.supported, counts, bool(found), seen)


def fit(cases: Sequence[Case], name: str) -> dict[str, Any]:
    """The intercept and the weight of each signal, `words` or `meaning`."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    rows = np.array([case.signals[name] for case in cases])
    scaler = StandardScaler().fit(rows)
    model = LogisticRegression(C=_INVERSE_REGULARISATION, max_iter=3000)
    model.fit(scaler.transform(rows), [case.supported for case in cases], sample_weight=[case.counts for case in cases])
    weights = model.coef_[0] / scaler.scale_
    return {
        "intercept": round(float(model.intercept_[0] - weights @ scaler.mean_), 4),
        "weights": {signal: round(float(weight), 4) for signal, weight in zip(SIGNALS[name], weights, strict=True)},
        "threshold": _ENOUGH,
    }


def cross_validated(cases: Sequence[Case], name: str) -> NDArray[np.float64]:
    """The support of each case by weights that were fitted without its topic."""
    folds = np.array([fold_of(case.topic) for case in cases])
    support = np.zeros(len(cases))
    for fold in range(FOLDS):
        model = fit([case for case, held in zip(cases, folds, strict=True) if held != fold], name)
        weights = np.array([model["weights"][signal] for signal in SIGNALS[name]])
        rows = np.array([case.signals[name] for case in cases])[folds == fold]
        support[folds == fold] = 1.0 / (1.0 + np.exp(-(rows @ weights + model["intercept"])))
    return support


def report(cases: Sequence[Case], name: str) -> str:
    """What is withheld for a soft finding on unseen topics, and what would be if every finding withheld its sentence."""
    held = (cross_validated(cases, name) < _ENOUGH) & np.array([case.found for case in cases])
    found = np.array([case.found for case in cases])
    right = np.array([case.supported for case in cases])
    return (
        f"{name:8} changes withheld {held[~right].mean():.3f} (every finding: {found[~right].mean():.3f})   "
        f"supported sentences withheld {held[right].mean():.3f} ({found[right].mean():.3f})"
    )


def main() -> None:
    """Read, cross-validate, fit both on everything, and write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--target", type=Path, default=TABLE)
    given = parser.parse_args()
    meaning = meaning_of(embedder_of(Settings.load()))
    if meaning is None:
        parser.error("the embedder gives no token states")
    cases = list(cases_of(meaning))
    for name in SIGNALS:
        print(report(cases, name))
    models = {name: fit(cases, name) for name in SIGNALS}
    given.target.write_text(json.dumps(models, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
