"""One extractor per format, behind the seam in `base.py`."""
