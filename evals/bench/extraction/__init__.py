"""Reading Arabic PDFs: the same texts through every producer that is installed, read by every reader that is installed."""
