"""The confidence is fitted to one table: the same twice over, with weight on what separates and no weight of the wrong sign."""

from dataclasses import replace

import numpy as np
import pytest

from assistant.answering.confidence import FEATURES
from evals.fit.confidence import Case, cross_validated, fit, report

pytest.importorskip("sklearn", reason="scikit-learn is in the `dev` extra: pip install -e '.[dev]'")


def case(n: int) -> Case:
    """A question whose words stand in what was found where its answer is there, in every second one."""
    values = np.random.default_rng(n).random(len(FEATURES))
    there = n % 2 == 0
    values[FEATURES.index("coverage")] = 0.8 + 0.1 * values[0] if there else 0.1 * values[0]
    return Case("made", f"article {n}", tuple(values.tolist()), False, there, 1.0)


def test_two_fits_give_one_table_in_which_what_separates_has_the_weight() -> None:
    cases = [case(n) for n in range(40)]
    once, again = fit(cases), fit(cases)
    assert once == again
    assert max(once["weights"], key=once["weights"].__getitem__) == "coverage"


def test_what_is_absent_never_makes_an_answer_likelier() -> None:
    absent = FEATURES.index("absent")
    cases = [case(n) for n in range(40)]
    misleading = [
        replace(one, values=tuple(float(one.there) if at == absent else value for at, value in enumerate(one.values)))
        for one in cases
    ]
    assert fit(misleading)["weights"]["absent"] <= 0


def test_what_is_printed_comes_from_a_model_that_never_saw_the_article() -> None:
    cases = [case(n) for n in range(40)]
    (line,) = report(cases, cross_validated(cases))
    assert float(line.split("AUROC ")[1][:5]) > 0.9
    blind = [replace(one, values=(0.5,) * len(FEATURES)) for one in cases]
    assert float(next(report(blind, cross_validated(blind))).split("AUROC ")[1][:5]) <= 0.5
