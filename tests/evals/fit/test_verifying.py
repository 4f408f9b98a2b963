"""What soft checks find is weighed by a table that its command makes again, the same each time."""

from assistant.verification.weighing import SIGNALS
from evals.fit.verifying import Case, case_of, copied, fit
from evals.verifying.pairs import Pair

EVIDENCE = ("The clerk signs the form and sends it to the director. Copies are kept for two years.",)


def cases() -> list[Case]:
    def case(n: int, *, found: bool) -> Case:
        seen = tuple(float(found) if name == "negation" else 0.1 * (n % 3) for name in SIGNALS)
        return Case("gold", f"topic {n}", supported=not found, counts=1.0, found=found, signals=seen)

    return [case(n, found=n % 2 == 0) for n in range(24)]


def test_two_fits_give_one_table_in_which_what_separates_has_its_weight() -> None:
    once, again = fit(cases()), fit(cases())
    assert once == again
    assert once["weights"]["negation"] < -0.5
    assert abs(once["weights"]["role"]) < abs(once["weights"]["negation"])


def test_parts_of_the_evidence_as_they_stand_count_as_supported_sentences() -> None:
    pair = Pair("The director signs the form.", EVIDENCE, supported=False, kind="role", topic="forms", held_out=False)
    made = list(copied([pair, pair]))
    assert [one.supported for one in made] == [True, True]
    assert made[0].sentence.endswith("The clerk signs the form and sends it to the director")


def test_a_pair_that_a_decisive_check_fails_is_not_weighed() -> None:
    wrong = Pair("Copies are kept for three years.", EVIDENCE, supported=False, kind="number", topic="forms", held_out=False)
    swapped = Pair("The director signs the form.", EVIDENCE, supported=False, kind="role", topic="forms", held_out=False)
    assert case_of(wrong, "gold") is None
    case = case_of(swapped, "gold")
    assert case is not None
    assert case.found
