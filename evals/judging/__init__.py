"""Onboarding's judge held against labelled answers: `python -m evals.judging` measures, `--fit` fits the shipped weights anew."""
