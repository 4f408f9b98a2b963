"""Models of sentence-transformers on this machine: where their folders lie, and what goes wrong when one is opened.

A model is looked for as a folder, inside the folder for models, then among those that Hugging Face's tools have downloaded
before. The network is never reached, and code that comes with a model is never run.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from corpus.embed.base import Precision
from corpus.errors import ModelError

_MODULES = "modules.json"
_CONFIG = "config.json"
_CONFIGURED = ("Transformer", "Pooling", "Dense")
"""The kinds of modules that can't be without a configuration."""
_UNUSABLE = (OSError, ValueError, RuntimeError, LookupError, TypeError, AttributeError, AssertionError, ImportError)
"""What the libraries raise for a folder that is not a model, or a device that is not there."""


def find_model(model: str, models_dir: Path) -> Path:
    """The folder of the model `model` on this machine.

    Raises ModelError where it is not there, or only a part of it.
    """
    folders = [folder for folder in (Path(model).expanduser(), models_dir / model) if folder.is_dir()]
    for folder in folders:
        if (folder / _CONFIG).is_file() or (folder / _MODULES).is_file():
            return _whole(folder)
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return _whole(Path(snapshot_download(model, local_files_only=True)))
    except (HFValidationError, LocalEntryNotFoundError) as exc:
        if folders:
            raise _half_there(folders[0], _CONFIG) from exc
        remedy = f"put its folder at {models_dir / model}, or name the folder; Dalil downloads nothing"
        raise ModelError("the model is not on this machine", subject=model, remedy=remedy) from exc


@contextmanager
def library(name: str) -> Iterator[Any]:
    """The module `sentence_transformers`, to open or run the model `name` with. Raises ModelError for whatever goes wrong."""
    try:
        import sentence_transformers
        from safetensors import SafetensorError  # type: ignore[import-not-found, unused-ignore]
        from transformers.utils.logging import disable_progress_bar
    except ImportError as exc:
        remedy = "install it with `pip install 'dalil[neural]'` (`make setup NEURAL=1`), or use the default model"
        raise ModelError("sentence-transformers is not installed", subject=name, remedy=remedy) from exc
    disable_progress_bar()
    try:
        yield sentence_transformers
    except (*_UNUSABLE, SafetensorError) as exc:
        raise unusable(name, str(exc).strip().partition("\n")[0]) from exc


def in_precision(model: Any, precision: Precision) -> Any:
    """The model, counting in float16 where that is asked for, or where it runs on CUDA and nothing is asked for."""
    half = precision == "float16" or (precision == "auto" and model.device.type == "cuda")
    return model.half() if half else model


def unusable(name: str, why: str) -> ModelError:
    """The error for a model that is there and can't be used."""
    remedy = "check its folder and the device, or name another model"
    return ModelError(f"the model can't be used: {why}", subject=name, remedy=remedy)


def _whole(folder: Path) -> Path:
    """The same folder. Raises ModelError where a file that the others speak of is missing.

    The library would take what is left, and average the tokens of a model that was trained to be read in another way.
    """
    if not (folder / _MODULES).is_file():
        if any(folder.glob("*_Pooling")):
            raise _half_there(folder, _MODULES)
        return folder
    try:
        modules = json.loads((folder / _MODULES).read_text(encoding="utf-8"))
        places = [str(module["path"]) for module in modules if str(module["type"]).endswith(_CONFIGURED)]
    except (OSError, ValueError, LookupError, TypeError) as exc:
        raise unusable(str(folder), f"{_MODULES} can't be read") from exc
    for place in places:
        if not (folder / place / _CONFIG).is_file():
            raise _half_there(folder, (Path(place) / _CONFIG).as_posix())
    return folder


def _half_there(folder: Path, missing: str) -> ModelError:
    return ModelError(
        f"the model is there in part: {missing} is missing", subject=str(folder), remedy="copy its whole folder again"
    )
