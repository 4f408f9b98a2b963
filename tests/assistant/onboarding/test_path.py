"""Paths: what is read, what is refused, and where the fault stands."""

from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.onboarding.check import check, find_quote, missing_documents
from assistant.onboarding.errors import BrokenPath
from assistant.onboarding.model import Path as LearningPath
from assistant.onboarding.path import load_path, load_paths

SHIPPED = Path(__file__).resolve().parents[3] / "corpus" / "library" / "onboarding"


def test_a_path_is_read_with_its_steps_in_order(path: LearningPath) -> None:
    assert [step.id for step in path.steps] == ["annual", "certificate", "order", "times", "report"]
    assert path.minutes == 11


def test_every_shipped_path_has_eight_steps_or_more_in_both_languages() -> None:
    paths, faults = load_paths([SHIPPED])
    assert not faults
    assert len(paths) >= 5
    assert all(len(path.steps) >= 8 for path in paths)


@pytest.mark.parametrize(
    ("wrong", "right", "what", "line"),
    [
        ("      hint: {ar: عدد ومهلة", "      hnit: {ar: عدد ومهلة", "`hnit` isn't a key of `question`", 22),
        ("kind: open", "kind: essay", "no kind that is known", 20),
        ("    minutes: 3", "    minutes: soon", "`minutes` is 'soon'", 14),
        ("after: [annual]", "after: [anual]", "comes after 'anual'", 32),
        ("truth: false", "truth: maybe", "`truth` is 'maybe'", 91),
        ("{source: leave, en: A request is made 10", "{source: leaf, en: A request is made 10", "no source 'leaf'", 31),
        ("title: {ar: الإجازات, en: Leave}", "title: {ar: الإجازات}", "`title` has no `en`", 10),
        ("id: certificate", "id: annual", "another step is called 'annual'", 32),
        ("right: true", "right: false", "nothing to choose", 42),
    ],
)
def test_a_fault_names_its_line(folder: Path, wrong: str, right: str, what: str, line: int) -> None:
    file = folder / "leave.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace(wrong, right, 1), encoding="utf-8")
    with pytest.raises(BrokenPath) as raised:
        load_path(file)
    assert [(fault.line, what in fault.what, bool(fault.remedy)) for fault in raised.value.faults][:1] == [(line, True, True)]


def test_a_question_without_key_points_is_told(folder: Path) -> None:
    file = folder / "leave.yaml"
    text = file.read_text(encoding="utf-8")
    start = text.index("      key_points:")
    file.write_text(text[:start] + "      key_points: []\n" + text[text.index("  - id: certificate") :], encoding="utf-8")
    with pytest.raises(BrokenPath, match="no key points"):
        load_path(file)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"path: [", b"path: &a x", b"- 1", b"path: !!python/object:os.system x"])
def test_what_is_no_path_is_refused_with_a_line(folder: Path, content: bytes) -> None:
    (folder / "x.yaml").write_bytes(content)
    with pytest.raises(BrokenPath) as raised:
        load_path(folder / "x.yaml")
    assert raised.value.faults[0].line >= 1


def test_a_broken_file_leaves_the_other_paths_in(folder: Path) -> None:
    (folder / "a-broken.yaml").write_text("path: x\n", encoding="utf-8")
    paths, faults = load_paths([folder])
    assert [path.id for path in paths] == ["leave-and-crisis"]
    assert faults


def test_quotations_that_stand_are_no_fault(path: LearningPath, assistant: Assistant) -> None:
    assert check(path, assistant.snapshot().view(None)) == []


def test_a_quotation_that_stands_no_more_is_told_with_what_stands_there_now(folder: Path, assistant: Assistant) -> None:
    file = folder / "leave.yaml"
    text = file.read_text(encoding="utf-8").replace("An employee has 30 days of", "An employee has 31 days of", 1)
    file.write_text(text, encoding="utf-8")
    faults = check(load_path(file), assistant.snapshot().view(None))
    assert [(fault.line, "leave-en" in fault.what, "30 days" in fault.remedy) for fault in faults] == [(27, True, True)]


def test_a_document_that_is_not_there_is_told(folder: Path, assistant: Assistant) -> None:
    file = folder / "leave.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("crisis: {en: crisis-en}", "crisis: {en: no-such}"), encoding="utf-8"
    )
    path = load_path(file)
    view = assistant.snapshot().view(None)
    assert missing_documents(path, view) == ["no-such"]
    assert "no document 'no-such'" in check(path, view)[0].what


def test_a_quotation_is_found_across_line_ends_and_is_the_text_itself() -> None:
    text = "It says: one two\n  three four."
    span = find_quote(text, "two three")
    assert span is not None
    assert span.of(text) == "two\n  three"
