"""An explanation tells where a passage was found, by which words, and which tokens were nearest; it changes no ranking."""

from assistant.assistant import Assistant
from assistant.model import Asker


def test_an_explanation_names_the_words_and_tokens_that_matched(assistant: Assistant) -> None:
    row, why = assistant.search_explained("Who leads the crisis team?", k=1)[0]
    assert row.document == "crisis-en"
    assert {"crisis", "team"} <= {term.asked for term in why.terms}
    assert {source.name for source in why.sources if source.rank == 1} == {"words", "meaning"}
    assert why.tokens and all(0 < token.cosine <= 1.01 for token in why.tokens)


def test_a_passage_of_the_other_language_is_explained_by_its_translation(assistant: Assistant) -> None:
    found = assistant.search_explained("When is sick leave reported?", k=1, language="ar")
    assert found[0][0].document == "leave-ar"
    assert "translation" in {term.kind for term in found[0][1].terms}


def test_explaining_changes_no_ranking(assistant: Assistant) -> None:
    text = "What does the director receive?"
    assert [row for row, _ in assistant.search_explained(text, k=5)] == assistant.search(text, k=5)


def test_nothing_is_explained_that_the_asker_may_not_read(assistant: Assistant) -> None:
    stranger = Asker(frozenset())
    assert "salaries-en" not in {row.document for row, _ in assistant.search_explained("salary scale", k=20, asker=stranger)}
