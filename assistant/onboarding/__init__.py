"""Guided onboarding: paths over the library, judged answers, memory, certificates. Start at `course.py`."""
