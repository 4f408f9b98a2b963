"""Who is asking: keys, the rules of loopback, the sign-in page."""
