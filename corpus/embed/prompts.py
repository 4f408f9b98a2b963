"""Which words a model wants before a question and before a passage, for models whose own files don't say.

A model that was trained with prompts ranks worse without them. The first pattern that is found in the model's name, whatever the
case, holds; what no pattern names gets none. The prompts are those of the models' own cards.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Prompts:
    """What is put before a question and before a passage."""

    query: str = ""
    passage: str = ""


_ENGLISH_BGE = "Represent this sentence for searching relevant passages: "
_INSTRUCT = "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:"

_TABLE: tuple[tuple[str, Prompts], ...] = (
    (r"multilingual-e5-\w+-instruct", Prompts(query=f"{_INSTRUCT} ")),
    (r"e5-mistral", Prompts(query=f"{_INSTRUCT} ")),
    (r"\be5-(small|base|large)", Prompts(query="query: ", passage="passage: ")),
    (r"bge-(small|base|large)-en", Prompts(query=_ENGLISH_BGE)),
    (r"bge-(small|base|large)-zh", Prompts(query="为这个句子生成表示以用于检索相关文章：")),
    (r"bge-m3", Prompts()),
    (r"qwen3-embedding", Prompts(query=_INSTRUCT)),
    (r"embeddinggemma", Prompts(query="task: search result | query: ", passage="title: none | text: ")),
    (r"nomic-embed-text", Prompts(query="search_query: ", passage="search_document: ")),
    (r"arctic-embed-(m|l)-v2", Prompts(query="query: ")),
    (r"arctic-embed|mxbai-embed", Prompts(query=_ENGLISH_BGE)),
)


def prompts_for(name: str) -> Prompts:
    """The prompts of the model `name` (a name, or the path of its folder)."""
    for pattern, prompts in _TABLE:
        if re.search(pattern, name, re.IGNORECASE):
            return prompts
    return Prompts()
