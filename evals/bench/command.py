"""The `dalil` command as a shell starts it, with the wall time that it takes."""

import os
import subprocess
import sys
import time
from pathlib import Path

from api.settings import Settings
from evals.errors import EvalError


def dalil(settings: Settings, *arguments: str) -> tuple[float, str]:
    """Run a command over a home; gives seconds of wall time and what it printed. Raises EvalError when it fails."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DALIL_")}
    environment |= {"DALIL_HOME": str(settings.home), "DALIL_MODELS": str(settings.embed_options().models_dir)}
    environment |= {"DALIL_FOLDERS": os.pathsep.join(map(str, settings.folders))} if settings.folders else {}
    script = [sys.executable, "-c", "from api.cli.main import main; main()"]
    installed = Path(sys.executable).parent / "dalil"
    started = time.perf_counter()
    ended = subprocess.run(
        [*([str(installed)] if installed.exists() else script), *arguments],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    seconds = time.perf_counter() - started
    if ended.returncode not in (0, 3):
        raise EvalError(f"`dalil {' '.join(arguments[:2])}` failed: {ended.stderr.strip()[-300:]}", subject="benchmark")
    return seconds, ended.stdout


def warm_model(settings: Settings) -> None:
    """Make the default model before anything is timed."""
    from corpus.embed.convert import ensure_model

    ensure_model(settings.embed_options().models_dir)
