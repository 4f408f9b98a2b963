"""Looking after a library through the command line: what is printed where, and the exit codes."""

import json
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from corpus.generation.maintain import remove


def test_a_library_is_looked_after_from_the_command_line(library, dalil, tmp_path: Path) -> None:
    library.write("leave.md", "# Leave\n\nEvery member of staff has thirty days of leave in a year.\n")
    library.write("copy.md", "# Leave\n\nEvery member of staff has thirty days of leave in a year.\n")
    library.sync()
    assert dalil(library, "index", "duplicates", "--json").json[0]["kind"] == "equal"
    sheet = tmp_path / "c.csv"
    assert dalil(library, "index", "catalogue", "export", str(sheet)).out == ""
    sheet.write_text(sheet.read_text(encoding="utf-8").replace("Leave", "Holiday", 1), encoding="utf-8")
    differences = dalil(library, "index", "catalogue", "import", str(sheet), "--dry-run", "--json").json
    assert [difference["after"] for difference in differences] == ["Holiday"]
    saved = tmp_path / "b.tar.gz"
    assert dalil(library, "backup", str(saved)).code == 0
    remove(library.home, "copy", library.embedder)
    assert json.loads(dalil(library, "restore", str(saved), "--json").out)["revived"] == ["copy"]
    assert dalil(library, "index", "verify", "--json").json["whole"] is True
    next(library.home.parts.glob("*/vectors.npy")).write_bytes(b"")
    damaged = dalil(library, "index", "verify")
    assert (damaged.code, damaged.out) == (1, "")
    assert "vectors.npy" in damaged.err


def test_a_wrong_file_is_one_sentence_and_an_exit_code(library, dalil, tmp_path: Path) -> None:
    library.home.prepare()
    (tmp_path / "b.tar.gz").write_bytes(b"rubbish")
    told = dalil(library, "restore", str(tmp_path / "b.tar.gz"))
    assert (told.code, told.out) == (1, "")
    assert told.err.count("\n") == 1 and "Traceback" not in told.err
    assert dalil(library, "index", "catalogue", "import", str(tmp_path / "c.txt")).code == 2


def test_an_extracted_text_is_alone_on_stdout_to_the_last_character(library, dalil) -> None:
    written = "# Not Markdown\n\n  إجازة  السنة\tثلاثون يوما. \n"
    path = library.write("leave.txt", written.replace("\n", "\r\n"))
    library.sync()
    extracted = dalil(library, "extract", str(path))
    assert (extracted.code, extracted.out, extracted.err) == (0, written, "")
    assert dalil(library, "index", "show", "leave", "--json").json["text"] == written


def test_a_run_of_many_queries_has_six_columns_whatever_documents_are_called(three, dalil, tmp_path: Path) -> None:
    three.write("تقرير سنوي.md", "# Yearly report\n\nThirty projects were finished in the year.\n")
    assert dalil(three, "index", "sync").code == 0
    (tmp_path / "q.jsonl").write_text('{"id": "q 1", "text": "thirty days of leave"}\n{"id": 2, "text": "سجل التغييرات"}\n')
    lines = dalil(three, "search", "--queries", str(tmp_path / "q.jsonl"), "-k", "3", "--format", "trec").out.splitlines()
    rows = [line.split() for line in lines]
    assert {len(row) for row in rows} == {6}
    assert [row[0] for row in rows] == ["q%201"] * 3 + ["2"] * 3
    assert [row[3] for row in rows] == ["1", "2", "3"] * 2
    assert "تقرير%20سنوي" in {row[2] for row in rows}


def test_pages_that_could_not_be_read_are_an_exit_code_and_said(library, dalil, monkeypatch) -> None:
    monkeypatch.setenv("DALIL_OCR", "off")
    canvas = Canvas(str(library.folder / "half.pdf"))
    canvas.drawString(72, 760, "Staff record their attendance at the gate before half past seven in the morning.")
    canvas.showPage()
    canvas.drawImage(ImageReader(Image.new("L", (200, 280), 220)), 0, 0, 595, 842)
    canvas.save()
    for _ in range(2):
        told = dalil(library, "index", "sync", "--json")
        assert (told.code, told.json["quarantined"], told.json["unread_pages"]) == (3, [], 1)


def test_a_found_passage_is_seen_among_those_around_it(library, dalil) -> None:
    text = "\n\n".join(f"## Part {n}\n\n" + f"Rule {n} says a good deal about the matter. " * 12 for n in range(5))
    parking = "## Parking\n\nA purple permit is needed for parking.\n\n## End\n\nThe end.\n"
    library.write("rules.md", f"# Rules\n\n{text}\n\n{parking}")
    assert dalil(library, "index", "sync").code == 0
    head, before, found, after = dalil(library, "search", "purple permit", "-k", "1", "--around", "1").out.splitlines()
    assert "Parking" in head and found.startswith("  » ") and "purple permit" in found
    assert "Rule 4" in before and "The end" in after


def test_wrong_usage_is_one_sentence(library, dalil) -> None:
    for wrong in (["search", "leave", "-k", "0"], ["ask"], ["index", "nothing"], ["ask", "x", "--questions", "y"]):
        told = dalil(library, *wrong)
        assert (told.code, told.out, told.err.count("\n")) == (2, "", 1)
        assert "--help" in told.err


def test_what_nobody_foresaw_is_one_sentence_too(three, dalil) -> None:
    content = bytearray(three.home.catalogue.read_bytes())
    content[4096:] = bytes(len(content) - 4096)
    three.home.catalogue.write_bytes(content)
    told = dalil(three, "index", "list")
    assert (told.code, told.out, told.err.count("\n")) == (1, "", 1)
    assert "Traceback" in dalil(three, "--debug", "index", "list").err


def test_questions_are_answered_in_their_order_and_one_that_can_not_be_asked_stops_none(three, dalil, tmp_path: Path) -> None:
    asked = [
        {"id": 7, "text": "How many days of leave are there in a year?"},
        {"id": "empty", "text": "؟!"},
        {"id": "a b", "text": "x"},
    ]
    questions = tmp_path / "q.jsonl"
    questions.write_text("\n".join(json.dumps(question) for question in asked), encoding="utf-8")
    assert dalil(three, "index", "sync").code == 0
    told = dalil(three, "ask", "--questions", str(questions), "--format", "jsonl")
    rows = [json.loads(line) for line in told.out.splitlines()]
    assert [row["id"] for row in rows] == [7, "empty", "a b"]
    assert len({tuple(row) for row in rows}) == 1
    assert "thirty days" in rows[0]["answer"] and rows[1]["abstained"]
    assert "empty: the question holds no word" in told.err
    questions.write_text('{"id": 1, "text": "leave"}\n{"id": 2}\n', encoding="utf-8")
    wrong = dalil(three, "ask", "--questions", str(questions))
    assert (wrong.code, wrong.out) == (2, "") and "line 2" in wrong.err


def test_a_default_audience_holds_in_any_order_and_an_impossible_one_is_refused(
    library, dalil, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.write("leave.md", "# Leave\n\nThirty days of leave.\n")
    monkeypatch.setenv("DALIL_DEFAULT_AUDIENCE", "staff,hr")
    assert len(dalil(library, "index", "sync", "--json").json["added"]) == 1
    assert dalil(library, "index", "sync", "--json").json["unchanged"] == 1
    monkeypatch.setenv("DALIL_DEFAULT_AUDIENCE", "hr & staff")
    told = dalil(library, "index", "sync")
    assert told.code == 2 and "DALIL_DEFAULT_AUDIENCE" in told.err
