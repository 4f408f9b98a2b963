"""PDF: page text by several readers, the best one a page, then its lines, headings and furniture."""
