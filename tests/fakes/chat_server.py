"""A scripted OpenAI-compatible chat server on loopback: it says what it is told to say, however wrong, cuts off, stalls or
is away.
"""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Script:
    """What the server says next: pieces of text; after `cut` pieces it breaks off; `status` other than 200 is an error. With
    `tokens` it counts as many for each reply, where it is asked to count.

    `stall_s` passes before the answer, `trickle_s` before each piece; `raw` is sent in place of a stream; the first `refusals`
    requests get status 503.
    """

    pieces: list[str] = field(default_factory=list)
    status: int = 200
    cut: int | None = None
    stall_s: float = 0.0
    trickle_s: float = 0.0
    raw: bytes = b""
    refusals: int = 0
    tokens: int = 0
    asked: list[dict[str, object]] = field(default_factory=list)


@contextmanager
def chat_server(script: Script) -> Iterator[str]:
    """The address (`http://127.0.0.1:PORT/v1`) of a server that follows `script`."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            with suppress(BrokenPipeError, ConnectionResetError):  # whoever asked gave up
                self._answer()

        def _answer(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            script.asked.append(asked)
            time.sleep(script.stall_s)
            if len(script.asked) <= script.refusals:
                self.send_error(503)
                return
            self.send_response(script.status)
            self.send_header("Content-Type", "text/event-stream" if script.status == 200 else "application/json")
            self.end_headers()
            if script.status != 200:
                self.wfile.write(b'{"error": {"message": "scripted"}}')
                return
            if script.raw:
                self.wfile.write(script.raw)
                return
            for at, piece in enumerate(script.pieces):
                time.sleep(script.trickle_s)
                if script.cut is not None and at >= script.cut:
                    return
                self._send({"choices": [{"index": 0, "delta": {"role": "assistant", "content": piece}, "finish_reason": None}]})
            self._send({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
            if script.tokens and asked.get("stream_options", {}).get("include_usage"):
                counted = {"prompt_tokens": script.tokens - 1, "completion_tokens": 1, "total_tokens": script.tokens}
                self._send({"choices": [], "usage": counted})
            self.wfile.write(b"data: [DONE]\n\n")

        def _send(self, chunk: dict[str, object]) -> None:
            whole = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "scripted", **chunk}
            self.wfile.write(f"data: {json.dumps(whole, ensure_ascii=False)}\n\n".encode())
            self.wfile.flush()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        server.shutdown()
        server.server_close()
