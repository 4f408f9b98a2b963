"""`dalil eval` as a person runs it: compare, gate, explain, report, check and draft over stored runs of a small library."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from api.settings import Settings
from corpus.errors import DalilError
from corpus.progress import Progress
from evals import store
from evals.cli import evaluate
from evals.gate import judge, limits_of
from evals.run import RunOptions, run
from evals.store import StoredRun
from evals.summary import summarise

Dalil = Callable[..., Result]


@pytest.fixture
def dalil(library: Settings, monkeypatch: pytest.MonkeyPatch) -> Dalil:
    """Runs a command over the small library."""
    monkeypatch.setenv("DALIL_HOME", str(library.home))
    monkeypatch.setenv("DALIL_MODELS", str(library.models))
    return lambda *arguments: CliRunner().invoke(evaluate, list(arguments))


@pytest.fixture(scope="module")
def stored(library: Settings, gold_file: Path) -> StoredRun:
    """A finished run."""
    return run(library, RunOptions(datasets=(f"gold:{gold_file}",)), progress=Progress())


def worsened(library: Settings, earlier: StoredRun, **changes: Any) -> StoredRun:
    """The same run by a worse system, with enough questions that chance is ruled out."""
    about = {name: value for name, value in earlier.about.items() if name not in ("state", "id", "format", "order")}
    made = store.create(library.library().root, about)
    tolds = [replace(told, id=f"{told.id}-{n}", **changes) for n in range(5) for told in earlier.tolds()]
    for told in tolds:
        made.append("results.jsonl", store.line_of(told))
    return made.finish(summarise(tolds, []))


def test_run_prints_a_table_and_where_it_is_stored(dalil: Dalil, gold_file: Path) -> None:
    said = dalil("run", "--dataset", f"gold:{gold_file}", "--no-baselines")
    assert said.exit_code == 0
    assert re.search(r"^success@5 +1\.000", said.output, re.MULTILINE)
    assert re.search(r"stored: r\d{8}-\d{6}-[0-9a-f]{4}", said.output)


def test_run_as_json_is_one_value(dalil: Dalil, gold_file: Path) -> None:
    said = dalil("run", "--dataset", f"gold:{gold_file}", "--no-baselines", "--json")
    assert json.loads(said.stdout)["all"]["leaks"] == 0


def test_baselines_stand_beside_it(stored: StoredRun) -> None:
    found = stored.measures()["baselines"]
    assert {"words alone", "meaning alone", "bm25 (white space)"} <= set(found)
    assert all("measures" in value or "left_out" in value for value in found.values())


def test_compare_tells_a_fall_from_noise(dalil: Dalil, library: Settings, stored: StoredRun) -> None:
    before, after = worsened(library, stored), worsened(library, stored, ranked=[])
    said = dalil("compare", before.id, after.id)
    assert re.search(r"^ndcg@10 .*worse$", said.output, re.MULTILINE)
    same = json.loads(dalil("compare", before.id, before.id, "--json").stdout)
    assert all(difference["p"] == 1.0 for difference in same["measures"].values())


def test_the_gate_passes_without_an_earlier_run(stored: StoredRun, tmp_path: Path) -> None:
    limits = tmp_path / "limits.toml"
    limits.write_text("[group.all.at_most]\nleaks = 0\n[falls]\nmeasures = ['ndcg@10']\n", encoding="utf-8")
    assert [finding.holds for finding in judge(stored, None, limits_of(limits))] == [True]


def test_the_gate_fails_on_a_limit_and_on_a_significant_fall(
    dalil: Dalil, library: Settings, stored: StoredRun, tmp_path: Path
) -> None:
    before, after = worsened(library, stored), worsened(library, stored, ranked=[], leaked=["pay-en"])
    limits = tmp_path / "limits.toml"
    limits.write_text("[group.all.at_most]\nleaks = 0\n[falls]\nmeasures = ['ndcg@10', 'evidence@2']\n", encoding="utf-8")
    said = dalil("gate", after.id, "--against", before.id, "--limits", str(limits))
    assert said.exit_code == 1
    assert re.search(r"^FAILS +all: leaks", said.output, re.MULTILINE)
    assert re.search(r"^FAILS +ndcg@10", said.output, re.MULTILINE)
    assert re.search(r"^holds +evidence@2", said.output, re.MULTILINE)


def test_limits_on_an_unknown_measure_are_told(tmp_path: Path) -> None:
    (tmp_path / "limits.toml").write_text("[group.all.at_least]\nbleu = 1\n", encoding="utf-8")
    with pytest.raises(DalilError, match="bleu"):
        limits_of(tmp_path / "limits.toml")


def test_the_shipped_limits_can_be_read() -> None:
    from evals.gate import LIMITS

    assert limits_of(LIMITS)["group"]["all"]["at_most"]["leaks"] == 0


def test_explain_shows_the_stages_and_where_the_gold_was_lost(dalil: Dalil, stored: StoredRun) -> None:
    found = json.loads(dalil("explain", stored.id, "leave-2", "--json").stdout)
    assert found["query"]["language"] == "en"
    assert found["candidates"][0]["passage"].startswith("leave-en#")
    assert {"lexical_rank", "dense_rank", "score"} <= set(found["candidates"][0])
    assert isinstance(found["lost"], str)
    assert "confidence" in dalil("explain", stored.id, "leave-2").output


@pytest.mark.parametrize(
    ("changes", "searched", "read", "said"),
    [
        ({}, ["a", "g"], ["a", "g"], ""),
        ({}, ["a"], ["a"], "no source"),
        ({}, ["g", "a"], ["a"], "set aside"),
        ({"abstained": True, "sentences": [], "citations": []}, ["g"], ["g"], "refused"),
        ({"sentences": [], "citations": []}, ["g"], [*map(str, range(9)), "g"], "only 8 are read"),
        ({"citations": []}, ["g"], ["g"], "other sentences"),
    ],
)
def test_each_way_of_losing_the_gold_has_its_sentence(
    changes: dict[str, Any], searched: list[str], read: list[str], said: str, make: Callable[..., Any]
) -> None:
    from evals.explain import where_lost

    lost = where_lost(make(**changes), {"g"}, searched, read, 0.35)
    assert said in lost if said else lost == ""


def test_the_report_is_one_page_that_needs_nothing_else(dalil: Dalil, stored: StoredRun) -> None:
    path = Path(dalil("report", stored.id).output.strip())
    page = path.read_text(encoding="utf-8")
    assert 'dir="rtl"' in page and "تقييم دليل" in page and "How many days of annual leave" not in page.split("<main")[0]
    assert not re.search(r"(?:src|href)=[\"'](?!#)", page)
    addresses = set(re.findall(r"https?://[^\s\"<]+", page))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}  # names of XML, never fetched
    assert json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["run"] == stored.id
    assert path.with_suffix(".md").read_text(encoding="utf-8").startswith("# Evaluation r")


def test_the_report_says_what_moved_since_the_run_before(library: Settings, stored: StoredRun) -> None:
    from evals.report.write import write_report

    worsened(library, stored)
    after = worsened(library, stored, ranked=[])
    page = write_report(library.library().root, after)
    assert "Against the run before" in page.read_text(encoding="utf-8")
    assert "مقارنة بالتشغيل السابق" in page.read_text(encoding="utf-8")
    told = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))["previous"]
    moved = {row["name"]: row["change"] for row in told["rows"]}
    assert moved["ndcg@10"] < 0 and "evidence@2" not in moved
    assert re.search(r"\| ndcg@10 \| .* \| -", page.with_suffix(".md").read_text(encoding="utf-8"))


def test_what_people_wrote_is_text_on_the_page(library: Settings, stored: StoredRun) -> None:
    from evals.report.write import write_report

    hostile = worsened(library, stored, text="<script>alert(1)</script>", ranked=[], sentences=[], citations=[])
    page = write_report(library.library().root, hostile).read_text(encoding="utf-8")
    assert "<script>" not in page and "&lt;script&gt;" in page


def test_check_names_a_quotation_that_no_longer_stands(dalil: Dalil, gold_file: Path, tmp_path: Path) -> None:
    assert dalil("check", str(gold_file)).exit_code == 0
    broken = tmp_path / "broken.yaml"
    broken.write_text(gold_file.read_text(encoding="utf-8").replace("30 days of annual", "31 days of annual"), encoding="utf-8")
    said = dalil("check", str(broken))
    assert said.exit_code == 1
    assert "leave-1: leave-en: the quotation doesn't stand in the document" in said.output


def test_check_names_another_edition_and_an_unknown_document(dalil: Dalil, tmp_path: Path) -> None:
    path = tmp_path / "other.yaml"
    question = "  - {id: %s, language: en, question: Why, evidence: [{document: %s, edition: '2', quote: 30 days}]}\n"
    path.write_text("half: tune\nquestions:\n" + question % ("a", "leave-en") + question % ("b", "gone"), encoding="utf-8")
    said = dalil("check", str(path)).output
    assert "edition unknown, not 2" in said and "no such document" in said


def test_drafts_are_in_the_form_of_the_gold_set_and_their_spans_stand(dalil: Dalil, tmp_path: Path) -> None:
    target = tmp_path / "drafts.yaml"
    assert dalil("draft", "leave-en", "--yes", "--output", str(target)).exit_code == 0
    whole = yaml.safe_load(target.read_text(encoding="utf-8"))
    assert whole["questions"]
    whole["half"] = "tune"
    target.write_text(yaml.safe_dump(whole, allow_unicode=True), encoding="utf-8")
    assert dalil("check", str(target)).exit_code == 0


def test_a_draft_can_be_reworded_or_rejected_in_the_terminal(library: Settings, dalil: Dalil, tmp_path: Path) -> None:
    target = tmp_path / "drafts.yaml"
    said = CliRunner().invoke(evaluate, ["draft", "leave-en", "--output", str(target)], input="w\nHow long may I be away?\ns\n")
    assert said.exit_code == 0, said.output
    (question,) = yaml.safe_load(target.read_text(encoding="utf-8"))["questions"]
    assert question["question"] == "How long may I be away?"


def test_a_list_of_runs_names_each_once(dalil: Dalil, stored: StoredRun) -> None:
    runs = [row["run"] for row in json.loads(dalil("list", "--json").stdout)]
    assert runs.count(stored.id) == 1


def test_lost_questions_are_counted_by_where_they_were_lost(
    dalil: Dalil, library: Settings, stored: StoredRun, gold_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evals.datasets.gold.GOLD", gold_file)
    silent = worsened(library, stored)
    (silent.folder / "results.jsonl").unlink()
    for told in stored.tolds():
        silent.append("results.jsonl", store.line_of(replace(told, abstained=True, confidence=0.1, sentences=[], citations=[])))
    found = json.loads(dalil("lost", silent.id, "--json").stdout)
    assert {row["id"] for row in found} >= {"leave-1", "leave-2", "crisis-1"}
    assert all("refused" in row["where"] for row in found if row["id"] == "leave-1")
