"""How many passages of about two hundred tokens are embedded in a second, beside one text after the other in one thread."""

import time
from collections.abc import Iterator, Sequence

from api.library import SHIPPED
from corpus.embed.base import Embedder
from corpus.embed.convert import ensure_model
from corpus.embed.e5 import E5, MOST_TOKENS
from corpus.embed.tokenizer import Tokenizer, read_pieces
from evals.bench.model import Bench, Figure

_PASSAGES = 240
_TOKENS = 200


def measure(bench: Bench) -> Iterator[Figure]:
    """Both ways over the same texts."""
    options = bench.settings.embed_options()
    tokenizer = Tokenizer(*read_pieces(ensure_model(options.models_dir)))
    texts = passages(tokenizer, _PASSAGES)
    many = _rate(E5(options.models_dir, threads=options.threads or 2), texts)
    one = _rate(E5(options.models_dir, threads=1), texts[: _PASSAGES // 3])
    yield Figure(
        name="embedding_per_s", what=f"passages of {_TOKENS} tokens embedded in a second", value=many, unit="/s", wanted=60,
        side="at least", peer="one thread", peer_value=one, ratio=many / one,
    )  # fmt: skip


def passages(tokenizer: Tokenizer, count: int) -> list[str]:
    """Texts of about two hundred tokens from the shipped library's sources."""
    words = " ".join(path.read_text(encoding="utf-8") for path in sorted(SHIPPED.rglob("sources/*/*.md"))).split()
    texts: list[str] = []
    at = 0
    while len(texts) < count:
        taken = 110
        while taken < 220 and _length(tokenizer, words, at, taken) < _TOKENS:
            taken += 5
        texts.append(" ".join(words[at : at + taken]))
        at = (at + taken) % (len(words) - 300)
    return texts


def _length(tokenizer: Tokenizer, words: Sequence[str], at: int, taken: int) -> int:
    return len(tokenizer.encode(" ".join(words[at : at + taken]), most_tokens=MOST_TOKENS).ids)


def _rate(embedder: Embedder, texts: Sequence[str]) -> float:
    embedder.encode_passages(texts[:4])
    started = time.perf_counter()
    embedder.encode_passages(texts)
    return len(texts) / (time.perf_counter() - started)
