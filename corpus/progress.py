"""How long work says how far it is. The one here says nothing; a terminal or an admin page gives one that shows it."""


class Progress:
    """Told what is being done. Override what is to be shown."""

    def stage(self, name: str, total: int) -> None:
        """A stage begins: `total` steps of it are ahead."""

    def advance(self, steps: int, subject: str = "") -> None:
        """So many more steps are done; `subject` is what was done last."""

    def say(self, sentence: str) -> None:
        """Something worth telling that is no step."""
