"""What is hidden leaves no trace: two libraries that differ only in it answer a stranger alike, byte for byte."""

from pathlib import Path

from corpus.home import Home


def test_hidden_documents_move_nothing_for_a_stranger(tmp_path: Path, library, dalil) -> None:
    library.write(
        "leave.md", "# Leave\n\nEvery member of staff has thirty days of leave in a year.\n\nLeave is asked for in writing.\n"
    )
    library.write("log.md", "# Log\n\nEvery unit keeps a log of its changes and looks at it each month.\n")
    assert dalil(library, "index", "sync").code == 0
    other = type(library)(Home(tmp_path / "other"), library.folder)
    library.write("hr/.audience", "hr\n")
    for n in range(3):
        library.write(
            f"hr/leave-{n}.md", f"# Leave of rank {n}\n\nLeave leave leave of rank {n} is thirty days, staff, year, log.\n"
        )
    assert dalil(other, "index", "sync").code == 0
    for question in ("thirty days of leave", "سجل التغييرات"):
        told = [dalil(place, "search", question, "--as", "public", "--json") for place in (library, other)]
        assert told[0].code == told[1].code == 0
        assert told[0].out == told[1].out
        assert told[0].json
    hers = dalil(other, "search", "thirty days of leave", "--as", "hr", "--json").json
    assert any(row["document"].startswith("leave-") for row in hers)
