"""Shipped numbers and where they come from: each module here writes one table from public data, and nothing at run time
reads it.
"""
