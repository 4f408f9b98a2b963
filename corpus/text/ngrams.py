"""Character 4-grams of a folded word: they forgive a slip of spelling and find a stem that light stemming misses."""

SIZE = 4


def grams(word: str) -> list[str]:
    """The 4-grams of `word` in order; a word of four letters or fewer is its own only gram."""
    if len(word) <= SIZE:
        return [word]
    return [word[i : i + SIZE] for i in range(len(word) - SIZE + 1)]
