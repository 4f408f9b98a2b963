"""Fits the projection and the language means of late interaction: `python -m evals.fit.projection --data FOLDER`.

The means are those of the token states of questions and of passages in each language. The projection holds the leading principal
axes of the centred states; questions and passages count alike, and both languages: with passages alone the axes that tell
questions apart are lost, and with them three points of nDCG from one language to the other.
"""

import argparse
import json
import tarfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.embed.base import TokenStates
from corpus.embed.e5 import E5
from corpus.late.projection import lettered, unit
from corpus.text.normalise import language_of

DIMENSIONS = 192
_PROSE = 300
"""How many paragraphs of laws and of the handbook are read, so that the means are those of institutional prose too."""


def fit(data: Path, models: Path, target: Path) -> None:
    """Write `target` (npz: matrix, and a mean for each side and language) from the question sets and texts under `data`."""
    embedder = E5(models)
    questions, passages = _questions(data), _passages(data)
    _, kept = embedder.encode_passages_with_states(passages, lambda at, tokens: _lettered_states(passages[at], tokens))
    asked = [_lettered_states(text, embedder.encode_query_with_states(text)[1]) for text in questions]
    sides = {"passage": list(zip(passages, kept, strict=True)), "query": list(zip(questions, asked, strict=True))}
    means = {
        f"{side}_{language}": np.concatenate([s for text, s in rows if language_of(text) == language]).mean(axis=0)
        for side, rows in sides.items()
        for language in ("ar", "en")
    }
    scatter = np.zeros((384, 384))
    for name, mean in means.items():
        side, _, language = name.partition("_")
        centred = np.concatenate([unit(s - mean) for text, s in sides[side] if language_of(text) == language])
        scatter += centred.T @ centred / len(centred)
    axes = np.linalg.eigh(scatter)[1][:, ::-1][:, :DIMENSIONS]
    np.savez(target, matrix=axes.astype(np.float16), **{name: mean.astype(np.float32) for name, mean in means.items()})


def _lettered_states(text: str, tokens: TokenStates) -> NDArray[np.float32]:
    return tokens.states[lettered(text, tokens)]


def _paragraphs(data: Path) -> list[dict[str, object]]:
    names = ("xquad-dev.ar.json", "xquad-dev.en.json", "arcd-dev.json")
    return [p for name in names for a in json.loads((data / name).read_text("utf-8"))["data"] for p in a["paragraphs"]]


def _questions(data: Path) -> list[str]:
    return sorted({str(qa["question"]) for p in _paragraphs(data) for qa in p["qas"]})  # type: ignore[attr-defined]


def _passages(data: Path) -> list[str]:
    texts = sorted({str(p["context"]) for p in _paragraphs(data)})
    for name in ("laws-ar.tar.gz", "handbook-en.tar.gz"):
        found: list[str] = []
        with tarfile.open(data / name) as archive:
            for member in archive:
                handle = archive.extractfile(member) if member.name.endswith(".md") else None
                if handle is not None:
                    found += [p.strip() for p in handle.read().decode("utf-8", "replace").split("\n\n") if 200 < len(p) < 1500]
        texts += found[:: max(1, len(found) // _PROSE)][:_PROSE]
    return texts


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--target", type=Path, default=Path("corpus/late/tables/projection.npz"))
    given = parser.parse_args()
    fit(given.data, given.models, given.target)
