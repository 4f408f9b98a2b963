"""The server's log: structured lines on stderr, each of a request with its id. Never a question's text, a query or a key."""

import asyncio
import logging
import sys
from typing import Any

import structlog
from starlette.types import Scope

_QUIET = frozenset({"/healthz", "/readyz", "/metrics"})


def configure() -> None:
    """Send the log to stderr: JSON lines, or lines for a person where stderr is a terminal. For a process, not for an import."""
    on_terminal = sys.stderr.isatty()
    stamps: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: list[Any] = [structlog.dev.ConsoleRenderer()] if on_terminal else [structlog.processors.format_exc_info, _json()]
    structlog.configure(
        processors=[*stamps, *renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    foreign = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=stamps,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderer],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(foreign)
    handler.addFilter(_is_no_cut_answer)
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


def _is_no_cut_answer(record: logging.LogRecord) -> bool:
    """An answer that is cut when the server ends is no error, though the server's own library logs it as one."""
    kind = record.exc_info[0] if record.exc_info else None
    return not (kind is not None and issubclass(kind, asyncio.CancelledError))


def _json() -> structlog.processors.JSONRenderer:
    return structlog.processors.JSONRenderer(ensure_ascii=False)


def log_request(scope: Scope, path: str, status: int, seconds: float) -> None:
    """One line about one request; those that machines send all the time only when they fail."""
    if path in _QUIET and status < 500:
        return
    structlog.get_logger("dalil.request").info(
        "request",
        request_id=scope.get("state", {}).get("request_id", ""),
        method=scope["method"],
        path=path,
        status=status,
        ms=round(seconds * 1000, 1),
    )
