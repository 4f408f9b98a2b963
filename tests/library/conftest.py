"""A small library in a folder of its own, synced in this process with a model of a few lines, or through the `dalil` command."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.embed.convert import ensure_model
from corpus.generation.snapshot import Snapshot, open_snapshot
from corpus.home import Home
from corpus.progress import Progress
from ingest.options import SyncOptions
from ingest.sync import SyncReport, sync


@dataclass
class HashedWords:
    """The simplest embedder: a text is the sum of a fixed vector for each of its words. `embedded` lists what it was given."""

    salt: str = "1"
    embedded: list[str] = field(default_factory=list)
    name: str = "hashed words"
    dimensions: int = 16

    @property
    def fingerprint(self) -> str:
        return f"hashed-words-{self.salt}"

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([self._vector(text) for text in texts])

    def encode_passages(self, texts: Iterable[str], *, on_done: Callable[[int], None] | None = None) -> NDArray[np.float32]:
        given = list(texts)
        self.embedded += given
        if on_done is not None:
            on_done(len(given))
        return self.encode_queries(given)

    def _vector(self, text: str) -> NDArray[np.float32]:
        total = np.full(self.dimensions, 1e-3, dtype=np.float32)
        for word in text.split():
            total += np.frombuffer(hashlib.sha512((self.salt + word).encode()).digest(), dtype=np.int32) / 2**31
        return total / np.float32(np.linalg.norm(total))


@dataclass
class Library:
    """A folder of documents and the home that it is synced into."""

    home: Home
    folder: Path
    embedder: HashedWords = field(default_factory=HashedWords)

    def write(self, path: str, text: str) -> Path:
        """Put a file into the folder."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        return target

    def sync(
        self, *paths: Path, folders: Sequence[Path] | None = None, progress: Progress | None = None, **options: Any
    ) -> SyncReport:
        """Sync the folder, or `paths` alone."""
        chosen = SyncOptions(folders=(self.folder,) if folders is None else tuple(folders), workers=1, **options)
        return sync(self.home, list(paths), self.embedder, options=chosen, progress=progress or Progress())

    def snapshot(self) -> Snapshot:
        """The served generation."""
        return open_snapshot(self.home, use_chroma=False, embedder_fingerprint=self.embedder.fingerprint)

    def served(self, *groups: str) -> list[str]:
        """The ids that are served: to members of `groups`, or to the owner when none is named."""
        snapshot = self.snapshot()
        ids = [head.document for head in snapshot.view(frozenset(groups) if groups else None).documents()]
        snapshot.close()
        return ids

    def text_of(self, document: str) -> str:
        """The served text of a document."""
        snapshot = self.snapshot()
        text = snapshot.version(snapshot.by_document[document]).text
        snapshot.close()
        return text


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """An empty library."""
    (tmp_path / "documents").mkdir()
    return Library(Home(tmp_path / "home"), tmp_path / "documents")


@pytest.fixture
def three(library: Library) -> Library:
    """A library of three documents, one of them for `hr` alone, synced."""
    library.write("leave.md", "# Leave\n\nEvery member of staff has thirty days of leave in a year.\n")
    library.write("تغيير.md", "# إدارة التغيير\n\nتحتفظ كل وحدة بسجل للتغييرات وتراجعه كل شهر.\n")
    library.write("hr/.audience", "hr\n")
    library.write("hr/pay.md", "# Pay\n\nThe pay table is kept by the unit of remuneration.\n")
    library.sync()
    return library


@dataclass(frozen=True)
class Told:
    """What the command said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture(scope="session")
def dalil() -> Callable[..., Told]:
    """Runs `dalil` in a process of its own: `dalil(library, "index", "sync")`."""
    ensure_model(Path(os.environ["DALIL_MODELS"]))

    def run(library: Library, *arguments: str) -> Told:
        settings = {"DALIL_HOME": str(library.home.root), "DALIL_FOLDERS": str(library.folder)}
        done = subprocess.run(
            [sys.executable, "-c", "from api.cli.main import main; main()", *arguments],
            env=os.environ | settings,
            capture_output=True,
            text=True,
            check=False,
            cwd=library.folder.parent,
        )
        return Told(done.returncode, done.stdout, done.stderr)

    return run
