"""What can be set in asking. `api` fills these from the environment and the settings file; nothing here reads either."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryOptions:
    """What each kind of term of a question weighs in the search by words; 0 leaves a kind out."""

    stem_weight: float = 1.0
    gram_weight: float = 0.35
    heading_weight: float = 0.3
    """Of a stem in the headings over a passage."""

    stop_weight: float = 0.15
    """The share that a word which says little keeps of these, unless a question holds no other words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrievalOptions:
    """How candidates are found and fused."""

    dense: bool = True
    """Whether passages are found and fused by their vectors, too."""

    depth: int = 50
    """How many passages each source gives."""

    lexical_weight: float = 0.3
    """The share of words in the fused score; the rest is meaning."""

    late_depth: int = 30
    """How many of the fused candidates are ranked anew by late interaction."""

    late_lexical_weight: float = 0.15
    """How much the share of the best word score adds to MaxSim."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatModelOptions:
    """Which language model writes answers; none when `model` is empty, and answers are quotations."""

    model: str = ""
    """As LangChain's `init_chat_model` has it: `openai:NAME`, `anthropic:NAME`, ..."""

    base_url: str = ""
    api_key: str = field(default="", repr=False)
    timeout_s: float = 30.0
    context_chars: int = 8000
    """How much of the passages is put before the model."""

    report_usage: bool = False
    """Whether a server that streams is asked to count tokens, too; OpenAI's does so anyway, and few others refuse."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskOptions:
    """How a question is read, answered and refused."""

    longest_question: int = 4000
    """In characters."""

    most_sentences: int = 4
    """How many sentences an extractive answer has at most."""

    abstain_below: float = 0.35
    """The confidence under which nothing is said."""

    across_from: float = 0.6
    """The confidence that an answer from the other language needs; that is looked for where the question's own has none."""

    query: QueryOptions = QueryOptions()
    retrieval: RetrievalOptions = RetrievalOptions()
    chat: ChatModelOptions = ChatModelOptions()
