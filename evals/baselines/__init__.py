"""Peers that are measured in the same run, one for each file; `table.py` lists them."""
