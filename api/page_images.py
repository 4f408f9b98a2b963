"""A page of a PDF as an image, drawn in a process of its own: a file that breaks or stalls the drawing breaks nothing else.

Run as a module it draws one page: `python -m api.page_images FILE PAGE WIDTH`, with the PNG on stdout.
"""

import resource
import subprocess
import sys
import threading
from collections import OrderedDict
from pathlib import Path

from api.errors import NoPageImage

_SECONDS = 20
_MEMORY_BYTES = 2 << 30
_MOST_PIXELS_HIGH = 8000
_KEPT = 32
_AT_ONCE = 2

NARROWEST, WIDEST = 200, 2400


class PageImages:
    """Draws pages, two at once, and keeps those drawn last at hand. May be shared between threads."""

    def __init__(self) -> None:
        self._drawing = threading.BoundedSemaphore(_AT_ONCE)
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, int, int], bytes] = OrderedDict()

    def draw(self, path: Path, content: str, page: int, width: int) -> bytes:
        """The page as a PNG, `width` pixels wide; `content` is the file's hash. Raises NoPageImage."""
        key = (content, page, width)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        with self._drawing:
            png = _draw_apart(path, page, width)
        with self._lock:
            self._kept[key] = png
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return png


def _draw_apart(path: Path, page: int, width: int) -> bytes:
    command = [sys.executable, "-m", "api.page_images", str(path), str(page), str(width)]
    remedy = "open the original file instead"
    try:
        drawn = subprocess.run(
            command, capture_output=True, timeout=_SECONDS, check=False, cwd=Path(__file__).resolve().parent.parent
        )
    except subprocess.TimeoutExpired as exc:
        raise NoPageImage("drawing the page takes too long", subject=str(page), remedy=remedy) from exc
    if drawn.returncode != 0 or not drawn.stdout.startswith(b"\x89PNG"):
        raise NoPageImage("the page can't be drawn", subject=str(page), remedy=remedy)
    return drawn.stdout


def _main(path: str, page: str, width: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    drawn = document[int(page) - 1]
    across, high = drawn.get_size()
    scale = min(int(width) / across, _MOST_PIXELS_HIGH / high)
    drawn.render(scale=scale).to_pil().save(sys.stdout.buffer, format="PNG")


if __name__ == "__main__":
    _main(*sys.argv[1:])
