"""A small library, indexed once, behind the real application; and a server of it on a real socket."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2 as httpx
import pytest
from reportlab.pdfgen.canvas import Canvas
from starlette.testclient import TestClient

from api.app import create_app
from api.library import open_assistant, run_sync
from api.services import Services
from api.settings import Settings
from assistant.assistant import Assistant
from corpus.progress import Progress

LEAVE_EN = """---
title: Annual leave
language: en
type: practice
twin: الإجازة السنوية
---
# Annual leave

## Entitlement

Every employee has 30 days of annual leave in a year. A request is sent to the direct manager at least 14 days before it begins.

## Carrying over

No more than 10 days of annual leave are carried over to the next year.
"""
LEAVE_AR = """---
title: الإجازة السنوية
language: ar
type: practice
twin: annual-leave-en
---
# الإجازة السنوية

## الاستحقاق

يستحق كل موظف إجازة سنوية مدتها 30 يومًا في السنة. ويُقدَّم طلب الإجازة إلى المدير المباشر قبل بدئها بأربعة عشر يومًا على الأقل.

## ترحيل الرصيد

لا يُرحَّل إلى السنة التالية أكثر من عشرة أيام من رصيد الإجازة السنوية.
"""
BOARD = """---
title: Board minutes
language: en
type: guide
audience: board
---
# Board minutes

The board approved a reserve of 750,000 rials for the relocation of the archive to Nizwa.
"""
PAGE_HTML = """<!doctype html><html lang="en"><head><title>Visitors</title></head><body>
<h1>Visitors</h1><p>Visitors sign the register at reception and wear a yellow badge until they leave the building.</p>
<script>fetch('https://example.org/')</script></body></html>
"""


def write_pdf(path: Path) -> None:
    """Two pages of text."""
    canvas = Canvas(str(path), pageCompression=0)
    canvas.setTitle("Parking rules")
    for number, line in enumerate(
        ("Parking permits are renewed every January at the gate office.", "Lost permits cost 5 rials to replace."), 1
    ):
        canvas.setFont("Helvetica", 14)
        canvas.drawString(72, 760, f"Parking rules, part {number}")
        canvas.drawString(72, 720, line)
        canvas.showPage()
    canvas.save()


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of documents: Arabic, English, HTML, PDF, and one for the board alone."""
    folder = tmp_path_factory.mktemp("shelf")
    (folder / "annual-leave-en.md").write_text(LEAVE_EN, encoding="utf-8")
    (folder / "الإجازة السنوية.md").write_text(LEAVE_AR, encoding="utf-8")
    (folder / "board-minutes.md").write_text(BOARD, encoding="utf-8")
    (folder / "visitors.html").write_text(PAGE_HTML, encoding="utf-8")
    (folder / "cut.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n")
    write_pdf(folder / "parking.pdf")
    return folder


@pytest.fixture(scope="session")
def settings(shelf: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of a library in which the shelf is indexed."""
    made = Settings(home=tmp_path_factory.mktemp("home"), folders=(shelf,), default_audience=("public",), workers=1)
    run_sync(made, [], progress=Progress())
    return made


@pytest.fixture(scope="session")
def assistant(settings: Settings) -> Iterator[Assistant]:
    """The assistant over that library."""
    opened = open_assistant(settings, long_lived=True)
    yield opened
    opened.close()


@pytest.fixture
def services(assistant: Assistant) -> Services:
    """The services of that library, without a sync."""
    return Services(assistant)


@pytest.fixture
def client(settings: Settings, services: Services) -> Iterator[TestClient]:
    """The owner, on loopback."""
    with browse(settings, services) as opened:
        yield opened


@contextmanager
def browse(
    settings: Settings, services: Services, *, peer: str = "127.0.0.1", host: str = "127.0.0.1:8000", **place: object
) -> Iterator[TestClient]:
    """A client of an application over these services, from an address."""
    app = create_app(settings, services, **place)  # type: ignore[arg-type]
    with TestClient(app, base_url=f"http://{host}", client=(peer, 50000), raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture
def browsing() -> Callable[..., object]:
    """`browse`, for tests that need a place or settings of their own."""
    return browse


class RunningServer:
    """`dalil serve` in a process of its own."""

    def __init__(self, settings: Settings, *arguments: str, environment: dict[str, str] | None = None) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        said = {"DALIL_HOME": str(settings.home), "DALIL_DEFAULT_AUDIENCE": "public"} | (environment or {})
        command = [sys.executable, "-c", "from api.cli.main import main; main()", "serve", "--port", str(self.port), *arguments]
        self.process = subprocess.Popen(
            command,
            env=os.environ | said,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).resolve().parents[2],
        )

    def wait(self, path: str = "/healthz") -> "RunningServer":
        """Until it answers."""
        until = time.monotonic() + 30
        while time.monotonic() < until and self.process.poll() is None:
            try:
                if httpx.get(self.url + path, timeout=5).status_code < 500:
                    return self
            except httpx.TransportError:
                time.sleep(0.1)
        raise AssertionError(f"the server did not answer: {self.process.communicate(timeout=5)}")

    def end(self) -> tuple[int, float, str, str]:
        """SIGTERM, and what came of it: exit code, seconds, stdout, stderr."""
        began = time.monotonic()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        out, err = self.process.communicate(timeout=20)
        return self.process.returncode, time.monotonic() - began, out, err


@pytest.fixture(scope="session")
def server(settings: Settings) -> Iterator[RunningServer]:
    """A server of the library, on loopback."""
    running = RunningServer(settings).wait("/readyz")
    yield running
    running.end()


@pytest.fixture
def starting() -> Iterator[Callable[..., RunningServer]]:
    """Starts servers that a test ends itself; those that it leaves are ended after it."""
    started: list[RunningServer] = []

    def start(settings: Settings, *arguments: str, **environment: str) -> RunningServer:
        started.append(RunningServer(settings, *arguments, environment=environment))
        return started[-1]

    yield start
    for running in started:
        if running.process.poll() is None:
            running.end()
