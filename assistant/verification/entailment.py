"""Entailment by a cross-encoder that was trained on it: optional, from a folder on this machine, never downloaded.

The model is any sentence-transformers `CrossEncoder` whose classes are those of natural language inference; which of them means
entailment is read from its configuration. It comes after the other checks, which it can only make stricter.
"""

from collections.abc import Callable
from pathlib import Path
from threading import Lock

from assistant.verification.base import PASSED, Verdict, fails
from corpus.embed.folders import library
from corpus.errors import SettingError

_ENTAILED_FROM = 0.5
Scores = Callable[[str, str], float]
"""The probability, 0 to 1, that the first text entails the second."""


class Entailment:
    """Asks the cross-encoder in a folder whether the evidence entails the sentence. It is loaded when it is first asked."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = Lock()
        self._scores: Scores | None = None

    def __call__(self, sentence: str, evidence: str) -> Verdict:
        """Fails when the model finds the sentence less likely entailed than not. Raises SettingError and ModelError."""
        with self._lock:
            if self._scores is None:
                self._scores = open_cross_encoder(self._folder)
            probability = self._scores(evidence, sentence)
        return PASSED if probability >= _ENTAILED_FROM else fails("entailment")


def open_cross_encoder(folder: Path) -> Scores:
    """What a cross-encoder on this machine says of two texts.

    Raises SettingError where the folder holds no model for this, ModelError where the library isn't there or can't use it.
    """
    subject = f"DALIL_ENTAILMENT_MODEL={folder}"
    if not (folder / "config.json").is_file():
        raise SettingError(
            "the entailment model isn't there", subject=subject, remedy="name the folder of a cross-encoder, with its config.json"
        )
    with library(subject) as sentence_transformers:
        model = sentence_transformers.CrossEncoder(str(folder), local_files_only=True, trust_remote_code=False)
    labels = {str(name).lower(): int(at) for at, name in model.config.id2label.items()}
    entailed = next((at for name, at in labels.items() if name.startswith("entail")), None)
    if entailed is None and len(labels) > 1:
        raise SettingError(
            "the model has no class that means entailment", subject=subject, remedy="use one that was trained on it"
        )

    def scores(evidence: str, sentence: str) -> float:
        with library(subject):
            given = model.predict([(evidence, sentence)], apply_softmax=len(labels) > 1, show_progress_bar=False)
        return float(given[0] if entailed is None else given[0][entailed])

    return scores
