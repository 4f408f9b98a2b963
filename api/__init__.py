"""How the world reaches a library: the command line, HTTP, the page. No decision about an answer is made here."""
