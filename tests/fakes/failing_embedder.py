"""An embedder whose model is taken away in the middle of the work."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from corpus.embed.base import Embedder, Vectors
from corpus.errors import ModelError


@dataclass
class GivesUp:
    """Embeds so many batches of passages and then fails, as a model does that is taken away; `seen` is told before each batch."""

    model: Embedder
    batches: int = 0
    seen: Callable[[], None] = field(default=lambda: None)
    name: str = "gives up"

    def __post_init__(self) -> None:
        self.dimensions, self.fingerprint = self.model.dimensions, self.model.fingerprint

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self.model.encode_queries(texts)

    def encode_passages(self, texts: Iterable[str], *, on_done: Callable[[int], None] | None = None) -> Vectors:
        self.seen()
        self.batches -= 1
        if self.batches < 0:
            raise ModelError("the model is gone", subject=self.name, remedy="bring it back")
        return self.model.encode_passages(texts, on_done=on_done)
