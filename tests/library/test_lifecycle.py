"""What a library does over its life: changes, removal, rollback, pruning, other models, folders that go away."""

import dataclasses
import gc
import sqlite3
import unicodedata
from pathlib import Path

import pytest

from corpus.catalogue import schema
from corpus.errors import CatalogueError, DamagedGeneration, GenerationError, HomeBusy, NewerCatalogue, SettingError
from corpus.generation import maintain, manifest
from corpus.generation.verify import verify
from corpus.listing import show_document
from corpus.progress import Progress
from ingest.options import SegmentOptions

SECRET = "The zanzibar clause pays seventy-seven rials"


def files_that_say(root: Path, sentence: str) -> list[str]:
    """Every file under `root` that holds a sentence, in either encoding that an index might keep it in."""
    wanted = [sentence.encode(), sentence.encode("utf-16-le"), sentence.lower().encode()]
    return [
        str(path.relative_to(root)) for path in root.rglob("*") if path.is_file() and any(w in path.read_bytes() for w in wanted)
    ]


def test_a_changed_document_is_a_new_version_and_the_rest_is_left_alone(three) -> None:
    three.embedder.embedded.clear()
    three.write("leave.md", "# Leave\n\nEvery member of staff has thirty-five days of leave.\n")
    report = three.sync()
    assert [change.id for change in report.changed] == ["leave"]
    assert report.unchanged == 2
    assert len(three.embedder.embedded) == 1
    assert "thirty-five" in three.text_of("leave")


def test_nothing_to_do_publishes_nothing(three) -> None:
    before = manifest.current(three.home)
    assert three.sync().generation == before


def test_rollback_serves_what_was_before_and_can_be_undone(three) -> None:
    three.write("leave.md", "# Leave\n\nThirty-five days.\n")
    three.sync()
    maintain.rollback(three.home, three.embedder)
    assert "thirty days" in three.text_of("leave")
    maintain.rollback(three.home, three.embedder)
    assert "Thirty-five" in three.text_of("leave")


def test_rollback_needs_an_earlier_generation(three) -> None:
    with pytest.raises(GenerationError, match="no earlier generation"):
        maintain.rollback(three.home, three.embedder)


def test_rollback_revives_nothing_that_was_removed_by_hand(three) -> None:
    three.write("new.md", "# New\n\nSomething new.\n")
    three.sync()
    maintain.remove(three.home, "leave", three.embedder)
    maintain.rollback(three.home, three.embedder)
    assert three.served() == ["new", "pay", "تغيير"]


def test_rollback_keeps_the_audiences_of_today(three) -> None:
    (three.folder / "hr" / ".audience").write_text("board\n")
    three.sync()
    three.write("new.md", "# New\n\nSomething new.\n")
    three.sync()
    maintain.rollback(three.home, three.embedder)
    assert "pay" not in three.served("hr")
    assert "pay" in three.served("board")


def test_what_was_removed_stays_out_until_its_file_is_named(three) -> None:
    maintain.remove(three.home, "leave", three.embedder)
    assert three.sync().kept_out == ["leave"]
    assert "leave" not in three.served()
    three.sync(three.folder / "leave.md")
    assert "leave" in three.served()


def test_after_prune_nothing_in_the_home_says_what_was_removed(three) -> None:
    three.write("secret.md", f"# Clause\n\n{SECRET} a day.\n")
    three.sync()
    assert files_that_say(three.home.root, SECRET)
    maintain.remove(three.home, "secret", three.embedder)
    maintain.prune(three.home, patience_s=0, progress=Progress())
    assert files_that_say(three.home.root, SECRET) == []
    assert len(manifest.all_manifests(three.home)) == 1
    assert verify(three.home, deep=True).whole


def test_after_prune_nothing_says_what_an_earlier_version_or_a_vanished_file_said(three) -> None:
    three.write("secret.md", f"# Clause\n\n{SECRET} a day.\n")
    vanishing = three.write("gone.md", f"# Other\n\n{SECRET} an hour.\n")
    three.sync()
    three.write("secret.md", "# Clause\n\nThere is no clause any more.\n")
    vanishing.unlink()
    three.sync()
    maintain.prune(three.home, patience_s=0, progress=Progress())
    assert files_that_say(three.home.root, SECRET) == []


def test_prune_takes_the_text_of_a_withdrawn_document(three) -> None:
    three.write("secret.md", f"# Clause\n\n{SECRET} a day.\n")
    three.sync()
    three.write("secret.md", f"سري\n\n# Clause\n\n{SECRET} a day.\n")
    three.sync()
    maintain.prune(three.home, patience_s=0, progress=Progress())
    assert files_that_say(three.home.root, SECRET) == []


def test_prune_says_who_reads_an_older_generation(three) -> None:
    reader = three.snapshot()
    three.write("new.md", "# New\n\nSomething new.\n")
    three.sync()
    with pytest.raises(GenerationError, match="still being read by process"):
        maintain.prune(three.home, patience_s=0, progress=Progress())
    assert reader.version(reader.by_document["leave"]).text
    reader.close()
    assert maintain.prune(three.home, patience_s=0, progress=Progress())


def test_a_generation_is_let_go_with_its_last_reader(three) -> None:
    reader = three.snapshot()
    view = reader.view(None)
    assert view.documents()
    three.write("new.md", "# New\n\nSomething new.\n")
    three.sync()
    gc.disable()  # what only the collector of cycles frees is held for as long as a quiet process lives
    try:
        del reader, view
        assert maintain.prune(three.home, patience_s=0, progress=Progress())
    finally:
        gc.enable()


def test_another_model_embeds_everything_again_and_is_never_asked_with_the_old_one(three) -> None:
    three.embedder.salt = "2"
    with pytest.raises(DamagedGeneration, match="another embedding model"):
        three.snapshot()
    three.embedder.embedded.clear()
    three.sync()
    assert len(three.embedder.embedded) == 3
    assert verify(three.home, deep=True).whole


def test_another_analyser_builds_every_part_again_without_embedding(three, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {entry.part for entry in manifest.read(three.home, manifest.current(three.home)).parts}
    three.embedder.embedded.clear()
    monkeypatch.setattr("corpus.text.analyser.FINGERPRINT", "of another time")
    with pytest.raises(DamagedGeneration, match="text analysis"):
        three.snapshot()
    three.sync()
    assert three.embedder.embedded == []
    assert not before & {entry.part for entry in manifest.read(three.home, manifest.current(three.home)).parts}


def test_token_states_of_another_projection_are_refused_until_the_next_sync(three) -> None:
    states = dataclasses.replace(manifest.read(three.home, manifest.current(three.home)), projection="of another time")
    manifest.write(three.home, states)
    with pytest.raises(DamagedGeneration, match="another projection") as told:
        three.snapshot()
    assert "index sync" in told.value.remedy
    three.sync()
    assert three.snapshot().heads


def test_a_catalogue_of_a_newer_program_is_refused_and_left_as_it_is(three) -> None:
    with sqlite3.connect(three.home.catalogue) as catalogue:
        catalogue.execute(f"PRAGMA user_version = {schema.SCHEMA + 1}")
    catalogue.close()
    for attempt in (three.sync, three.snapshot):
        with pytest.raises(NewerCatalogue):
            attempt()


def test_something_that_is_no_catalogue_is_told_as_one(three) -> None:
    for path in three.home.root.glob("catalogue.sqlite*"):
        path.unlink()
    three.home.catalogue.write_bytes(b"this is no database, whatever its name says" * 100)
    with pytest.raises(CatalogueError, match="restore a backup"):
        three.sync()


def test_one_process_writes_at_a_time_and_the_other_is_told_who(three) -> None:
    with three.home.writing("something slow"), pytest.raises(HomeBusy, match=r"process \d+, something slow"):
        three.sync()
    assert three.sync().unchanged == 3


def test_a_folder_that_is_away_keeps_its_documents(three) -> None:
    three.folder.rename(three.folder.with_name("elsewhere"))
    report = three.sync(yes=True)
    assert (report.away, report.removed) == ([str(three.folder)], [])
    three.folder.mkdir()
    assert three.sync(yes=True).removed == []
    assert three.served() == ["leave", "pay", "تغيير"]


def test_most_of_a_folder_is_not_taken_out_without_a_word(library) -> None:
    paths = [library.write(f"{n}.md", f"# Number {n}\n\nDocument number {n}.\n") for n in range(6)]
    library.sync()
    for path in paths[1:]:
        path.unlink()
    with pytest.raises(SettingError, match="--yes"):
        library.sync()
    assert len(library.served()) == 6
    assert len(library.sync(yes=True).removed) == 5


def test_two_of_three_are_most(three) -> None:
    for name in ("leave.md", "تغيير.md"):
        (three.folder / name).unlink()
    with pytest.raises(SettingError, match="2 of its 3"):
        three.sync()


def test_a_folder_that_was_synced_by_itself_is_kept_up_to_date_by_the_one_around_it(library) -> None:
    inner = library.write("hr/pay.md", "# Pay\n\nThe pay table.\n").parent
    library.write("hr/grades.md", "# Grades\n\nThe grades of staff.\n")
    library.sync(inner, folders=[])
    library.write("leave.md", "# Leave\n\nThirty days.\n")
    library.sync()
    assert library.served() == ["grades", "leave", "pay"]
    (inner / "pay.md").unlink()
    assert [change.id for change in library.sync().removed] == ["pay"]
    (inner / "grades.md").unlink()
    report = library.sync(yes=True)
    assert (report.away, report.removed) == ([str(inner)], [])


def test_folders_inside_one_another_are_read_once(three) -> None:
    folders = [three.folder, three.folder / "hr"]
    assert three.sync(folders=folders).unchanged == 3
    assert three.sync(folders=folders[::-1]).unchanged == 3
    assert three.served() == ["leave", "pay", "تغيير"]


def test_namesakes_get_ids_of_their_own_and_keep_them(library) -> None:
    library.write("b/plan.md", "# Plan B\n\nThe second plan.\n")
    library.sync()
    library.write("a/plan.md", "# Plan A\n\nThe first plan.\n")
    library.sync()
    assert library.served() == ["a-plan", "plan"]
    assert "second" in library.text_of("plan")


def test_an_id_is_of_one_line_and_found_however_its_letters_are_composed(library) -> None:
    library.write(unicodedata.normalize("NFD", "résumé\nof work.md"), "# Work\n\nA résumé of work.\n")
    assert [change.id for change in library.sync().added] == ["résumé of work"]
    shown = show_document(library.home, unicodedata.normalize("NFD", "résumé of work"))
    assert shown is not None and shown["path"] == unicodedata.normalize("NFD", "résumé\nof work.md")


def test_rehash_reads_again_what_other_readers_or_settings_read(three) -> None:
    assert three.sync(rehash=True).unchanged == 3
    other = SegmentOptions(enough=10, most=40)
    assert three.sync(segments=other).unchanged == 3
    assert len(three.sync(segments=other, rehash=True).changed) == 3
    assert three.sync(segments=other, rehash=True).unchanged == 3


def test_evaluation_runs_that_quote_a_removed_document_are_dropped_when_asked_for(three) -> None:
    runs = three.home.root / "evals" / "runs"
    for name, document in (("r1", "leave"), ("r2", "pay")):
        (runs / name).mkdir(parents=True)
        (runs / name / "told.jsonl").write_text(f'{{"document": "{document}"}}\n', encoding="utf-8")
    maintain.remove(three.home, "leave", three.embedder)
    maintain.prune(three.home, patience_s=0, progress=Progress())
    assert maintain.drop_quotations(three.home) == ["r1"]
    assert [path.name for path in runs.iterdir()] == ["r2"]
