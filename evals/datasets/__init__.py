"""Data sets behind one loader (`load.py`), one file for each format."""
