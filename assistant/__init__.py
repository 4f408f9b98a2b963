"""A question in, a cited answer out. Nothing here knows of HTTP or of file formats."""
