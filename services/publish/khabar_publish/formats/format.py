"""What a format is: something that puts an event into the words and marks of another world."""

from importlib.metadata import entry_points
from typing import Protocol

from khabar import ConfigError, Event
from khabar_publish.settings import PublishSettings


class Format(Protocol):
    """Renders events; made by calling its entry point of the group ``khabar.formats`` with the service's settings.

    The same event always gives the same bytes: they are hashed, and a repeated delivery is known by that.
    """

    content_type: str
    """The media type of what is rendered, with its charset."""

    suffix: str
    """How the name of a file with it ends: ``.json``."""

    def render(self, event: Event) -> bytes | None:
        """Render an event that carries no more than its rights allow; None where this format has no words for it."""


def make_format(name: str, settings: PublishSettings) -> Format:
    """Make the format of this name.

    Raises:
        ConfigError: no installed package brings it.
    """
    known = {entry.name: entry for entry in entry_points(group="khabar.formats")}
    if name not in known:
        msg = f"unknown format {name!r}; there are {', '.join(sorted(known))}"
        raise ConfigError(msg)
    made: Format = known[name].load()(settings)
    return made
