"""What a library is: its documents, their record, their indexes and the analysis of their text.

`ingest` writes it, `assistant` reads it. Nothing here reads a foreign file format, and nothing here knows of a question.
"""
