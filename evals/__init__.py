"""Looks at the whole from outside: is the assistant good, and where does it fail? Nothing imports this."""
