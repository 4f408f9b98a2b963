"""Verification finds what isn't as it should be, and nothing where all is."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus.generation import dense, manifest
from corpus.generation.parts import file_hash
from corpus.generation.verify import verify

ONES = np.ones(16, np.float32).tobytes().hex()


def part_of(library: Any, audience: str) -> Path:
    """The folder of the served part for one audience."""
    served = manifest.read(library.home, manifest.current(library.home))
    return next(library.home.parts / entry.part for entry in served.parts if entry.audience == (audience,))


def in_catalogue(library: Any, statement: str) -> None:
    with closing(sqlite3.connect(library.home.catalogue)) as catalogue, catalogue:
        catalogue.execute(statement)


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(bytes(content))


def lose_from_chroma(library: Any) -> None:
    client = dense.open_client(part_of(library, "public") / "chroma")
    collection = client.get_collection("passages", embedding_function=None)
    collection.delete(ids=collection.get(include=[])["ids"][:1])
    client.close()


def test_a_library_that_was_just_synced_is_whole(three) -> None:
    found = verify(three.home, deep=True)
    assert found.whole and not found.leftovers
    assert found.generation == manifest.current(three.home)


def test_before_the_first_sync_nothing_is_wrong(library) -> None:
    assert verify(library.home, deep=True).whole


def test_verification_changes_nothing_that_is_kept(three) -> None:
    def seen() -> dict[str, str]:
        paths = [path for path in three.home.root.rglob("*") if path.is_file() and "chroma" not in path.parts]
        paths = [path for path in paths if path.suffix != ".lock" and "-" not in path.suffix]
        return {str(path): file_hash(path) for path in paths}

    before = seen()
    verify(three.home, deep=True)
    assert seen() == before


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda lib: flip(part_of(lib, "public") / "vectors.npy"), "vectors.npy missing or changed"),
        (lambda lib: flip(next((part_of(lib, "hr") / "lexical").glob("*.store"))), "missing or changed"),
        (lambda lib: (part_of(lib, "hr") / "passages.npy").unlink(), "passages.npy missing"),
        (lambda lib: shutil.rmtree(part_of(lib, "hr")), "is missing"),
        (lambda lib: flip(next(lib.home.files.glob("*/*"))), "its original under files/ has changed"),
        (lambda lib: next(lib.home.files.glob("*/*")).unlink(), "its original isn't kept"),
        (lambda lib: in_catalogue(lib, "UPDATE versions SET text = replace(text, 'thirty', 'ninety')"), "its text in the"),
        (lambda lib: in_catalogue(lib, "UPDATE passages SET end = end + 9000 WHERE version = 1"), "its text in the catalogue"),
        (lambda lib: in_catalogue(lib, "DELETE FROM vectors"), "have no vector in the catalogue"),
        (lambda lib: in_catalogue(lib, f"UPDATE vectors SET vector = x'{ONES}'"), "of its vectors aren't those of the catalogue"),
        (lambda lib: in_catalogue(lib, "DELETE FROM versions WHERE document = 'leave'"), "aren't in the catalogue"),
        (lambda lib: in_catalogue(lib, "UPDATE generation_versions SET audience = '[\"board\"]' WHERE version = 2"), "no part"),
        (lose_from_chroma, "its Chroma collection holds other passages"),
        (lambda lib: lib.home.current.write_text("g000009-abcdef\n"), "its manifest can't be read"),
    ],
)  # fmt: skip
def test_damage_is_told(three, damage: Callable[[Any], None], told: str) -> None:
    damage(three)
    found = verify(three.home, deep=True)
    assert not found.whole
    assert any(told in difference for difference in found.differences), found.differences


def test_originals_that_were_never_kept_are_not_missed(library) -> None:
    library.write("a.md", "# A\n\nSomething.\n")
    library.sync(keep_originals=False)
    assert verify(library.home, deep=True, originals=False).whole
    assert not verify(library.home, deep=True).whole
    library.sync()
    assert verify(library.home, deep=True).whole
