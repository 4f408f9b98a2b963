"""Files in, a generation out. Nothing here knows of a question."""
