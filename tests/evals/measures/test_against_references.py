"""The arithmetic against other people's: trec_eval, scikit-learn, and SQuAD's and MLQA's rules on cases worked by hand."""

import random
from collections.abc import Callable

import pytest

from evals.measures import abstention, calibration, match, ranking
from evals.model import Told

Make = Callable[..., Told]


def rankings(seed: int) -> tuple[dict[str, dict[str, int]], dict[str, dict[str, float]]]:
    """Judgements with grades, and rankings that hold some of the relevant documents, none of them, or too few."""
    chance = random.Random(seed)
    qrels, run = {}, {}
    for at in range(30):
        documents = [f"d{n}" for n in range(40)]
        qrels[f"q{at}"] = {name: chance.choice([0, 1, 1, 2, 3]) for name in chance.sample(documents, chance.randint(1, 12))}
        found = chance.sample(documents, chance.randint(1, 30))
        run[f"q{at}"] = {name: 100.0 - rank for rank, name in enumerate(found)}
        if not any(qrels[f"q{at}"].values()):
            qrels[f"q{at}"]["d0"] = 1
    return qrels, run


@pytest.mark.parametrize("seed", range(3))
def test_rankings_are_measured_as_trec_eval_measures_them(seed: int, make: Make) -> None:
    pytrec_eval = pytest.importorskip("pytrec_eval", reason="the reference is in the `dev` extra: pip install -e '.[dev]'")
    qrels, run = rankings(seed)
    wanted = {"ndcg_cut.10", "recall.10", "recip_rank_cut.10", "success.1,5"}
    known = pytrec_eval.supported_measures
    evaluator = pytrec_eval.RelevanceEvaluator(qrels, {name for name in wanted if name.split(".")[0] in known})
    for name, values in evaluator.evaluate(run).items():
        told = make(id=name, relevant=qrels[name], items=[], ranked=[[d, s] for d, s in run[name].items()])
        assert ranking.ndcg(told, 10) == pytest.approx(values["ndcg_cut_10"])
        assert ranking.recall(told, 10) == pytest.approx(values["recall_10"])
        assert ranking.success(told, 1) == values["success_1"]
        assert ranking.success(told, 5) == values["success_5"]


@pytest.mark.parametrize("seed", range(3))
def test_reciprocal_ranks_are_those_of_ir_measures(seed: int, make: Make) -> None:
    ir_measures = pytest.importorskip("ir_measures", reason="the reference is in the `dev` extra: pip install -e '.[dev]'")
    qrels, run = rankings(seed)
    for metric in ir_measures.iter_calc([ir_measures.parse_measure("RR@10")], qrels, run):
        name = metric.query_id
        told = make(id=name, relevant=qrels[name], items=[], ranked=[[d, s] for d, s in run[name].items()])
        assert ranking.reciprocal_rank(told, 10) == pytest.approx(metric.value)


def test_auroc_is_that_of_scikit_learn(make: Make) -> None:
    metrics = pytest.importorskip("sklearn.metrics", reason="the reference is in the `dev` extra: pip install -e '.[dev]'")
    chance = random.Random(7)
    tolds = [make(id=str(n), answerable=chance.random() < 0.6, confidence=round(chance.random(), 1)) for n in range(200)]
    theirs = metrics.roc_auc_score([told.answerable for told in tolds], [told.confidence for told in tolds])
    assert abstention.auroc(tolds) == pytest.approx(theirs)


def test_calibration_bins_are_those_of_scikit_learn(make: Make) -> None:
    reference = pytest.importorskip("sklearn.calibration", reason="the reference is in the `dev` extra: pip install -e '.[dev]'")
    chance = random.Random(8)
    tolds = [make(id=str(n), answerable=chance.random() < 0.5, confidence=chance.random()) for n in range(300)]
    there, sure = reference.calibration_curve([t.answerable for t in tolds], [t.confidence for t in tolds], n_bins=10)
    ours = calibration.bins(tolds)
    assert [one.there for one in ours] == pytest.approx(list(there))
    assert [one.confidence for one in ours] == pytest.approx(list(sure))


def test_calibration_error_of_two_bins_by_hand(make: Make) -> None:
    sure = [make(id=f"a{n}", confidence=0.95, answerable=n < 8) for n in range(10)]  # 0.8 there, 0.95 said
    unsure = [make(id=f"b{n}", confidence=0.15, answerable=n < 1) for n in range(10)]  # 0.1 there, 0.15 said
    assert calibration.calibration_error([*sure, *unsure]) == pytest.approx((0.15 + 0.05) / 2)


def test_risk_against_coverage_by_hand(make: Make) -> None:
    right, wrong = make(id="a", confidence=0.9), make(id="b", confidence=0.5, evidence=[[["d", "something else entirely"]]])
    coverage, risk = abstention.risk_coverage([wrong, right])
    assert list(coverage) == [0.5, 1.0]
    assert list(risk) == [0.0, 0.5]


@pytest.mark.parametrize(
    ("said", "gold", "language", "exact", "f1"),
    [
        ("The Eiffel Tower!", "Eiffel tower", "en", 1.0, 1.0),
        ("in the summer of 1889", "1889", "en", 0.0, 0.4),  # in summer of 1889: precision 1/4, recall 1
        ("a cat", "a dog", "en", 0.0, 0.0),
        ("٧ أعضاء", "٧ أعضاء.", "ar", 1.0, 1.0),
        ("المدينة", "مدينة", "ar", 1.0, 1.0),  # MLQA takes the article away
        ("مُحَمَّد", "محمد", "ar", 1.0, 1.0),  # vowel marks say nothing
        ("إلى أحمد", "احمد", "ar", 0.0, 2 / 3),
        ("", "مسقط", "ar", 0.0, 0.0),
    ],
)
def test_answers_match_by_the_rules_of_squad_and_mlqa(
    said: str, gold: str, language: str, exact: float, f1: float, make: Make
) -> None:
    sentences = [{"text": said, "citations": [1], "support": 1.0}] if said else []
    told = make(language=language, answers=[gold], sentences=sentences)
    assert match.exact_match(told) == exact
    assert match.token_f1(told) == pytest.approx(f1)


def test_the_best_of_several_gold_answers_counts(make: Make) -> None:
    assert match.token_f1(make(answers=["no", make().sentences[0]["text"]])) == 1.0


def test_several_pieces_of_evidence_are_recalled_one_by_one(make: Make) -> None:
    told = make(relevant={"d#1": 1, "d#2": 1, "x#1": 1}, items=[["d#1", "d#2"], ["x#1"]])
    assert ranking.recall(told, 10) == 0.5


@pytest.mark.parametrize(
    ("ranked", "expected"),
    [
        (["d#1", "x#1"], 1.0),
        (["d#2", "x#1"], 1.0),  # another passage that holds the same piece is as good
        (["d#1", "d#2", "x#1"], (1 + 1 / 2) / (1 + 1 / 1.584962500721156)),  # and gains nothing after it
        (["d#1", "d#2"], 1 / (1 + 1 / 1.584962500721156)),
        (["z#1"], 0.0),
    ],
)
def test_a_second_passage_that_says_the_same_gains_nothing(ranked: list[str], expected: float, make: Make) -> None:
    told = make(relevant={"d#1": 1, "d#2": 1, "x#1": 1}, items=[["d#1", "d#2"], ["x#1"]], ranked=[[n, 0.0] for n in ranked])
    assert ranking.ndcg(told, 10) == pytest.approx(expected)


def test_one_passage_that_holds_both_pieces_is_the_best_there_is(make: Make) -> None:
    told = make(relevant={"d#1": 1, "x#1": 1}, items=[["d#1"], ["d#1", "x#1"]], ranked=[["d#1", 1.0]])
    assert ranking.ndcg(told, 10) == 1.0
