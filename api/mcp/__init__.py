"""The Model Context Protocol's door: the library as tools of a language model's client."""
