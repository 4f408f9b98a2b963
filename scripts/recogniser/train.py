"""Trains ParisaOCR's recogniser further on printed lines: writes `ingest/extract/ocr/paris/retrained.npz`.

    PYTHONPATH=. python -m scripts.recogniser.train --arabic FILE --english FILE --faces FOLDER --minutes 60

The files hold one sentence a line. What is shipped was trained for 19 minutes of one core, 1,650 lines, on Tatoeba (CC BY 2.0),
TICO-19 (CC0), Saudi laws (public domain) and the 18F handbook (CC0), in 104 open faces; Cairo, Scheherazade and KACST Letter were
held out. Needs torch, Pillow with raqm, python-bidi and fontTools.
"""

import argparse
import random
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from ingest.extract.ocr.model import Box
from ingest.extract.ocr.paris.lines import Cut, batch
from ingest.extract.ocr.paris.network import network
from ingest.extract.ocr.paris.weights import read_recogniser
from scripts.recogniser.lines import Lines, Sample
from scripts.recogniser.net import Net

TARGET = Path(__file__).resolve().parents[2] / "ingest" / "extract" / "ocr" / "paris" / "retrained.npz"
MODERN = (
    "Kufi",
    "KacstOne",
    "emonada",
    "SansArabic",
    "KacstTitle",
    "Screen",
    "Digital",
    "Poster",
    "tajawal",
    "almarai",
    "changa",
    "messiri",
)
FROZEN = 70
"""Constants before this one, those of the first blocks, stay as they are: they see strokes, not letters."""
SHARE = 0.6
"""How much of the trained weights is taken, the rest being what they were before (Wortsman et al. 2022): nothing is unlearned."""
RATE = 3e-4
BATCH, POOL = 8, 24
_A_COLUMN = 8


def main() -> None:
    """Train and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    for name in ("--arabic", "--english", "--faces"):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=60.0)
    given = parser.parse_args()
    weights = read_recogniser()
    net = Net(network(weights))
    trained = {name: value for name, value in net.weights.items() if int(name[1:]) >= FROZEN}
    for name, value in net.weights.items():
        value.requires_grad_(name in trained)
    faces = sorted([*given.faces.rglob("*.ttf"), *given.faces.rglob("*.otf")])
    modern = [face for face in faces if any(part in face.name for part in MODERN)]
    texts = [path.read_text(encoding="utf-8").splitlines() for path in (given.arabic, given.english)]
    before = {name: value.detach().clone() for name, value in trained.items()}
    train(net, Lines(1, *texts, faces, modern), weights.alphabet, minutes=given.minutes)
    mixed = {name: SHARE * value.detach() + (1 - SHARE) * before[name] for name, value in trained.items()}
    np.savez_compressed(TARGET, **{name: value.numpy().astype(np.float16) for name, value in mixed.items()})


def train(net: Net, lines: Lines, alphabet: Sequence[str], *, minutes: float) -> None:
    """Train for so long, at a rate that falls to nothing."""
    labels = {char: label for label, char in enumerate(alphabet) if char}
    optimiser = torch.optim.AdamW([value for value in net.parameters() if value.requires_grad], lr=RATE, weight_decay=1e-4)
    begun, step = time.monotonic(), 0
    while (passed := (time.monotonic() - begun) / (60 * minutes)) < 1:
        for group in optimiser.param_groups:
            group["lr"] = RATE * min(1.0, (step + 1) / 40) * (1 - passed) ** 0.9 + 2e-6
        pool = sorted((lines.sample(frozenset(labels) - {""}) for _ in range(POOL)), key=lambda sample: sample.ink.shape[1])
        parts = [pool[at : at + BATCH] for at in range(0, POOL, BATCH)]
        random.shuffle(parts)
        for part in parts:
            cost = loss(net, part, labels)
            optimiser.zero_grad()
            cost.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 3.0)
            optimiser.step()
            step += 1
        print(f"{60 * minutes * passed:.0f} s, step {step}: {float(cost.detach()):.3f}", flush=True)


def loss(net: Net, samples: Sequence[Sample], labels: dict[str, int]) -> torch.Tensor:
    """The mean CTC loss a character."""
    given = batch([Cut(Box(0, 0, 1, 1), sample.ink, 0, 1.0) for sample in samples])
    scores = net(*(torch.from_numpy(np.array(given[name])) for name in ("lines", "share", "valid"))).transpose(0, 1)
    wanted = [[labels[char] for char in sample.drawn if char in labels] for sample in samples]
    columns = torch.tensor([max(1, sample.ink.shape[1] // _A_COLUMN) for sample in samples])
    lengths = torch.tensor([len(one) for one in wanted])
    every = torch.tensor([label for one in wanted for label in one])
    costs = functional.ctc_loss(scores, every, columns, lengths, reduction="none", zero_infinity=True) / lengths.clamp(min=1)
    return costs.clamp(max=20).mean()


if __name__ == "__main__":
    main()
