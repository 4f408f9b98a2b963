"""The token states of a version: one immutable file, memory-mapped, named by the texts that it was made from.

    states/<name>    three numpy arrays, one after the other: offsets int64 [passages + 1], starts uint16 [tokens],
                     states int8 [tokens, dimensions]

A version whose texts and model are the same has the same file, so that a re-index neither computes nor copies anything.
"""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from corpus.errors import DamagedGeneration
from corpus.late.projection import CompactStates, projection


def name_of(text_keys: Sequence[str], model: str) -> str:
    """The name of the file of a version with these texts, made by the model of this fingerprint and the shipped projection."""
    return hashlib.sha256("\n".join([model, projection().fingerprint, *text_keys]).encode()).hexdigest()[:32]


def write(folder: Path, name: str, passages: Sequence[CompactStates]) -> None:
    """Write a version's states; what is there already is left as it is."""
    target = folder / name
    if target.exists():
        return
    folder.mkdir(exist_ok=True)
    draft = folder / f".{name}.{os.getpid()}.draft"
    offsets = np.cumsum([0, *(len(p.starts) for p in passages)], dtype=np.int64)
    with open(draft, "wb") as handle:
        for array in (offsets, np.concatenate([p.starts for p in passages]), np.concatenate([p.states for p in passages])):
            np.save(handle, array)
        handle.flush()
        os.fsync(handle.fileno())
    draft.rename(target)


class StatesFile:
    """One version's states, open. Passages are numbered from 1."""

    def __init__(self, path: Path) -> None:
        try:
            with open(path, "rb") as handle:
                self._offsets = np.load(handle)
                self._starts = np.load(handle)
                version = npy.read_magic(handle)
                shape, _, dtype = npy.read_array_header_1_0(handle) if version == (1, 0) else npy.read_array_header_2_0(handle)
                mapped = np.memmap(path, dtype=dtype, mode="r", offset=handle.tell(), shape=shape)
                self._states: NDArray[np.int8] = mapped.view(np.ndarray)  # slices of a memmap cost twenty times as much
        except (OSError, ValueError, EOFError) as exc:
            raise DamagedGeneration(
                "the token states can't be read", subject=str(path), remedy="run `dalil index rebuild`"
            ) from exc
        if self._states.ndim != 2 or self._states.shape[1] != projection().dimensions:
            raise DamagedGeneration(
                "its token states are of another projection", subject=str(path), remedy="run `dalil index rebuild`"
            )

    def passage(self, n: int) -> CompactStates:
        """The states of passage `n`."""
        start, end = self._offsets[n - 1], self._offsets[n]
        return CompactStates(self._states[start:end], self._starts[start:end])
