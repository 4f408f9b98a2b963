"""Lists of words and turns, as text files: one language a file."""

from importlib.resources import files


def lines_of(name: str) -> list[str]:
    """The lines of a table, without comments and empty ones."""
    text = (files("assistant.conversation") / "tables" / name).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
