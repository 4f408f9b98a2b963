"""Question to query: what language it is in, which words carry it, and who asks."""
