"""The shipped library: its first index, a cold question from the shell, and warm questions."""

import statistics
import time
from collections.abc import Iterator

import numpy as np

from api.library import SHIPPED, open_assistant
from evals.asking import question_of
from evals.bench.command import dalil
from evals.bench.model import Bench, Figure
from evals.datasets import gold
from evals.run import spread

_COLD = 5
_WARM = 120


def measure(bench: Bench) -> Iterator[Figure]:
    """Index, then ask."""
    seconds, _ = dalil(bench.settings, "index", "sync", str(SHIPPED))
    yield Figure(name="first_index_s", what="first index of the shipped library", value=seconds, unit="s", wanted=25)
    question = "How many days of annual leave may be carried over?"
    cold = [dalil(bench.settings, "ask", question, "--json")[0] for _ in range(_COLD)]
    yield Figure(
        name="cold_ask_s", what="`dalil ask` from shell to answer, cold", value=statistics.median(cold), unit="s", wanted=1.2
    )
    yield from _warm(bench)


def _warm(bench: Bench) -> Iterator[Figure]:
    assistant = open_assistant(bench.settings, long_lived=True)
    questions = spread(tuple(q for q in gold.load(gold.GOLD).questions if q.half == "tune"), _WARM)
    times = []
    for question in (questions[0], *questions):
        started = time.perf_counter()
        assistant.ask(question_of(question))
        times.append((time.perf_counter() - started) * 1000)
    assistant.close()
    for percentile, wanted in ((50, 20), (95, 50)):
        value = float(np.percentile(times[1:], percentile))
        what = f"warm question to whole answer, percentile {percentile}"
        yield Figure(name=f"warm_p{percentile}_ms", what=what, value=value, unit="ms", wanted=wanted)
