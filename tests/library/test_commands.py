"""Looking after a library through the command line: what is printed where, and the exit codes."""

import json
from pathlib import Path

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
