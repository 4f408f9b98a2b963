import pytest

from corpus.embed.prompts import prompts_for


@pytest.mark.parametrize(
    ("name", "query", "passage"),
    [
        ("intfloat/multilingual-e5-base", "query: ", "passage: "),
        ("/srv/models/multilingual-E5-small-ours", "query: ", "passage: "),
        ("intfloat/e5-large-v2", "query: ", "passage: "),
        ("BAAI/bge-small-en-v1.5", "Represent this sentence for searching relevant passages: ", ""),
        ("BAAI/bge-m3", "", ""),
        ("nomic-ai/nomic-embed-text-v1.5", "search_query: ", "search_document: "),
        ("google/embeddinggemma-300m", "task: search result | query: ", "title: none | text: "),
        ("Snowflake/snowflake-arctic-embed-l-v2.0", "query: ", ""),
        ("sentence-transformers/all-MiniLM-L6-v2", "", ""),
    ],
)
def test_a_model_gets_the_prompts_of_its_card(name, query, passage):
    prompts = prompts_for(name)
    assert (prompts.query, prompts.passage) == (query, passage)


@pytest.mark.parametrize("name", ["Qwen/Qwen3-Embedding-0.6B", "intfloat/multilingual-e5-large-instruct"])
def test_models_that_follow_instructions_get_one_before_questions_only(name):
    prompts = prompts_for(name)
    assert prompts.query.startswith("Instruct: ")
    assert prompts.query.rstrip().endswith("Query:")
    assert prompts.passage == ""
