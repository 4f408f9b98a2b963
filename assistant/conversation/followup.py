"""Follow-ups, without a language model: a question that leans on the one before is asked together with it."""

import re

from corpus.text.analyser import terms
from corpus.text.normalise import fold

_LEANS_EN = re.compile(r"^(?:and|but|also|what about|how about|then|or)\b|\b(?:it|its|they|them|their|he|she|his|her|this|that|these|those|there)\b")
_LEANS_AR = re.compile(
    r"^(?:وماذا عن|وما|ومن|وكم|ومتى|وكيف|واين|وهل|ولماذا|طيب|ثم|او)\b|\b(?:عنه|عنها|فيه|فيها|منه|منها|له|لها|عليه|عليها|به|بها|ذلك|هذا|هذه|تلك|هو|هي|هم|يعتمده|يعتمدها|مدته|مدتها)\b"
)
_FEW = 3


def resolve(question: str, history: tuple[str, ...]) -> str:
    """The question as it is to be understood; itself when it stands alone or nothing was asked before."""
    if not history:
        return question
    folded = fold(question.strip())
    content = [term for term in terms(question) if not term.stop]
    leans = bool(_LEANS_EN.search(folded) or _LEANS_AR.search(folded))
    if not leans and len(content) >= _FEW:
        return question
    if not leans and len(content) >= 2 and len(terms(question)) >= 5:
        return question
    return f"{history[-1].strip()} {question.strip()}"
