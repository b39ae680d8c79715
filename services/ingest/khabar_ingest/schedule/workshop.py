"""The sources of one replica, made when they are first polled and kept while their settings stay the same."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from khabar.config import SourceSettings
from khabar_ingest.registry import Registry
from khabar_ingest.sources import PUSHED, Rooms, Source, make


@dataclass(frozen=True, slots=True)
class Made:
    """A source, the settings that it was made with, and the rooms with its memory."""

    settings: SourceSettings
    source: Source
    rooms: Rooms


class Workshop:
    """Makes sources from the list."""

    def __init__(self, registry: Registry, rooms: Rooms) -> None:
        self._registry, self._rooms = registry, rooms
        self._made: dict[str, Made] = {}

    @staticmethod
    def polls(settings: SourceSettings) -> bool:
        """Whether a source is one that has to be polled."""
        return settings.type != PUSHED

    def made(self, id_: str) -> Made | None:
        """The source of that id; None when it is not listed, paused, or only pushed to.

        Raises:
            ConfigError: its settings are wrong.
        """
        listed = self._registry.listed.get(id_)
        if listed is None or not listed.active:
            return None
        made = self._made.get(id_)
        if made is None or (made.settings is not listed.settings and made.settings != listed.settings):
            rooms = replace(self._rooms, memory={})
            source = make(listed.settings, rooms)
            if source is None:
                return None
            made = self._made[id_] = Made(listed.settings, source, rooms)
        return made

    def keep(self, ids: Iterable[str]) -> None:
        """Let go of all sources but these."""
        self._made = {id_: self._made[id_] for id_ in ids if id_ in self._made}
