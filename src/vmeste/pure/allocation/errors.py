"""What may be wrong with a round, said with the place where it is wrong."""


class InvalidRound(ValueError):
    """The input contradicts itself; `where` names the line or entry as the reader of the file finds it."""

    def __init__(self, what: str, where: str = "") -> None:
        super().__init__(f"{where}: {what}" if where else what)
        self.what = what
        self.where = where


class InvalidResult(ValueError):
    """A result that cannot be read, or that belongs to another round."""
