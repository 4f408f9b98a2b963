"""Alembic looks for this file; `engine.py` runs the migrations itself, so that nothing is configured here."""
