"""The server: refuses a start that would show too much, listens, serves, and ends within seconds when it is told to."""

import errno
import ipaddress
import os
import signal
import socket
import sys
import threading
from collections.abc import Sequence
from contextlib import closing
from functools import partial
from types import FrameType

import uvicorn

from api.access.keys import list_keys
from api.access.rules import is_loopback
from api.app import create_app
from api.conversations import Talks
from api.errors import PortBusy
from api.library import open_assistant, open_conversations, open_course, open_questions, sync_job
from api.logs import configure
from api.readiness import Readiness, first_askers
from api.recording import Recorder
from api.services import Services
from api.settings import PREFIX, Settings
from assistant.assistant import Assistant
from assistant.conversation.gaps import Gaps
from assistant.onboarding.course import Course
from corpus.catalogue import documents, schema
from corpus.errors import SettingError
from corpus.home import Home

_GRACE_S = 3
"""How long answers under way may go on after SIGTERM."""
_SWITCH_S = 0.001
"""How long one thread may go on while another waits for the interpreter. What sends sentences waits behind those that answer, for
each step anew: with Python's 5 ms the first sentence came half as late again among 16 clients.
"""


def serve(settings: Settings, *, host: str, port: int, root_path: str) -> None:
    """Serve until SIGTERM or Ctrl+C. Raises SettingError for a start that would show too much, PortBusy for a taken address."""
    root = checked_root_path(root_path)
    loopback = is_loopback(host)
    home = settings.library()
    home.prepare()
    _refuse_without_key(home, host, loopback)
    _refuse_unset_audience(settings, home, alone=loopback and not root and not settings.trusted_proxies)
    listening = _listen(host, port)
    configure()
    sys.setswitchinterval(_SWITCH_S)
    assistant = open_assistant(settings, long_lived=True)
    address = address_of(host, listening.getsockname()[1], root)
    course = open_course(settings, assistant)
    readiness = Readiness(assistant, course, first_askers(settings, home), partial(_say_where_to_begin, address))
    services = _services(settings, assistant, course, readiness)
    app = create_app(settings, services, root_path=root, loopback_only=loopback)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_graceful_shutdown=_GRACE_S,
        lifespan="on",
    )
    readiness.start()
    _run(Announced(config, address), listening)


def _services(settings: Settings, assistant: Assistant, course: Course, readiness: Readiness) -> Services:
    """What the doors call. Where questions or conversations aren't to be kept, those of earlier settings are forgotten."""
    questions, conversations = open_questions(settings), open_conversations(settings)
    recorder = Recorder(questions, conversations)
    recorder.forget()
    held = conversations if settings.conversations_kept_days > 0 else None

    def close() -> None:
        readiness.end()
        recorder.close()
        assistant.close()

    kept = settings.questions_kept_days > 0
    return Services(
        assistant,
        sync=sync_job(settings),
        record=recorder if kept else None,
        rate=recorder.rate if kept else None,
        gaps=Gaps(assistant, questions, conversations=held, settle=recorder.settle) if kept else None,
        course=course,
        talks=Talks(held, keep=recorder.keep_turn, settle=recorder.settle),
        close=close,
    )


class Announced(uvicorn.Server):
    """Says on stderr where it is, once it answers."""

    def __init__(self, config: uvicorn.Config, address: str) -> None:
        super().__init__(config)
        self._address = address

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        print(f"Dalil answers at {self._address} (Ctrl+C ends it)", file=sys.stderr, flush=True)


def checked_root_path(root_path: str) -> str:
    """The root path without a slash at its end. Raises SettingError when it can't be one."""
    root = root_path.rstrip("/")
    if root and (not root.startswith("/") or root.startswith("//") or not root.isascii() or set("?#\\% ") & set(root)):
        raise SettingError(f"{root_path!r} can't be used", subject="--root-path", remedy="it wants a path such as /dalil")
    return root


def address_of(host: str, port: int, root: str) -> str:
    """The address to open in a browser."""
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}{root}/" if root else f"http://{shown}:{port}"


def _refuse_without_key(home: Home, host: str, loopback: bool) -> None:
    if not loopback and not list_keys(home):
        raise SettingError(
            "everyone who reaches this address would read everything, for no key exists",
            subject=f"--host {host}",
            remedy="add one with `dalil serve keys add NAME`, then start again",
        )


def _refuse_unset_audience(settings: Settings, home: Home, *, alone: bool) -> None:
    """Refuses others' questions while it was never decided who may read some of the documents."""
    if alone or settings.default_audience is not None or not home.catalogue.exists():
        return
    with closing(schema.connect(home.catalogue)) as catalogue:
        undecided = [d for d in documents.all_documents(catalogue) if d.served is not None and d.audience_from == "default"]
    if undecided:
        raise SettingError(
            f"nobody has said who may read {len(undecided)} of the documents, so that everyone would",
            subject=f"{PREFIX}DEFAULT_AUDIENCE",
            remedy="set it (to `public`, if everyone may), or name their audience in the catalogue, then sync and start again",
        )


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ipaddress.ip_address(host).version == 6 else socket.AF_INET
    except ValueError:
        family = socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as exc:
        subject = f"{host}:{port}"
        if exc.errno == errno.EADDRINUSE:
            raise PortBusy(
                "another program listens here", subject=subject, remedy=f"end it, or choose another port: --port {port + 1}"
            ) from exc
        if exc.errno == errno.EACCES:
            raise PortBusy(
                "this user may not listen here", subject=subject, remedy="choose a port from 1024, such as --port 8000"
            ) from exc
        raise PortBusy(
            f"it can't be listened on ({exc.strerror or exc})",
            subject=subject,
            remedy="name an address of this machine with --host",
        ) from exc


def _say_where_to_begin(address: str, suggested: Sequence[str]) -> None:
    for question in suggested[:1]:
        print(f"A question to begin with: {question}", file=sys.stderr, flush=True)
    print(f"Guided onboarding: {address.rstrip('/')}/onboarding", file=sys.stderr, flush=True)


def _run(server: uvicorn.Server, listening: socket.socket) -> None:
    def ended(number: int, frame: FrameType | None) -> None:
        """After its orderly end the server raises the signal that ended it once more, which then means nothing."""

    for number in (signal.SIGTERM, signal.SIGINT):
        if threading.current_thread() is threading.main_thread():
            signal.signal(number, ended)
    server.run(sockets=[listening])
    if any(thread is not threading.main_thread() for thread in threading.enumerate()):
        sys.stderr.flush()
        os._exit(0)  # what a thread still works out (a cut answer) has no reader, and must not meet an interpreter that ends
