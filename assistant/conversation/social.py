"""Greetings, thanks and "who are you": a short fixed reply, no search."""

import re

from corpus.model import Language
from corpus.text.normalise import fold

_SOCIAL = {
    "ar": re.compile(
        r"^(?:السلام عليكم(?: ورحمه الله(?: وبركاته)?)?|مرحبا|اهلا(?: وسهلا)?|صباح الخير|مساء الخير|هلا|شكرا(?: جزيلا| لك| لكم)?|مشكور|يعطيك العافيه|من انت|ماذا تعرف|ماذا تستطيع ان تفعل|شو تعرف)$"
    ),
    "en": re.compile(
        r"^(?:hi|hello|hey|good (?:morning|afternoon|evening)|thanks|thank you(?: very much)?|who are you|what are you|what (?:do you know|can you do))$"
    ),
}
_REPLY = {
    "ar": "أنا دليل: أجيب عن أسئلتك من وثائق المكتبة، وأذكر مع كل جملة موضعها في وثيقتها.",
    "en": "I am Dalil: I answer questions from the documents of this library, and show for every sentence where it stands.",
}


def social_reply(question: str) -> tuple[str, Language] | None:
    """The fixed reply to a greeting, thanks or a question about the assistant itself, with its language; None for anything else."""
    folded = re.sub(r"\s+", " ", re.sub(r"[^\w\s]", " ", fold(question))).strip()
    for language, pattern in _SOCIAL.items():
        if pattern.match(folded):
            chosen: Language = "ar" if language == "ar" else "en"
            return _REPLY[chosen], chosen
    return None
