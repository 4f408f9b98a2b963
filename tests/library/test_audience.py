"""Who may read what after a sync: audience files, catalogue, classification; and that it is never a matter of content."""

from pathlib import Path

import pytest

from assistant.model import Asker
from ingest.sheets import import_sheet


def test_an_audience_file_holds_for_its_folder_and_below(library) -> None:
    library.write("hr/.audience", "﻿hr\r\nالموارد البشرية\r\n")
    library.write("hr/deep/down/pay.md", "# Pay\n\nA table of pay.\n")
    library.write("open.md", "# Open\n\nFor everyone.\n")
    library.sync()
    assert library.served("public") == ["open"]
    assert library.served("hr") == ["open", "pay"]
    assert library.served("الموارد البشرية") == ["open", "pay"]


def test_the_nearest_audience_file_wins(library) -> None:
    library.write(".audience", "staff\n")
    library.write("board/_audience.txt", "board\n")
    library.write("board/minutes.md", "# Minutes\n\nWhat the board decided.\n")
    library.write("news.md", "# News\n\nWhat happened.\n")
    library.sync()
    assert library.served("staff") == ["news"]
    assert library.served("board") == ["minutes"]


def test_an_audience_file_above_the_folder_that_is_synced_holds_too(library) -> None:
    library.write("hr/.audience", "hr\n")
    path = library.write("hr/deep/pay.md", "# Pay\n\nA table of pay.\n")
    library.sync(path)
    assert (library.served("public"), library.served("hr")) == ([], ["pay"])


@pytest.mark.parametrize("content", [b"", b"# only a remark\n", b"\xff\xfe\x00h", b"a/b\n", b"hr & board\n"])
def test_a_broken_audience_file_quarantines_its_folder_and_withdraws_what_was_served(three, content) -> None:
    (three.folder / "hr" / ".audience").write_bytes(content)
    report = three.sync()
    assert [change.id for change in report.quarantined] == ["pay"]
    assert ".audience" in report.quarantined[0].reason
    assert "pay" not in three.served()
    (three.folder / "hr" / ".audience").write_text("hr\n")
    three.sync()
    assert three.served("hr") == ["leave", "pay", "تغيير"]


def test_marks_of_direction_and_vowels_tell_no_groups_apart(library) -> None:
    library.write("hr/.audience", "\u200fالمُدراء\u200e\n")
    library.write("hr/pay.md", "# Pay\n\nA table of pay.\n")
    library.sync()
    assert library.served("المدراء") == library.served("المُدراء\u200f") == ["pay"]
    assert Asker.parse("board، المُدراء").groups == {"board", "المدراء"}


def test_an_audience_that_changes_alone_embeds_and_reads_nothing_again(three) -> None:
    before = three.text_of("pay"), three.snapshot().by_document["pay"]
    three.embedder.embedded.clear()
    (three.folder / "hr" / ".audience").write_text("board\n")
    report = three.sync()
    assert [change.id for change in report.changed] == ["pay"]
    assert three.embedder.embedded == []
    assert (three.text_of("pay"), three.snapshot().by_document["pay"]) == before
    assert three.served("hr") == ["leave", "تغيير"]
    assert three.served("board") == ["leave", "pay", "تغيير"]


def test_a_document_that_became_unreadable_still_follows_its_folder(three) -> None:
    (three.folder / "hr" / "pay.md").write_bytes(b"%PDF-1.7 not Markdown at all \x00\x01")
    (three.folder / "hr" / ".audience").write_text("board\n")
    report = three.sync()
    assert [change.id for change in report.quarantined] == ["pay"]
    assert "pay" not in three.served("hr")
    assert "remuneration" in three.text_of("pay")
    assert "pay" in three.served("board")


def test_a_state_mark_withdraws_the_document_until_the_catalogue_names_class_and_audience(three, tmp_path: Path) -> None:
    three.write("leave.md", "سري للغاية\n\n# Leave\n\nNow it is a secret how many days of leave there are.\n")
    report = three.sync()
    assert [change.id for change in report.quarantined] == ["leave"]
    assert "leave" not in three.served()
    sheet = tmp_path / "c.csv"
    sheet.write_text("path,classification\nleave.md,سري للغاية\n", encoding="utf-8")
    import_sheet(three.home, sheet, dry_run=False)
    assert three.sync().quarantined
    sheet.write_text("path,classification,audience\nleave.md,سري للغاية,board\n", encoding="utf-8")
    import_sheet(three.home, sheet, dry_run=False)
    assert three.sync().quarantined == []
    assert "leave" in three.served("board")
    assert "leave" not in three.served("public")


def test_a_marked_document_that_becomes_unreadable_does_not_serve_its_unmarked_version(three) -> None:
    three.write("leave.md", "# Leave\n\nسري\n\nNobody may know.\n")
    three.sync()
    three.write("leave.md", "")
    assert [change.id for change in three.sync().quarantined] == ["leave"]
    assert three.served() == ["pay", "تغيير"]
    three.write("leave.md", "# Leave\n\nThirty days again.\n")
    three.sync()
    assert three.served() == ["leave", "pay", "تغيير"]


def test_the_word_in_prose_is_no_state_mark(library) -> None:
    library.write("prose.md", "# رأي\n\nهذا التقرير سري للغاية كما قال أحدهم في الاجتماع.\n")
    assert library.sync().quarantined == []


def test_what_is_quarantined_is_said_again_by_the_next_sync(three) -> None:
    three.write("broken.pdf", "not a PDF")
    assert [change.id for change in three.sync().quarantined] == ["broken"]
    again = three.sync()
    assert [change.id for change in again.quarantined] == ["broken"]
    assert again.unchanged == 3
