"""What can be set in the corpus. `api` fills these from the environment and the settings file; nothing here reads either."""

from dataclasses import dataclass
from pathlib import Path

from corpus.embed.base import LateInteraction, Precision


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedOptions:
    """Which model turns text into vectors, and what it may use."""

    models_dir: Path
    """Where models lie; it may be shared and read-only once the model is in it."""

    model: str = "e5"
    """`e5`, the default model; else a sentence-transformers model by name, or the path of its folder."""

    late_interaction: LateInteraction = "kept"
    """Whether passages' token states are kept on disk, made when a question needs them, or not used (the default model alone
    has them).
    """

    threads: int = 0
    """How many passages are embedded at once by the default model; 0 takes the cores, at most 4."""

    batch: int = 32
    """How many passages a sentence-transformers model takes at once."""

    device: str = ""
    """Where a sentence-transformers model runs (`cpu`, `cuda`, `mps`); empty takes the best that is there."""

    dimensions: int = 0
    """How many numbers of a sentence-transformers model's vectors are kept, from the first on; 0 keeps all. For models that were
    trained for it (Matryoshka representation learning, Kusupati et al. 2022).
    """

    precision: Precision = "auto"
    """In which numbers a sentence-transformers model counts; `auto` takes float16 on CUDA, else float32."""
