"""How the shipped library's sources become the files that a reader opens: one producer per module."""
