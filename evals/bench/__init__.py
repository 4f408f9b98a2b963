"""Load and speed: what Dalil costs, beside its peers in the same run. `python -m evals.bench`."""
