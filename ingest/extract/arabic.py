"""What shows at a glance that text is Arabic as people write it: its commonest words, and the article that words begin with."""

COMMON_WORDS = frozenset(
    "من في على إلى الى أن ان إن عن هذا هذه التي الذي ما لا أو او مع كل"  # noqa: SIM905
    " بعد قبل ذلك بين هو هي غير أي كما كان تم إذا لم قد ثم".split()
)
ARTICLES = ("ال", "وال", "بال", "لل", "كال", "فال", "ولل")
