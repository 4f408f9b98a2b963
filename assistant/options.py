"""What can be set in asking. `api` fills these from the environment and the settings file; nothing here reads either."""

import json
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from corpus.embed.base import Precision


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryOptions:
    """What each kind of term of a question weighs in the search by words; 0 leaves a kind out."""

    stem_weight: float = 1.0
    gram_weight: float = 0.35
    heading_weight: float = 0.3
    """Of a stem in the headings over a passage."""

    stop_weight: float = 0.15
    """The share that a word which says little keeps of these, unless a question holds no other words."""


@cache
def _table() -> dict[str, float]:
    return dict(json.loads((files("assistant.retrieval") / "tables" / "fusion.json").read_text(encoding="utf-8")))


def _fitted(name: str) -> Any:
    """A weight whose default is shipped data: `retrieval/tables/fusion.json`, written by `evals.fit.fusion`."""
    return field(default_factory=lambda: _table()[name])


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpansionOptions:
    """In which other words a question is looked for, too."""

    termbase: bool = True
    """What the termbase has for its terms, in either language."""

    everyday: bool = True
    """Its everyday words in those that institutions write."""

    numbers: bool = True
    """Its numbers in words as digits, and the other way round."""

    spelling: bool = True
    """Words that nobody knows, as near ones that the library has."""

    sounds: bool = True
    """Words without a translation, by their consonants in the other script."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RerankOptions:
    """Which cross-encoder orders the best candidates anew; none when `model` is empty."""

    model: str = ""
    """A sentence-transformers cross-encoder by name, or the path of its folder."""

    models_dir: Path = Path("models")
    """Where models lie."""

    depth: int = 20
    """How many candidates it reads."""

    device: str = ""
    """Where it runs (`cpu`, `cuda`, `mps`); empty takes the best that is there."""

    precision: Precision = "auto"
    """In which numbers it counts; `auto` takes float16 on CUDA, else float32."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrievalOptions:
    """How candidates are found and fused."""

    dense: bool = True
    """Whether passages are found and fused by their vectors, too."""

    expansion: ExpansionOptions = ExpansionOptions()

    depth: int = 50
    """How many passages each source gives."""

    late_depth: int = 40
    """How many of the fused candidates are ranked anew by late interaction."""

    lexical_weight: float = _fitted("lexical_weight")
    """The share of the question's words in the fused score; the rest is meaning."""

    translated_weight: float = _fitted("translated_weight")
    """The share of their translations in it."""

    late_stop_share: float = 0.7
    """What a token of a word that says little counts in late interaction against one of another word."""

    late_window_share: float = _fitted("late_window_share")
    """The share of a passage's nearest stretch in its late interaction; the rest is the whole passage."""

    late_lexical_weight: float = _fitted("late_lexical_weight")
    """How much the share of the best word score adds to late interaction."""

    late_translated_weight: float = _fitted("late_translated_weight")
    """How much the share of the best score of translations adds to it."""

    late_cosine_weight: float = _fitted("late_cosine_weight")
    """How much the cosine of the vectors adds to it."""

    rerank: RerankOptions = RerankOptions()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatModelOptions:
    """Which language model writes answers; none when `model` is empty, and answers are quotations."""

    model: str = ""
    """As LangChain's `init_chat_model` has it: `openai:NAME`, `anthropic:NAME`, ..."""

    base_url: str = ""
    api_key: str = field(default="", repr=False)
    timeout_s: float = 30.0
    """How long a reply may take as a whole; what was told by then stays."""

    retries: int = 1
    """How often a request that failed is sent again."""

    reply_tokens: int = 700
    """How long a reply may be."""

    context_tokens: int = 3000
    """How much of the passages is put before the model, in about so many tokens."""

    report_usage: bool = False
    """Whether a server that streams is asked to count tokens, too; OpenAI's does so anyway, and few others refuse."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskOptions:
    """How a question is read, answered and refused."""

    longest_question: int = 4000
    """In characters."""

    most_sentences: int = 4
    """How many sentences an extractive answer has at most."""

    abstain_below: float = 0.18
    """The confidence under which nothing is said."""

    across_from: float = 0.45
    """The confidence that an answer from the other language needs; that is looked for where the question's own has none."""

    query: QueryOptions = QueryOptions()
    retrieval: RetrievalOptions = field(default_factory=RetrievalOptions)
    chat: ChatModelOptions = ChatModelOptions()
    entailment_model: Path | None = None
    """The folder of a cross-encoder that also has to find a chat model's sentences entailed; none when it is None."""
