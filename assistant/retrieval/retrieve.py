"""The ranking of a query: lexical and dense candidates of one view, fused, best first."""

import numpy as np
from numpy.typing import NDArray

from assistant.model import Candidate, Query
from assistant.options import RetrievalOptions
from assistant.retrieval.fusion import fuse
from corpus.generation.snapshot import View


def retrieve(view: View, query: Query, vector: NDArray[np.float32], *, options: RetrievalOptions) -> list[Candidate]:
    """The candidates of `query`, best first; equal scores by document and passage number. `vector` is the question's,
    [dimensions].
    """
    lexical = view.lexical(query.terms, options.depth, query.where)
    dense = view.dense(vector, options.depth, query.where)
    addresses = dict.fromkeys([address for address, _ in lexical] + [address for address, _ in dense])
    cosines = view.cosines(vector, list(addresses))
    candidates = {c.address: c for c in fuse(lexical, cosines, lexical_weight=options.lexical_weight)}
    return [candidates[address] for address, _ in view.ranked((c.address, c.score) for c in candidates.values())]
