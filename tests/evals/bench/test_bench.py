"""The benchmark's record keeps its form, its trend tells a fall, and a case that can't run is told."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from evals.bench import __main__ as bench
from evals.bench import trend
from evals.bench.extraction import speed
from evals.bench.model import Bench, Figure
from evals.bench.synthetic import SyntheticEmbedder, sentences_of
from evals.bench.xquad import ndcg_of
from evals.errors import EvalError, NotInstalled
from evals.model import Dataset, EvalQuestion

FAST = Figure(name="find_ms", what="finding", value=2.0, unit="ms", wanted=3, peer="other", peer_value=60.0, ratio=30.0)
SHORT = Figure(name="rate", what="a rate", value=40.0, unit="/s", wanted=60, side="at least")


def test_the_record_has_its_form() -> None:
    told = json.loads(json.dumps(bench.record([FAST, SHORT], {"peer": "left out: x"}, 0.1)))
    assert set(told) == {"schema", "at", "machine", "load", "versions", "figures", "left_out"}
    assert told["schema"] == 1
    assert set(told["figures"][0]) == {
        "name", "what", "value", "unit", "wanted", "side", "peer", "peer_value", "ratio", "holds"
    }  # fmt: skip
    assert [figure["holds"] for figure in told["figures"]] == [True, False]


def test_the_table_tells_what_falls_short_and_the_ratio() -> None:
    printed = bench.table([FAST, SHORT], {}, {"find_ms": 1.0})
    assert "SHORT" in printed and "30.0x" in printed and "WORSE by 100%" in printed


@pytest.mark.parametrize(
    ("before", "now", "smaller", "said"),
    [(None, 5.0, True, ""), (1.0, 1.1, True, "as before"), (1.0, 2.0, True, "WORSE"), (1.0, 2.0, False, "better")],
)
def test_the_trend_tells_a_fall_from_noise(before: float | None, now: float, smaller: bool, said: str) -> None:
    told = trend.change(before, now, smaller_is_better=smaller)
    assert told.startswith(said) if said else told == ""


def test_the_trend_is_of_one_machine_and_outlives_a_cut_off_line(tmp_path: Path) -> None:
    path = tmp_path / "bench" / "trend.jsonl"
    trend.append(path, "2026-01-01T00:00:00Z", {"cores": 2}, {"a": 1.0, "b": 2.0})
    trend.append(path, "2026-01-02T00:00:00Z", {"cores": 8}, {"a": 9.0})
    trend.append(path, "2026-01-03T00:00:00Z", {"cores": 2}, {"a": 3.0})
    with path.open("a", encoding="utf-8") as handle:
        handle.write('{"at": "2026')
    assert trend.last(path, {"cores": 2}) == {"a": 3.0, "b": 2.0}


def test_a_case_that_fails_is_told_and_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(_: Bench) -> Iterator[Figure]:
        raise NotInstalled("it needs more", subject="one", remedy="install it")

    def broken(_: Bench) -> Iterator[Figure]:
        raise EvalError("it broke", subject="two")

    monkeypatch.setattr(bench, "CASES", {"one": absent, "two": broken, "three": lambda _: iter([FAST])})
    figures, left_out = bench.run(Bench.__new__(Bench), ["one", "two", "three"])
    assert figures == [FAST]
    assert left_out["one"].startswith("left out") and left_out["two"].startswith("failed")


def test_synthetic_texts_and_vectors_are_the_same_in_every_run() -> None:
    assert sentences_of(3, 8, seed=1) == sentences_of(3, 8, seed=1)
    one = SyntheticEmbedder().encode_queries(["a text"])
    assert np.array_equal(one, SyntheticEmbedder().encode_passages(["a text"]))
    assert np.linalg.norm(one) == pytest.approx(1.0)
    assert np.array_equal(SyntheticEmbedder().encode_queries([""]), np.zeros_like(one))


def test_a_trec_run_is_measured_by_the_rank_of_its_paragraph() -> None:
    questions = tuple(EvalQuestion(id=name, text="?", language="en", relevant={f"d{name}": 1}) for name in ("1", "2"))
    printed = "1 Q0 d1 1 0.9 dalil\n2 Q0 x 1 0.9 dalil\n2 Q0 d2 2 0.8 dalil\n"
    assert ndcg_of(printed, Dataset("x", questions, (), "")) == pytest.approx((1 + 1 / np.log2(3)) / 2)


def test_reading_speed_without_the_arabic_font_leaves_arabic_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "fc-match"
    other.write_text("#!/bin/sh\nprintf 'Other Sans\\t/other.ttf'\n", encoding="utf-8")
    other.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    speed.main(["--pages", "1"])
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("english.pdf: 1 pages") and told[1].startswith("arabic: left out: the font Noto Naskh Arabic")
