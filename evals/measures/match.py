"""Exact match and token F1 of the first sentence against short gold answers, by the rules of SQuAD and MLQA.

English: lower case, punctuation and articles gone. Arabic: punctuation of Unicode gone, the article ال gone (as MLQA's script
does, wherever it stands), vowel marks gone and the forms of alef joined as ARCD's scorers do.
Rajpurkar et al. (2016); Lewis et al., "MLQA" (2020); Mozannar et al., "Neural Arabic Question Answering" (2019).
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable

from evals.model import Told

_MARKS = re.compile("[\u064b-\u0652\u0670\u0640]")
_ALEFS = re.compile("[إأآٱ]")


def exact_match(told: Told) -> float | None:
    """1 when the first sentence is one of the gold answers; None where there are none."""
    return _best(told, lambda said, gold: float(said == gold))


def token_f1(told: Told) -> float | None:
    """The best F1 of words between the first sentence and a gold answer."""
    return _best(told, f1)


def _best(told: Told, score: Callable[[str, str], float]) -> float | None:
    if not told.answers or not told.answerable:
        return None
    said = told.sentences[0]["text"] if told.sentences else ""
    return max(score(normalised(said, told.language), normalised(gold, told.language)) for gold in told.answers)


def normalised(text: str, language: str) -> str:
    """A text as it is compared."""
    text = text.lower()
    if language == "ar":
        text = _ALEFS.sub("ا", _MARKS.sub("", text))
    text = "".join(c for c in text if not unicodedata.category(c).startswith("P"))
    text = re.sub(r"\sال^|ال", " ", text) if language == "ar" else re.sub(r"\b(a|an|the)\b", " ", text)
    return " ".join(text.split())


def f1(said: str, gold: str) -> float:
    """F1 of the words of two normalised texts."""
    one, other = said.split(), gold.split()
    shared = sum((Counter(one) & Counter(other)).values())
    if not shared:
        return float(not one and not other)
    precision, recall = shared / len(one), shared / len(other)
    return 2 * precision * recall / (precision + recall)
