"""Letters as they are written rather than drawn: presentation forms and ligatures to base letters, layout signs dropped."""

import re
import unicodedata
from functools import lru_cache

_FORMS = re.compile(r"[\ufb00-\ufdff\ufe70-\ufefe]+")
_LAYOUT = re.compile(r"[\u00ad\u200d-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff\u0000-\u0001\u0003-\u0008\u000e-\u001f]")
_SPACES = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f\u3000\t\v\f]")
_SPACED_MARK = re.compile(r"[ \u00a0]+([\u064b-\u0652\u0670])")
_LAID = re.compile(r"[\u0627\u0648\u064a][\u0653-\u0655]")
"""A hamza or madda that is drawn by itself on its letter."""
_SYMBOLS = re.compile(r"[\uf06c\uf06e\uf06f\uf071\uf075-\uf077\uf09f\uf0a1-\uf0a8\uf0b7\uf0d8\uf0e0\uf0e8\uf0f0\uf0fc\uf0fe]")
"""Bullets of the Symbol and Wingdings fonts, which have no code points of their own."""


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """The text with base letters, plain spaces and without signs that only steer layout."""
    text = _FORMS.sub(lambda match: unicodedata.normalize("NFKC", match.group()), text)
    text = _SPACES.sub(" ", _LAYOUT.sub("", _SYMBOLS.sub("•", text)))
    text = _SPACED_MARK.sub(r"\1", text)
    return _LAID.sub(lambda match: unicodedata.normalize("NFC", match.group()), text)
