"""How soon a streamed answer begins: from a question sent to its first sentence, with many clients at once on a real server.

Every client asks over a connection of its own, waits for the whole answer, and asks the next question: at once (a server that has
nothing else to do but answer), or after a pause, as people do.
"""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import httpx
import numpy as np

from api.library import SHIPPED
from api.settings import CHECKOUT
from evals.bench.command import dalil
from evals.bench.model import Bench, Figure
from evals.datasets import gold
from evals.errors import EvalError

CLIENTS = 16
_ASKED_EACH = 12
_PAUSES_S = {"steady": 0.0, "people": 1.0}
_WANTED_MS = 80.0
_PATIENCE_S = 120.0


def measure(bench: Bench) -> Iterator[Figure]:
    """Index, serve, and let the clients ask."""
    dalil(bench.settings, "index", "sync", str(SHIPPED))
    questions = [q.text for q in gold.load(gold.GOLD).questions if q.half == "tune" and q.answerable and not q.history]
    with _served(bench) as address:
        asyncio.run(_asked(address, questions[:CLIENTS], pause_s=0.0))  # the first questions open what the rest find open
        for name, pause_s in _PAUSES_S.items():
            times = asyncio.run(_asked(address, questions, pause_s=pause_s))
            what = f"first streamed sentence, {CLIENTS} clients at once, {pause_s:g} s between questions, percentile 95"
            value = float(np.percentile(times, 95))
            yield Figure(name=f"first_text_{name}_p95_ms", what=what, value=value, unit="ms", wanted=_WANTED_MS)


async def _asked(address: str, questions: Sequence[str], *, pause_s: float) -> list[float]:
    """The milliseconds to the first sentence of each answer."""
    async with httpx.AsyncClient(timeout=30, limits=httpx.Limits(max_connections=CLIENTS)) as client:
        shares = [[questions[(n + CLIENTS * at) % len(questions)] for at in range(_ASKED_EACH)] for n in range(CLIENTS)]
        told = await asyncio.gather(*(_client(client, address, share, pause_s, n) for n, share in enumerate(shares)))
    return [ms for one in told for ms in one]


async def _client(client: httpx.AsyncClient, address: str, questions: Sequence[str], pause_s: float, n: int) -> list[float]:
    times = []
    await asyncio.sleep(pause_s * n / CLIENTS)
    for question in questions:
        ms = await _first_sentence(client, address, question)
        if ms is not None:
            times.append(ms)
        await asyncio.sleep(pause_s)
    return times


async def _first_sentence(client: httpx.AsyncClient, address: str, question: str) -> float | None:
    """Milliseconds until the first sentence came; None for an abstention, which has none."""
    began = time.perf_counter()
    first = None
    async with client.stream("POST", f"{address}/api/chat", json={"question": question, "stream": True}) as answered:
        answered.raise_for_status()
        async for line in answered.aiter_lines():
            if first is None and line == "event: text":
                first = (time.perf_counter() - began) * 1000
    return first


@contextmanager
def _served(bench: Bench) -> Iterator[str]:
    """The address of a server of the bench's library, once it is ready. Raises EvalError when it does not become so."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    said = {name: value for name, value in os.environ.items() if not name.startswith("DALIL_")}
    said |= {"DALIL_HOME": str(bench.settings.home), "DALIL_MODELS": str(bench.settings.embed_options().models_dir)}
    command = [sys.executable, "-c", "from api.cli.main import main; main()", "serve", "--port", str(port)]
    running = subprocess.Popen(command, env=said, cwd=CHECKOUT, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, running)
        yield address
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(timeout=20)


def _wait(address: str, running: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until and running.poll() is None:
        try:
            if httpx.get(f"{address}/readyz", timeout=5).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise EvalError("the server that was to be measured did not become ready", subject="benchmark")
