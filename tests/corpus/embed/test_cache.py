"""A text is embedded once in its life, also where its document changes around it."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from corpus.embed.base import Kept, TokenStates, Vectors
from corpus.embed.e5 import E5
from corpus.generation.snapshot import Address, open_snapshot
from corpus.home import Home
from corpus.progress import Progress
from ingest.options import SyncOptions
from ingest.sync import sync

LEAVE = " ".join(f"Leave rule number {n} holds for every employee of the entity." for n in range(60))
PARKING = " ".join(f"Parking bay number {n} is kept for visitors of the entity." for n in range(60))


class Counting(E5):
    """The default model, remembering what it was run over."""

    seen: tuple[str, ...] = ()

    def encode_passages_with_states(
        self, texts: Sequence[str], keep: Callable[[int, TokenStates], Kept], *, on_done: Callable[[int], None] | None = None
    ) -> tuple[Vectors, list[Kept]]:
        self.seen += tuple(texts)
        return super().encode_passages_with_states(texts, keep, on_done=on_done)


def test_a_changed_paragraph_embeds_only_the_passages_that_it_is_in(tmp_path: Path) -> None:
    embedder, home = Counting(Path(os.environ["DALIL_MODELS"])), Home(tmp_path / "home")
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "rules.md").write_text(f"# Rules\n## Leave\n{LEAVE}\n## Parking\n{PARKING}\n", encoding="utf-8")
    sync(home, [folder], embedder, options=SyncOptions(), progress=Progress())
    first, embedder.seen = embedder.seen, ()
    (folder / "rules.md").write_text(f"# Rules\n## Leave\n{LEAVE}\n## Parking\nNobody parks here any more.\n", encoding="utf-8")
    sync(home, [folder], embedder, options=SyncOptions(), progress=Progress())
    assert len(first) > 2
    assert len(embedder.seen) == 1 and "Nobody parks" in embedder.seen[0]

    snapshot = open_snapshot(home, use_chroma=False)
    (key,) = snapshot.heads
    addresses = [Address(key, n) for n in snapshot.passages(key)]
    for address in addresses:
        states = snapshot.states(address)
        assert states is not None and len(states.starts)
        assert np.all(states.starts[states.starts != 0xFFFF] < len(snapshot.text(address)))
    snapshot.close()
