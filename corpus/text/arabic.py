"""Light stemming of folded Arabic words.

After Larkey, Ballesteros and Connell, "Light Stemming for Arabic Information Retrieval" (2007), the stemmer that they call
light10: the conjunction و, the article with its prepositions, and ten endings come off; nothing inside the word changes.
Here teh marbuta and alef maksura are already folded, and the preposition ل before the article is written لل.
"""

_ARTICLES = ("وبال", "وكال", "وال", "بال", "كال", "فال", "لل", "ال")
_ENDINGS = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")


def stem(word: str) -> str:
    """The light stem of a folded Arabic word; words of three letters or fewer stay as they are."""
    if len(word) > 3 and word[0] == "و" and not word.startswith("وال"):
        shorter = word[1:]
        word = shorter if len(shorter) >= 3 else word
    for article in _ARTICLES:
        if word.startswith(article) and len(word) - len(article) >= 2:
            word = word[len(article) :]
            break
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 2:
            word = word[: -len(ending)]
    return word
