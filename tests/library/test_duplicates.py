"""Equal files, near copies and editions are proposed, with ids, and a sheet of them can be imported."""

from pathlib import Path

from ingest.duplicates import find_duplicates, write_proposals
from ingest.sheets import import_sheet

LONG = " ".join(f"Sentence {n} of the procedure names step {n * 7} and who does it." for n in range(60))


def kinds(proposals) -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    for proposal in proposals:
        found.setdefault(proposal.kind, []).append([document.id for document in proposal.documents])
    return found


def test_a_library_without_likenesses_proposes_nothing(three) -> None:
    assert find_duplicates(three.home) == []


def test_equal_files_are_one_proposal_and_keep_their_audiences(three) -> None:
    three.write("hr/copy.md", (three.folder / "leave.md").read_text(encoding="utf-8"))
    three.sync()
    proposals = find_duplicates(three.home)
    assert kinds(proposals) == {"equal": [["copy", "leave"]]}
    assert "audiences differ" in proposals[0].why
    assert three.served("public") == ["leave", "تغيير"]


def test_a_near_copy_is_found_whatever_marks_and_digits_it_is_written_in(library) -> None:
    library.write("one.md", f"# First\n\n{LONG}\n")
    library.write("two.md", f"# Another name\n\n{LONG.replace('procedure', 'process', 3).upper()}\n")
    library.write("other.md", "# Other\n\n" + " ".join(f"Word{n}" for n in range(300)))
    library.sync()
    proposals = find_duplicates(library.home)
    assert kinds(proposals) == {"near": [["one", "two"]]}
    assert 0.8 < proposals[0].similarity < 1


def test_editions_are_ordered_and_each_supersedes_the_one_before(library, tmp_path: Path) -> None:
    titles = {
        "guide-2021": "دليل إدارة المخاطر ٢٠٢١",
        "guide-2024": "دليل إدارة المخاطر 2024",
        "guide-new": "دليل إدارة المخاطر (محدث) 2026",
        "audit-v1": "Audit manual, version 1",
        "audit-v2": "Audit Manual - Second Edition",
        "plan": "Strategic plan",
    }
    for name, title in titles.items():
        library.write(f"{name}.md", f"---\ntitle: {title!r}\n---\n# {title}\n\nWhat {name} says of its matter.\n")
    library.sync()
    proposals = find_duplicates(library.home)
    assert kinds(proposals) == {"edition": [["audit-v1", "audit-v2"], ["guide-2021", "guide-2024", "guide-new"]]}
    guide = proposals[1].documents
    assert [document.supersedes for document in guide] == ["", "guide-2021", "guide-2024"]
    assert len({document.series for document in guide}) == 1
    write_proposals(tmp_path / "p.xlsx", proposals)
    changes = import_sheet(library.home, tmp_path / "p.xlsx", dry_run=False)
    assert {(c.path, c.after) for c in changes if c.field == "supersedes"} == {
        ("guide-2024.md", "guide-2021"),
        ("guide-new.md", "guide-2024"),
        ("audit-v2.md", "audit-v1"),
    }
    library.sync()
    assert find_duplicates(library.home) == []


def test_twins_in_two_languages_are_no_editions(library) -> None:
    library.write("a.md", "---\ntitle: Guide 2023\nlanguage: en\n---\n# Guide 2023\n\nWhat it says.\n")
    library.write("b.md", "---\ntitle: Guide 2024\nlanguage: ar\n---\n# Guide 2024\n\nما يقوله هذا الدليل.\n")
    library.sync()
    assert find_duplicates(library.home) == []
