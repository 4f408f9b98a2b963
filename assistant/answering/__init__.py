"""Candidates to an answer: quoted sentences, or sentences that a language model writes and the verifier passes."""
