"""Vectors: the default model and any other, behind one small seam."""
