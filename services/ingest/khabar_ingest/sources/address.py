"""The address of a source on the web."""

from khabar.config import SourceSettings
from khabar.errors import ConfigError, Rejected
from khabar_ingest.sources.rooms import Rooms


def address(settings: SourceSettings, rooms: Rooms) -> str:
    """Return the ``url`` of a source.

    Raises:
        ConfigError: there is none, or by how it is written nothing can ever be fetched from it.
    """
    if not settings.url:
        msg = f"source {settings.id}: a {settings.type} needs a url"
        raise ConfigError(msg)
    try:
        rooms.fetcher.check(settings.url)
    except Rejected as error:
        msg = f"source {settings.id}: {error}"
        raise ConfigError(msg) from error
    return settings.url
