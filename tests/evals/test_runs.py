"""Runs over a small library: stored whole, resumed when cut off, never written twice, refused when of another version."""

import json
import os
import shutil
from pathlib import Path
from typing import ClassVar

import pytest

from api.settings import Settings
from corpus.listing import list_documents
from corpus.progress import Progress
from evals import store
from evals.compare import compare
from evals.datasets.load import open_datasets
from evals.errors import BadDataset, BadRun
from evals.gate import judge
from evals.run import RunOptions, run
from evals.scratch import scratch_settings
from evals.store import StoredRun


@pytest.fixture
def options(gold_file: Path) -> RunOptions:
    return RunOptions(datasets=(f"gold:{gold_file}",), baselines=False)


class CutOff(Progress):
    """Stops the run after so many steps, as a person's Ctrl-C would."""

    def __init__(self, after: int) -> None:
        self.left = after

    def advance(self, steps: int, subject: str = "") -> None:
        self.left -= steps
        if self.left <= 0:
            raise KeyboardInterrupt


def home(library: Settings) -> Path:
    return library.library().root


def test_a_run_stores_what_it_ran_on_and_every_result(library: Settings, options: RunOptions) -> None:
    stored = run(library, options, progress=Progress())
    again = store.read(home(library), stored.id)
    assert [told.id for told in again.tolds()] == ["leave-1", "leave-2", "leave-3", "crisis-1", "leave-4", "pay-1", "far-1"]
    assert {"options", "versions", "generations", "datasets", "machine", "code", "fingerprint"} <= set(again.about)
    measures = again.measures()
    assert measures["questions"] == 7
    assert measures["all"]["success@5"] == 1.0
    assert measures["all"]["leaks"] == 0.0
    assert "half=tune kind=across" in measures["groups"]


def test_a_stranger_is_told_nothing_of_what_only_managers_read(library: Settings, options: RunOptions) -> None:
    told = next(t for t in run(library, options, progress=Progress()).tolds() if t.id == "pay-1")
    assert told.leaked == []
    assert "4,200" not in json.dumps(store.line_of(told)["sentences"])


def test_asking_back_is_no_answer(library: Settings, tmp_path: Path) -> None:
    vague = tmp_path / "vague.yaml"
    asked = '{id: v, language: en, question: "What are the steps?", kind: near}'
    vague.write_text(f"half: tune\nquestions:\n  - {asked}\n", encoding="utf-8")
    stored = run(library, RunOptions(datasets=(f"gold:{vague}",), baselines=False), progress=Progress())
    (told,) = stored.tolds()
    assert (told.abstained, told.answer, told.sentences) == (True, "", [])
    assert stored.measures()["all"]["hallucination"] == 0.0


def test_an_interrupted_run_goes_on_where_it_stopped(library: Settings, options: RunOptions) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(library, options, progress=CutOff(after=3))
    begun = store.every(home(library))[-1]
    before = (begun.folder / "results.jsonl").read_text(encoding="utf-8")
    assert (begun.finished, len(begun.tolds())) == (False, 3)
    finished = run(library, options, progress=Progress())
    assert finished.id == begun.id
    assert (finished.folder / "results.jsonl").read_text(encoding="utf-8").startswith(before)
    assert len(finished.tolds()) == 7


def test_a_line_that_was_cut_off_is_asked_again(library: Settings, options: RunOptions) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(library, options, progress=CutOff(after=3))
    results = store.every(home(library))[-1].folder / "results.jsonl"
    whole = results.read_bytes()
    results.write_bytes(whole[:-40])
    finished = run(library, options, progress=Progress())
    assert sorted(told.id for told in finished.tolds()) == sorted(
        ["leave-1", "leave-2", "leave-3", "crisis-1", "leave-4", "pay-1", "far-1"]
    )


def test_a_finished_run_is_never_gone_on_with(library: Settings, options: RunOptions) -> None:
    first, second = (run(library, options, progress=Progress()) for _ in range(2))
    assert first.id != second.id
    assert [t.ranked for t in first.tolds()] == [t.ranked for t in second.tolds()]


def test_two_runs_at_once_do_not_share_a_record(library: Settings, options: RunOptions) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(library, options, progress=CutOff(after=2))
    begun = store.every(home(library))[-1]
    with store.held(begun):  # the other process is still at it
        other = run(library, options, progress=Progress())
    assert other.id != begun.id
    assert len(begun.tolds()) == 2


def test_a_run_that_another_process_holds_is_not_written(library: Settings, options: RunOptions) -> None:
    stored = run(library, options, progress=Progress())
    with store.held(stored), pytest.raises(BadRun, match="another process"), store.held(stored):
        pass


def test_a_run_of_another_version_is_refused_and_left_as_it_is(library: Settings, options: RunOptions) -> None:
    stored = run(library, options, progress=Progress())
    record = stored.folder / "run.json"
    newer = json.dumps(json.loads(record.read_text(encoding="utf-8")) | {"format": 99})
    record.write_text(newer, encoding="utf-8")
    with pytest.raises(BadRun, match="another version"):
        store.read(home(library), stored.id)
    assert record.read_text(encoding="utf-8") == newer
    assert stored.id not in [known.id for known in store.every(home(library))]


def test_a_record_that_is_cut_short_is_told(library: Settings, options: RunOptions) -> None:
    stored = run(library, options, progress=Progress())
    (stored.folder / "run.json").write_text('{"format": 1, "st', encoding="utf-8")
    with pytest.raises(BadRun, match="can't be read"):
        store.read(home(library), stored.id)


def test_a_run_is_found_by_the_end_of_its_id(library: Settings, options: RunOptions) -> None:
    stored = run(library, options, progress=Progress())
    assert store.read(home(library), stored.id[-4:]).id == stored.id
    with pytest.raises(BadRun, match="no such run"):
        store.read(home(library), "nothing")


def test_an_unfinished_run_has_no_measures(library: Settings) -> None:
    with pytest.raises(BadRun, match="isn't finished"):
        StoredRun(home(library), {"state": "running"}).measures()


def test_asking_for_what_a_set_does_not_hold_is_told(library: Settings, gold_file: Path) -> None:
    with pytest.raises(BadDataset, match="none of its questions"):
        run(library, RunOptions(datasets=(f"gold:{gold_file}",), half="test"), progress=Progress())


def test_questions_whose_answers_are_not_in_the_library_are_left_out_and_said(
    library: Settings, gold_file: Path, tmp_path: Path
) -> None:
    class Told(Progress):
        said: ClassVar[list[str]] = []

        def say(self, sentence: str) -> None:
            self.said.append(sentence)

    changed = tmp_path / "gold.yaml"
    changed.write_text(gold_file.read_text(encoding="utf-8").replace("من سبعة أعضاء", "من تسعة أعضاء"), encoding="utf-8")
    stored = run(library, RunOptions(datasets=(f"gold:{changed}",), baselines=False), progress=Told())
    assert stored.about["left_out"] == ["gold/crisis-1"]
    assert len(stored.tolds()) == 6
    assert any("1 of 7 questions of gold are left out" in sentence for sentence in Told.said)
    assert [finding.holds for finding in judge(stored, None, {})] == [False]


@pytest.mark.parametrize(
    ("form", "content"),
    [
        ("table", "question,document\nHow long is leave?,gone\n"),
        ("table", "question,document,quote\nHow long is leave?,leave-en,31 days of leave\n"),
        ("conversations", '{"id": "a", "turns": [{"question": "How long is leave?", "document": "gone"}]}\n'),
    ],
)
def test_questions_about_another_library_are_refused(library: Settings, tmp_path: Path, form: str, content: str) -> None:
    (tmp_path / "asked").write_text(content, encoding="utf-8")
    with pytest.raises(BadDataset, match="stands in the library"):
        run(library, RunOptions(datasets=(f"{form}:{tmp_path / 'asked'}",), baselines=False), progress=Progress())


def test_a_pool_is_indexed_once(library: Settings, tmp_path: Path) -> None:
    context = "The town was founded in 1920."
    asked = {"id": "q1", "question": "When was the town founded?", "answers": [{"text": "1920", "answer_start": 24}]}
    whole = {"data": [{"paragraphs": [{"context": context, "qas": [asked]}]}]}
    (tmp_path / "x.json").write_text(json.dumps(whole), encoding="utf-8")
    (dataset,) = open_datasets([f"squad:{tmp_path / 'x.json'}"])
    first = scratch_settings(library, dataset, progress=Progress())
    generation = (first.library().current).read_text(encoding="utf-8")
    assert scratch_settings(library, dataset, progress=Progress()).home == first.home
    assert first.library().current.read_text(encoding="utf-8") == generation
    stored = run(library, RunOptions(datasets=(f"squad:{tmp_path / 'x.json'}",), baselines=False), progress=Progress())
    assert stored.measures()["all"]["success@1"] == 1.0
    assert stored.measures()["all"]["evidence@1"] == 1.0


def test_a_pool_of_a_home_that_was_copied_is_indexed_anew(library: Settings, tmp_path: Path) -> None:
    asked = {"id": "q", "question": "When?", "answers": []}
    whole = {"data": [{"paragraphs": [{"context": "It was founded in 1920.", "qas": [asked]}]}]}
    (tmp_path / "x.json").write_text(json.dumps(whole), encoding="utf-8")
    (dataset,) = open_datasets([f"squad:{tmp_path / 'x.json'}"])
    first = library.model_copy(update={"home": tmp_path / "first"})
    scratch_settings(first, dataset, progress=Progress())
    copied = library.model_copy(update={"home": tmp_path / "second"})
    shutil.copytree(tmp_path / "first", tmp_path / "second")
    found = list_documents(scratch_settings(copied, dataset, progress=Progress()).library())
    assert [(row.id, row.status) for row in found] == [("x-000-000", "indexed")]


def test_a_comparison_needs_questions_in_common(library: Settings, options: RunOptions, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text('half: tune\nquestions:\n  - {id: z, language: en, question: "Why?", kind: near}\n', encoding="utf-8")
    first = run(library, options, progress=Progress())
    second = run(library, RunOptions(datasets=(f"gold:{other}",), baselines=False), progress=Progress())
    with pytest.raises(BadRun, match="no question in common"):
        compare(first, second)
    assert os.path.exists(first.folder)
