"""The `dalil` command: each module parses, calls one function below, and presents."""
