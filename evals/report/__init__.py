"""A run as people read it: in the terminal, as HTML, Markdown and JSON, and as README's table."""
