"""The choice of sentences is fitted to one table: the same twice over, with weight on what tells answers from others."""

import numpy as np
import pytest

from assistant.answering.signals import SIGNALS
from evals.fit.ranking import cross_validated, fit, hits
from evals.fit.reading import Case

pytest.importorskip("sklearn", reason="scikit-learn is in the `dev` extra: pip install -e '.[dev]'")

TELLS = SIGNALS.index("near")


def case(n: int) -> Case:
    """Six sentences of which one, nearest to the question, answers."""
    signals = np.random.default_rng(n).random((6, len(SIGNALS)), dtype=np.float32)
    right = np.arange(6) == n % 6
    signals[:, TELLS] = right * 2.0 + signals[:, TELLS] * 0.1
    return Case("made", f"article {n}", across=False, signals=signals, right=right, told=right)


def test_two_fits_give_one_table_in_which_what_separates_has_the_weight() -> None:
    cases = [case(n) for n in range(30)]
    once, again = fit(cases), fit(cases)
    assert np.array_equal(once, again)
    assert once[TELLS] == max(once) > 0


def test_what_is_printed_comes_from_weights_that_never_saw_the_article() -> None:
    weighed = list(cross_validated([case(n) for n in range(30)]))
    assert len({one.group for one, _ in weighed}) == 30
    assert len({weights.tobytes() for _, weights in weighed}) > 1
    assert hits(weighed)["made"] == (1.0, 1.0, 1.0, 1.0)
