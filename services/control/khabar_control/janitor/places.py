"""Where entries pile up: the public streams and their fast lanes."""

from dataclasses import dataclass

from khabar.keys import LANED, STREAMS, Keys

_LANE = ".urgent"


@dataclass(frozen=True, slots=True)
class Place:
    """A stream as it is trimmed; ``name`` is how the registry of groups calls it."""

    name: str
    key: str

    @property
    def is_lane(self) -> bool:
        """Whether it is a fast lane, whose entries are archived with its stream."""
        return self.name.endswith(_LANE)

    @property
    def archived_as(self) -> str:
        """The stream whose archive holds its entries."""
        return self.name.removesuffix(_LANE)


def places(keys: Keys) -> list[Place]:
    """Everything that is trimmed."""
    streams = [Place(name, keys.stream(name)) for name in STREAMS]
    return streams + [Place(f"{name}{_LANE}", keys.lane(name)) for name in LANED]
