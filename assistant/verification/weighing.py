"""What the soft checks find, weighed: a logistic model over their findings, how much is covered and how it is worded.

Names, denials, modality, scope and roles are read from unvowelled and freely worded texts, so that one of them may be misread. A
finding counts more where the sentence copies its evidence but for what was found, and less where all is worded anew. The weights
are shipped data (`tables/weights.json`, written by `evals.fit.verifying`); numbers, units and dates are never weighed.
"""

import json
import math
from collections.abc import Sequence, Set
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from importlib.resources import files
from itertools import pairwise

from assistant.verification.align import alike, same_word
from assistant.verification.base import CheckName
from assistant.verification.coverage import covered_share
from assistant.verification.reading import Reading, read

SOFT: tuple[CheckName, ...] = ("name", "negation", "scope", "modality", "role")
"""The checks whose findings are weighed."""
_WORDED = ("covered", "substituted", "moved", "across", "arabic")
SIGNALS = (*_WORDED, *SOFT, *(f"{name}:{how}" for name in ("any", "role") for how in ("copied", "across", "several")))
"""What is weighed: how the sentence is worded, and what was found."""


@dataclass(frozen=True, slots=True)
class _Model:
    intercept: float
    weights: tuple[float, ...]
    threshold: float


def supported(sentence: str, quotations: Sequence[str], found: Set[CheckName]) -> tuple[float, bool]:
    """How likely quotations support a sentence of which soft checks found this, 0 to 1, and whether that is enough."""
    model = _model()
    seen = signals_of(sentence, quotations, found)
    z = model.intercept + sum(w * v for w, v in zip(model.weights, seen, strict=True))
    support = 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, z))))
    return support, support >= model.threshold


def signals_of(sentence: str, quotations: Sequence[str], found: Set[CheckName]) -> tuple[float, ...]:
    """The signals of a sentence, in the order of `SIGNALS`."""
    evidence = "\n".join(quotations)
    said, given = read(sentence), read(evidence)
    copied = _copied(said, given)
    across = float(said.language != given.language)
    values: dict[str, float] = {
        "covered": covered_share(sentence, evidence),
        "substituted": float(min(2, _substituted(said, quotations))),
        "moved": _moved(said, given) * copied,
        "across": across,
        "arabic": float(said.language == "ar"),
        **{name: float(name in found) for name in SOFT},
        "any:copied": copied * bool(found),
        "any:across": across * bool(found),
        "any:several": float(len(found) > 1),
        "role:copied": copied * ("role" in found),
        "role:across": across * ("role" in found),
        "role:several": float("role" in found and len(found) > 1),
    }
    return tuple(values[name] for name in SIGNALS)


def _copied(said: Reading, given: Reading) -> float:
    """The share of a sentence's neighbouring words that are neighbours in the evidence, too."""
    mine, theirs = ([word.stem for word in text.words] for text in (said, given))
    pairs, known = list(pairwise(mine)), set(pairwise(theirs))
    return sum(pair in known for pair in pairs) / len(pairs) if pairs else 0.0


def _substituted(said: Reading, quotations: Sequence[str]) -> int:
    """How many words of meaning stand in the place of another one of the quotation that is worded most alike."""
    mine = [word.stem for word in said.words]
    best, count = 0.0, 0
    for quotation in quotations:
        given = read(quotation)
        matcher = SequenceMatcher(None, mine, [word.stem for word in given.words], autojunk=False)
        blocks = matcher.get_opcodes()
        equal = sum(i2 - i1 for kind, i1, i2, _, _ in blocks if kind == "equal")
        if equal <= best:
            continue
        best, count = equal, 0
        for n, (kind, i1, i2, j1, j2) in enumerate(blocks):
            between = 0 < n < len(blocks) - 1 or (len(blocks) > 1 and (i2 - i1) <= 2)
            if kind == "replace" and between and max(i2 - i1, j2 - j1) <= 2:
                new = [w for w in said.words[i1:i2] if not w.stop and not any(alike(w, other) for other in given.words)]
                lost = [w for w in given.words[j1:j2] if not w.stop and not any(alike(w, other) for other in said.words)]
                count += min(len(new), len(lost))
    return count


def _moved(said: Reading, given: Reading) -> float:
    """The share of the words that both texts have once which stand in another order in the sentence."""
    places = []
    for word in said.content:
        hits = [other.at for other in given.content if same_word(word, other)]
        if len(hits) == 1:
            places.append(hits[0])
    longest: list[int] = []
    for place in places:
        at = next((n for n, last in enumerate(longest) if last >= place), len(longest))
        longest[at : at + 1] = [place]
    return 1.0 - len(longest) / len(places) if places else 0.0


@cache
def _model() -> _Model:
    table = json.loads((files("assistant.verification") / "tables" / "weights.json").read_text(encoding="utf-8"))
    return _Model(table["intercept"], tuple(table["weights"][name] for name in SIGNALS), table["threshold"])
