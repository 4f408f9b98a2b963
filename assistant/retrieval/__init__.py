"""Passages for a query: by words, by meaning, and both together; always within what the asker may read."""
