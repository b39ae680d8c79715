"""The end of a source."""

from khabar.errors import Rejected


class Gone(Rejected):
    """The place of a source is gone for good: the source is paused, and the operators are told."""
