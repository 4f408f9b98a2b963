"""Names that moved into `api.web`: kept until the last page that uses them has moved as well.

A page is written by `api.web.rendering.render(request, settings, TEMPLATE, about=KIND, library=library_facts(…), …)`: its template
lies in `api/web/templates` (for `/admin`: `{% extends "admin_frame.html" %}`), its own words in `api/web/words/KIND.{ar,en}.json`,
said by `say("key")`; `words("key")` says what all pages say, and `words.moment(local(utc, timezone))` a time.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from api.web.preferences import language_of
from api.web.rendering import render as page

__all__ = ["language_of", "local_time", "page"]


def local_time(utc: str, timezone: str) -> str:
    """A time of the catalogue (ISO 8601, UTC) as people of a time zone read it; empty stays empty."""
    if not utc:
        return ""
    return datetime.fromisoformat(utc.replace("Z", "+00:00")).astimezone(ZoneInfo(timezone)).strftime("%Y-%m-%d %H:%M")
