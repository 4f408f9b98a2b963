"""Reading processes that fail, one a way of failing: `python reading_process.py crash|stall|dawdle|flood|rubbish|exhaust`."""

import json
import os
import signal
import sys
import time


def crash() -> None:
    """Dies as a reader does that writes where it may not."""
    os.kill(os.getpid(), signal.SIGSEGV)


def stall() -> None:
    """Never answers."""
    time.sleep(600)


def dawdle() -> None:
    """Says now and then that a page was read, the second one three times over, and in the end answers with an empty document."""
    for number in (1, 2, 2, 2):
        time.sleep(0.6)
        print(json.dumps({"notice": ["reading", number, 2]}), flush=True)
    answer = {"text": "", "pages": [[1, "1", 0, 0]], "blocks": [], "declared": {}, "margins": [], "taught": "", "reader": "x"}
    print(json.dumps(answer | {"unread": [], "notes": [], "evidence": {}}), flush=True)


def flood() -> None:
    """Answers without end."""
    while True:
        sys.stdout.write("x" * 1_000_000)


def rubbish() -> None:
    """Answers with blocks that don't fit the text."""
    answer = {"text": "a", "pages": [[1, "1", 0, 1]], "blocks": [["paragraph", 0, 99, 0]], "declared": {}, "reader": "x"}
    print(json.dumps(answer | {"unread": [], "notes": [], "evidence": {}}), flush=True)


def exhaust() -> None:
    """Dies as a reader does whose memory is refused."""
    print("memory allocation of 8589934592 bytes failed", file=sys.stderr, flush=True)
    os.abort()


if __name__ == "__main__":
    for _ in sys.stdin:
        ways = {"crash": crash, "stall": stall, "dawdle": dawdle, "flood": flood, "rubbish": rubbish, "exhaust": exhaust}
        ways[sys.argv[1]]()
