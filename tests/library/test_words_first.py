"""A first sync of much serves what it read by its words, and by its meaning once the vectors are made."""

from collections.abc import Iterable
from typing import Any

import pytest

from assistant.assistant import Assistant
from assistant.model import Question
from assistant.options import AskOptions
from corpus.errors import GenerationError, ModelError
from corpus.generation import maintain, manifest
from corpus.generation.verify import verify
from corpus.progress import Progress
from tests.fakes.failing_embedder import GivesUp

MANY = 12


@pytest.fixture
def many(library) -> Any:
    """A folder of twelve documents, each of one passage, not synced yet."""
    write(library, range(MANY))
    return library


def write(library: Any, numbers: Iterable[int]) -> None:
    for n in numbers:
        library.write(f"unit{n}.md", f"# Unit {n}\n\nThe register number{n} is kept by the office of matter{n} for the entity.\n")


def assistant_of(made: Any) -> Assistant:
    return Assistant(made.home, made.embedder, options=AskOptions(), long_lived=True)


def cut_off(made: Any, *, batches: int = 0) -> None:
    """A sync whose model goes away after so many batches."""
    model = made.embedder
    made.embedder = GivesUp(model, batches)
    with pytest.raises(ModelError):
        made.sync(words_first=10)
    made.embedder = model


def test_words_are_served_while_vectors_are_made(many) -> None:
    served: list[tuple[int, int]] = []
    found: list[str] = []
    words: list[str] = []

    def look() -> None:
        now = manifest.read(many.home, manifest.current(many.home))
        served.append((now.passages, now.vectors))
        words.extend(path.name for path in (many.home.parts / now.parts[0].part / "lexical").glob("*.idx"))
        many.embedder = model
        found.extend(row.document for row in assistant_of(many).search("number7 matter7", k=1))

    model = many.embedder
    many.embedder = GivesUp(model, batches=99, seen=look)
    many.sync(words_first=10)
    after = manifest.read(many.home, manifest.current(many.home))
    assert (served[0], found[0]) == ((MANY, 0), "unit7")
    assert (after.passages, after.vectors) == (MANY, MANY)
    assert [path.name for path in (many.home.parts / after.parts[0].part / "lexical").glob("*.idx")] == words  # not indexed twice
    assert verify(many.home, deep=True).whole


def test_a_search_of_words_alone_says_so(many) -> None:
    cut_off(many)
    assistant = assistant_of(many)
    assert [row.document for row in assistant.search("number7 matter7", k=1)] == ["unit7"]
    assert "still being indexed" in assistant.search_note("en")
    assert "still being indexed" in assistant.ask(Question("Who keeps the register number7?")).notes[-1]
    assert assistant.ask(Question("zzzqqq")).abstained
    assistant.close()
    many.sync()
    whole = assistant_of(many)
    assert [row.document for row in whole.search("number7 matter7", k=1)] == ["unit7"]
    assert whole.search_note("en") == ""
    assert "still being indexed" not in " ".join(whole.ask(Question("Who keeps the register number7?")).notes)
    whole.close()


def test_the_first_finds_by_words_get_their_meaning_at_once(many) -> None:
    cut_off(many)
    assistant = assistant_of(many)
    ((_, early),) = assistant.search_explained("number7 matter7", k=1)
    many.sync()
    ((_, late),) = assistant.search_explained("number7 matter7", k=1)
    meaning = [[source.score for source in why.sources if source.name == "meaning"] for why in (early, late)]
    assert meaning[0] == pytest.approx(meaning[1], abs=1e-3)


def test_words_alone_are_a_whole_generation_and_the_next_sync_goes_on(many) -> None:
    cut_off(many)
    maintain.prune(many.home, patience_s=0, progress=Progress())
    found = verify(many.home, deep=True)
    assert (found.differences, found.leftovers, len(many.served())) == ((), (), MANY)
    assert many.sync(words_first=10).unchanged == MANY
    assert manifest.read(many.home, manifest.current(many.home)).without_vectors == 0
    assert verify(many.home, deep=True).whole


def test_vectors_that_were_made_before_a_crash_are_not_made_again(many) -> None:
    many.write("long.md", "# Long\n\n" + "\n\n".join(f"## Part {n}\n\n" + f"The step{n} is taken. " * 40 for n in range(300)))
    cut_off(many, batches=1)
    many.sync(words_first=10)
    served = manifest.read(many.home, manifest.current(many.home))
    assert served.without_vectors == 0
    assert len(many.embedder.embedded) == len(set(many.embedder.embedded)) == served.passages


def test_some_passages_may_have_vectors_while_others_wait(many) -> None:
    many.sync()
    write(many, range(MANY, MANY + 15))
    cut_off(many)
    served = manifest.read(many.home, manifest.current(many.home))
    assert (served.passages, served.vectors) == (MANY + 15, MANY)
    assert verify(many.home, deep=True).whole
    assistant = assistant_of(many)
    found = [assistant.search(f"number{n} matter{n}", k=1)[0].document for n in (3, MANY + 3)]
    assistant.close()
    assert found == ["unit3", f"unit{MANY + 3}"]


def test_few_new_passages_wait_for_their_vectors(many) -> None:
    many.sync()
    before = manifest.current(many.home)
    many.write("more.md", "# More\n\nOne more page.\n")
    many.embedder = GivesUp(many.embedder)
    with pytest.raises(ModelError):
        many.sync(words_first=1)
    assert manifest.current(many.home) == before


def test_a_new_model_does_not_take_the_meaning_of_what_is_served(many) -> None:
    many.sync()
    before = manifest.current(many.home)
    many.write("more.md", "# More\n\nOne more page.\n")
    many.embedder.salt = "2"
    many.embedder = GivesUp(many.embedder)
    with pytest.raises(ModelError):
        many.sync(words_first=10)
    assert manifest.current(many.home) == before


def test_a_rollback_passes_over_words_alone(many) -> None:
    many.write("old.md", "# Old\n\nThe page that goes.\n")
    many.sync()
    (many.folder / "old.md").unlink()
    write(many, range(MANY, MANY + 15))
    many.sync(words_first=10)
    maintain.rollback(many.home, many.embedder)
    assert "old" in many.served()
    assert len(many.served()) == MANY + 1


def test_the_way_to_a_first_generation_is_nothing_to_go_back_to(many) -> None:
    many.sync(words_first=10)
    with pytest.raises(GenerationError):
        maintain.rollback(many.home, many.embedder)
