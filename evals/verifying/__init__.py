"""Measuring the verifier: sentences with their evidence, supported ones and minimally changed ones."""
