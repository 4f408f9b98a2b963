"""Ablation: every part is found where it is, switched off alone, and its loss told with what chance could have done."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from api.library import open_assistant
from api.settings import Settings
from assistant.options import AskOptions
from assistant.verification.verifier import CHECKS
from corpus.progress import Progress
from evals.ablate import PAIRS_PASSED, PAIRS_RIGHT, PAIRS_STOPPED, ablate, ablate_checks, parts_of
from evals.cli import evaluate
from evals.datasets.load import open_datasets
from evals.verifying.pairs import Pair

GIVEN = ("Notice is given 10 working days before.",)
PAIRS = [
    Pair("Notice is 10 working days.", GIVEN, True, "reworded", "notice", False),
    Pair("Notice is given 70 working days before.", GIVEN, False, "number", "notice", False),
    Pair("Notice is not given 10 working days before.", GIVEN, False, "negation", "notice", False),
]


@pytest.fixture
def parts() -> dict[str, AskOptions]:
    return {part.name: part.without for part in parts_of(AskOptions())}


def test_terms_termbase_vectors_fusion_and_late_interaction_are_parts(parts: dict[str, AskOptions]) -> None:
    assert {
        "query.stem_weight",
        "query.gram_weight",
        "query.heading_weight",
        "query.stop_weight",
        "retrieval.expansion.termbase",
        "retrieval.translated_weight",
        "retrieval.dense",
        "retrieval.lexical_weight",
        "retrieval.late_depth",
        "retrieval.late_lexical_weight",
    } <= parts.keys()


def test_a_part_is_switched_off_alone(parts: dict[str, AskOptions]) -> None:
    without = parts["query.gram_weight"]
    assert without.query.gram_weight == 0.0
    assert without.query.stem_weight == AskOptions().query.stem_weight
    assert without.retrieval == AskOptions().retrieval


def test_what_a_part_is_worth_is_told_over_the_same_questions(library: Settings, gold_file: Path) -> None:
    assistant = open_assistant(library, long_lived=True)
    (dataset,) = open_datasets([f"gold:{gold_file}"])
    losses = {loss.part: loss.measures for loss in ablate(assistant, dataset, progress=Progress())}
    assistant.close()
    assert losses.keys() == {part.name for part in parts_of(AskOptions())}
    assert {measures["ndcg@10"].questions for measures in losses.values()} == {5}
    assert {measures["refused"].questions for measures in losses.values()} == {2}
    found = losses["retrieval.late_depth"]["evidence@2"]
    assert found.before == 1.0 and found.low <= found.change <= found.high


def test_every_check_of_the_verifier_is_a_part() -> None:
    names = {f"verifier.{getattr(check, '__name__', '').removeprefix('check_')}" for check in CHECKS}
    assert {loss.part for loss in ablate_checks(PAIRS)} == names


def test_without_the_check_of_numbers_a_changed_number_passes() -> None:
    loss = next(loss for loss in ablate_checks(PAIRS) if loss.part == "verifier.numbers")
    assert loss.measures[PAIRS_STOPPED].change == -0.5
    assert loss.measures[PAIRS_PASSED].change == 0.0
    assert loss.measures[PAIRS_RIGHT].questions == 3


def test_the_command_tables_them(library: Settings, gold_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evals.datasets.gold.GOLD", gold_file)
    monkeypatch.setenv("DALIL_HOME", str(library.home))
    monkeypatch.setenv("DALIL_MODELS", str(library.models))
    said = CliRunner().invoke(evaluate, ["ablate", "--limit", "1"]).stdout
    assert re.search(r"^everything on +\d\.\d{3}", said, re.MULTILINE)
    assert re.search(r"^without retrieval\.dense +(0|[+-]\d)", said, re.MULTILINE)
    assert re.search(r"^without verifier\.numbers ", said, re.MULTILINE)
