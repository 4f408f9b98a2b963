"""Generations: immutable indexes, built beside one another and published whole."""
