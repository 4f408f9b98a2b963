"""The routes, one file for each door: parse, call one function, present."""
