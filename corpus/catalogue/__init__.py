"""The catalogue: one SQLite file that records documents, versions, passages, vectors and generations."""
