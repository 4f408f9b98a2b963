"""The catalogue as a sheet: out and back without a difference, checked cell by cell, applied by the next sync."""

import csv
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from corpus.errors import SettingError
from ingest.sheets import export_sheet, import_sheet


def sheet(path: Path, *rows: list[Any]) -> Path:
    """A sheet of these rows, as XLSX or CSV by its ending."""
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    else:
        book = Workbook()
        for row in rows:
            book.active.append(row)
        book.save(path)
    return path


def metadata(library: Any, document: str) -> Any:
    snapshot = library.snapshot()
    found = snapshot.heads[snapshot.by_document[document]].metadata
    snapshot.close()
    return found


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_what_was_exported_is_imported_without_a_difference(three, tmp_path: Path, ending: str) -> None:
    three.write("plus.md", "---\ntitle: =SUM(1)\nnumber: '+12'\ndate: in spring\n---\n# Plus\n\nA title like a formula.\n")
    three.sync()
    path = tmp_path / f"catalogue{ending}"
    assert export_sheet(three.home, path) == 4
    assert import_sheet(three.home, path, dry_run=False) == []
    assert three.sync().unchanged == 4


def test_the_exported_sheet_runs_from_right_to_left_and_holds_no_formula(three, tmp_path: Path) -> None:
    three.write("plus.md", "---\ntitle: =SUM(1)\n---\n# Plus\n\nA title like a formula.\n")
    three.sync()
    export_sheet(three.home, tmp_path / "c.xlsx")
    opened = load_workbook(tmp_path / "c.xlsx")["catalogue"]
    assert opened.sheet_view.rightToLeft
    assert [cell.value for cell in opened[1]][:3] == ["path", "id", "title"]
    assert {cell.data_type for row in opened.iter_rows() for cell in row if cell.value} == {"s"}


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_the_next_sync_applies_a_sheet_with_arabic_columns(three, tmp_path: Path, ending: str) -> None:
    path = sheet(
        tmp_path / f"s{ending}",
        ["المسار", "العنوان", "التاريخ", "الحالة", "الوحدة المالكة", "الجمهور"],
        ["تغيير.md", "إدارة التغيير المؤسسي", "١٢ رمضان ١٤٤٥هـ", "نافذ", "دائرة التطوير", "board، hr"],
    )
    changes = {change.field: (change.before, change.after) for change in import_sheet(three.home, path, dry_run=False)}
    assert changes["date"] == ("", "2024-03-22")
    assert changes["audience"] == ("public", "board, hr")
    assert [change.id for change in three.sync().changed] == ["تغيير"]
    found = metadata(three, "تغيير")
    assert (found.title, found.date, found.status) == ("إدارة التغيير المؤسسي", "2024-03-22", "in force")
    assert found.owner_unit == "دائرة التطوير"
    assert "تغيير" in three.served("board") and "تغيير" not in three.served("public")


def test_days_and_numbers_of_a_spreadsheet_are_read_as_shown(three, tmp_path: Path) -> None:
    path = sheet(tmp_path / "s.xlsx", ["path", "date", "edition"], ["leave.md", date(2024, 5, 3), 2.0])
    import_sheet(three.home, path, dry_run=False)
    three.sync()
    assert (metadata(three, "leave").date, metadata(three, "leave").edition) == ("2024-05-03", "2")


def test_a_dry_run_shows_the_differences_and_changes_nothing(three, tmp_path: Path) -> None:
    path = sheet(tmp_path / "s.csv", ["path", "title"], ["leave.md", "Leave of absence"])
    assert [(c.path, c.before, c.after) for c in import_sheet(three.home, path, dry_run=True)] == [
        ("leave.md", "Leave", "Leave of absence")
    ]
    assert three.sync().unchanged == 3


def test_every_wrong_cell_is_named_and_then_nothing_is_imported(three, tmp_path: Path) -> None:
    path = sheet(
        tmp_path / "s.csv",
        ["path", "id", "title", "date", "status", "twin", "audience", "language"],
        ["leave.md", "", "A new title", "", "", "", "", ""],
        ["nowhere.md", "", "", "", "", "", "", ""],
        ["تغيير.md", "other-id", "", "31/2/2024", "lively", "nobody", "a/b", "fr"],
        ["leave.md", "", "", "", "", "", "", ""],
    )
    with pytest.raises(SettingError) as caught:
        import_sheet(three.home, path, dry_run=False)
    told = str(caught.value)
    for place in (
        "row 3, path",
        "row 4, id",
        "row 4, date",
        "row 4, status",
        "row 4, twin",
        "row 4, audience",
        "row 4, language",
        "row 5, path",
    ):
        assert place in told
    assert import_sheet(three.home, sheet(tmp_path / "t.csv", ["path"], ["leave.md"]), dry_run=True) == []
    assert three.sync().unchanged == 3


def test_a_misspelled_column_is_told_rather_than_passed_over(three, tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="'audience'"):
        import_sheet(three.home, sheet(tmp_path / "s.csv", ["path", "audiance"], ["leave.md", "board"]), dry_run=False)


def test_an_emptied_cell_takes_back_what_a_sheet_said_before(three, tmp_path: Path) -> None:
    path = sheet(tmp_path / "s.csv", ["path", "title", "topic"], ["leave.md", "Other", "rest"])
    import_sheet(three.home, path, dry_run=False)
    three.sync()
    import_sheet(three.home, sheet(path, ["path", "title"], ["leave.md", ""]), dry_run=False)
    three.sync()
    assert (metadata(three, "leave").title, metadata(three, "leave").topic) == ("Leave", "rest")


def test_names_of_either_composition_meet(library, tmp_path: Path) -> None:
    name = "إجراءات.md"
    library.write(unicodedata.normalize("NFD", name), "# Steps\n\nThe steps of it.\n")
    library.write("catalogue.csv", f"path,topic\n{unicodedata.normalize('NFC', name)},steps\n")
    library.sync()
    assert library.served() == ["إجراءات"]
    assert metadata(library, "إجراءات").topic == "steps"
    import_sheet(library.home, sheet(tmp_path / "s.csv", ["path", "title"], [name, "Procedures"]), dry_run=False)
    library.sync()
    assert (metadata(library, "إجراءات").title, metadata(library, "إجراءات").topic) == ("Procedures", "steps")


def test_namesakes_in_two_folders_are_told_apart_by_their_root(library, tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
        (folder / "plan.md").write_text(f"# Plan {folder.name}\n\nThe plan of {folder.name}.\n")
    library.sync(folders=folders)
    with pytest.raises(SettingError, match="more than one folder"):
        import_sheet(library.home, sheet(tmp_path / "s.csv", ["path", "topic"], ["plan.md", "x"]), dry_run=False)
    path = sheet(tmp_path / "s.csv", ["path", "topic", "root"], ["plan.md", "x", str(folders[1])])
    import_sheet(library.home, path, dry_run=False)
    library.sync(folders=folders)
    assert sorted((metadata(library, i).title, metadata(library, i).topic) for i in library.served()) == [
        ("Plan one", ""),
        ("Plan two", "x"),
    ]


def test_the_nearest_sheet_counts_most_and_one_around_a_folder_that_was_synced_by_itself_counts_too(library) -> None:
    inner = library.write("hr/pay.md", "# Pay\n\nThe pay table.\n").parent
    library.write("hr/catalogue.csv", "path,topic\npay.md,money\n")
    library.sync(inner, folders=[])
    library.write("catalogue.csv", "path,topic,audience\nhr/pay.md,people,board\n")
    library.write("leave.md", "# Leave\n\nThirty days.\n")
    library.write("hr/deep/catalogue.csv", "path,topic\n/../pay.md,nothing\n")
    library.sync()
    assert (library.served("public"), library.served("board")) == (["leave"], ["leave", "pay"])
    snapshot = library.snapshot()
    assert snapshot.heads[snapshot.by_document["pay"]].metadata.topic == "money"
    snapshot.close()


def test_documents_can_be_described_before_their_first_sync(library, tmp_path: Path) -> None:
    library.write("deep/scan.md", "Only text.\n")
    path = sheet(tmp_path / "s.csv", ["path", "id", "title", "audience"], ["deep/scan.md", "circular-7", "Circular 7", "board"])
    import_sheet(library.home, path, dry_run=False, roots=[library.folder])
    library.sync()
    assert library.served("board") == ["circular-7"]
    assert library.served("public") == []


def test_a_sheet_in_the_folder_may_be_separated_by_semicolons_and_date_in_either_calendar(library) -> None:
    library.write("a.md", "# A\n\nSomething.\n")
    library.write("catalogue.csv", "\ufeffpath;date;owner\na.md;١٤٤٥/٩/١٢;Registry\n")
    library.sync()
    assert (metadata(library, "a").date, metadata(library, "a").owner_unit) == ("2024-03-22", "Registry")


@pytest.mark.parametrize("content", [b"PK\x03\x04 cut short", b"", b"path\nleave.md\n"])
def test_something_that_is_no_workbook_is_told(three, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "s.xlsx").write_bytes(content)
    with pytest.raises(SettingError):
        import_sheet(three.home, tmp_path / "s.xlsx", dry_run=False)
