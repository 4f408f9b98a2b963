"""Intervals and tests: what is noise stays noise, what is not is seen, and the same results give the same numbers."""

import numpy as np
import pytest

from evals.chance import compare_paired, interval, randomisation


def test_no_difference_is_no_evidence() -> None:
    same = {str(n): float(n % 2) for n in range(50)}
    found = compare_paired(same, dict(same))
    assert found is not None and (found.change, found.p) == (0.0, 1.0)


def test_a_fall_of_every_question_is_significant_and_of_one_is_not() -> None:
    before = {str(n): 1.0 for n in range(40)}
    every = compare_paired(before, {key: 0.5 for key in before})
    single = compare_paired(before, before | {"3": 0.0})
    assert every is not None and every.significant
    assert single is not None and not single.significant


def test_few_questions_prove_nothing() -> None:
    assert randomisation(np.array([-1.0, -1.0, -1.0])) == pytest.approx(0.25, abs=0.03)  # two of eight sign patterns reach as far


def test_only_questions_that_both_have_are_compared() -> None:
    found = compare_paired({"a": 1.0, "b": 0.0}, {"b": 1.0, "c": 0.0})
    assert found is not None and (found.questions, found.change) == (1, 1.0)
    assert compare_paired({"a": 1.0}, {"b": 1.0}) is None


def test_an_interval_holds_the_mean_and_narrows_with_questions() -> None:
    few, many = interval([0.0, 1.0] * 10), interval([0.0, 1.0] * 500)
    assert few[0] < 0.5 < few[1] and many[0] < 0.5 < many[1]
    assert many[1] - many[0] < few[1] - few[0]
    assert interval([0.0, 1.0] * 10) == few
