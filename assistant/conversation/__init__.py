"""A question among others: follow-ups, social turns, and what the library could not answer."""
