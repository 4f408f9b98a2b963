"""The consonants that are left of an Arabic word when everything is taken off that inflects it: a rough root.

يعتمد, اعتماد and معتمدة all leave عمد. It is rough on purpose: no dictionary, no disambiguation, only for comparing two texts
that are about the same thing.
"""

import re
from functools import lru_cache

_BEFORE = re.compile(r"^(?:وال|فال|بال|كال|ولل|لل|ال|[وف](?=\w{4})|[بلك](?=\w{4}))")
_ARTICLES = ("ال", "وال", "بال", "كال", "فال", "لل", "ولل")
_AFTER = re.compile(r"(?:تين|تان|تهما|تهم|تها|تنا|اتها|اتهم|هما|ات|ون|ين|ان|وا|ها|هم|نا|كم|يه|ته|ه|ي|ا)$")
_STEM = re.compile(
    r"^(?:يست|تست|مست|است|سي|ست(?=\w{4})|مت(?=\w{3})|يت(?=\w{3})|تت(?=\w{3})|ان(?=[^ا]\w{2}ا)|ين(?=\w{3})|من(?=\w{4})|[يتنمأا])(?=\w{3})"
)


@lru_cache(maxsize=50_000)
def root(word: str) -> tuple[str, ...]:
    """The rough roots of a folded Arabic word, of three letters or more; none for a short word."""
    bare = [word]
    for _ in range(2):
        shorter = _BEFORE.sub("", bare[-1], count=1)
        if shorter == bare[-1] or len(shorter) < 3:
            break
        bare = [shorter] if bare[-1].startswith(_ARTICLES) else [*bare, shorter]
    found = []
    for form in dict.fromkeys(ended for one in bare for ended in ((_ended(one),) if one.endswith("ه") else (one, _ended(one)))):
        for start in dict.fromkeys((form, _STEM.sub("", form))):
            left = _plain(start)
            if len(left) == 3:
                found.append(left)
    return tuple(dict.fromkeys(found))


def _ended(word: str) -> str:
    shorter = _AFTER.sub("", word)
    return shorter if len(shorter) >= 3 else word


def _plain(word: str) -> str:
    """Without the letters that a pattern puts between the root's own."""
    if (len(word) >= 5 and word[1] == "ت") or (len(word) == 4 and word[1] == "ت"):
        word = word[0] + word[2:]
    kept = word
    for letter in "اوي":
        for at in range(len(kept) - 2, 0, -1):
            if kept[at] == letter and len(kept) > 3:
                kept = kept[:at] + kept[at + 1 :]
    return kept
