"""The pairs that measure the verifier: enough of them, evenly spread, and measured as they are labelled."""

from collections import Counter

from assistant.verification.base import PASSED, fails
from evals.verifying.__main__ import rates
from evals.verifying.pairs import load


def test_half_of_the_pairs_are_supported_and_a_third_of_the_topics_are_held_out() -> None:
    pairs = load()
    assert len(pairs) >= 400 and sum(pair.supported for pair in pairs) * 2 == len(pairs)
    assert {pair.topic for pair in pairs if pair.held_out}.isdisjoint(pair.topic for pair in pairs if not pair.held_out)
    assert sum(pair.held_out for pair in pairs) * 3 == len(pairs)


def test_every_kind_of_change_has_its_pairs_in_both_languages_and_across() -> None:
    kinds = Counter(pair.kind for pair in load() if not pair.supported)
    assert set(kinds) == {"number", "unit", "date", "name", "negation", "scope", "modality", "role", "elsewhere"}
    assert min(kinds.values()) >= 20
    assert {pair.languages for pair in load()} == {"ar", "en", "ar of en", "en of ar"}


def test_rates_tell_changes_that_pass_from_supported_sentences_that_do_not() -> None:
    changed = next(pair for pair in load() if not pair.supported)
    supported = next(pair for pair in load() if pair.supported)
    judged = [(changed, fails("number")), (changed, PASSED), (supported, PASSED), (supported, PASSED), (supported, fails("name"))]
    assert rates(judged) == (0.5, 1 / 3)
