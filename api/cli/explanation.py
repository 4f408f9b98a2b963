"""Why a passage was found, as lines for a terminal."""

from collections.abc import Iterator

from assistant.retrieval.explain import Explanation


def explanation_lines(why: Explanation) -> Iterator[str]:
    """The sources with rank and score, the words that matched, and the tokens that were nearest."""
    yield "found by   " + ", ".join(
        f"{source.name} {source.score:.3f}" + (f" (rank {source.rank})" if source.rank else "")
        for source in why.sources
        if source.score
    )
    if why.terms:
        yield "matched    " + ", ".join(
            term.asked if term.asked == term.found else f"{term.asked} = {term.found} ({term.kind})" for term in why.terms
        )
    if why.tokens:
        yield "nearest    " + ", ".join(f"{token.asked} ~ {token.found} {token.cosine:.2f}" for token in why.tokens)
