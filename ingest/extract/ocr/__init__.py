"""OCR: a picture of a page in, lines of text with their places and how sure they are out."""
