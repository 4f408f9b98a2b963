"""What letters a PDF's glyphs draw, found from their outlines where the file's own map is wrong or silent."""
