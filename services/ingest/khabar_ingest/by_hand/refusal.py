"""Why something that a person asked for is not done."""


class Refusal(Exception):
    """A decision that cannot stand; ``unknown`` when it is about a tag or an article that is not there."""

    def __init__(self, reason: str, *, unknown: bool = False) -> None:
        super().__init__(reason)
        self.unknown = unknown
