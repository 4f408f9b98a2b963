"""How it was told: in the right language, without a word of what the asker may not read, how fast and at what cost."""

from collections.abc import Sequence

import numpy as np

from corpus.text.normalise import language_of
from evals.model import Told


def language_right(told: Told) -> float | None:
    """1 when the answer is in the question's language; None where it had to be given in the other one, or was refused."""
    if told.abstained or told.kind == "across" or not told.answer:
        return None
    return float(told.answer_language == told.language and language_of(told.answer) == told.language)


def leaks(tolds: Sequence[Told]) -> float | None:
    """How many documents were shown to somebody who may not read them."""
    return float(sum(len(told.leaked) for told in tolds)) if tolds else None


def latency(tolds: Sequence[Told], percentile: float) -> float | None:
    """The time from a warm question to its whole answer, in milliseconds."""
    return float(np.percentile([told.ask_ms for told in tolds], percentile)) if tolds else None


def tokens(tolds: Sequence[Told]) -> float | None:
    """What a chat model was given and wrote for one question, on average."""
    return float(np.mean([told.tokens for told in tolds])) if tolds else None
