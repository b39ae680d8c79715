"""What a replay is to do: kept on the server, so that another process can go on with it."""

import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from pydantic import TypeAdapter

from khabar.archive import START, Archive, Row
from khabar.errors import ConfigError
from khabar.replay.choice import Choice

_PUBLISH = "publish-"


@dataclass(frozen=True, slots=True)
class Plan:
    """The stage, and which entries of its stream: behind one id, up to another, of some articles or of all."""

    stage: str
    after: str = START
    until: str = START
    articles: tuple[str, ...] = ()
    every: bool = False

    @property
    def stream(self) -> str:
        """The public stream that the stage reads.

        Raises:
            ConfigError: it is no stage that can be told anything again.
        """
        if self.stage == "enrich":
            return "articles"
        if self.target:
            return "enriched"
        msg = f"no stage {self.stage!r}; there are enrich and publish-<target>"
        raise ConfigError(msg)

    @property
    def target(self) -> str:
        """The target that the stage publishes to; nothing for enrich."""
        return self.stage.removeprefix(_PUBLISH) if self.stage.startswith(_PUBLISH) else ""

    def rows(self, archive: Archive) -> tuple[int, Iterator[Row]]:
        """How many entries are to be told, and the entries, oldest first; reading blocks."""
        wanted = Choice(frozenset(self.articles), self.every).see(self._entries(archive))
        return len(wanted), (row for row in self._entries(archive) if row[0] in wanted)

    def to_json(self) -> bytes:
        """The plan as it is kept."""
        return _PLAN.dump_json(self)

    @classmethod
    def from_json(cls, kept: bytes) -> "Plan":
        """A kept plan."""
        return _PLAN.validate_json(kept)

    def arguments(self) -> dict[str, str | int | bool]:
        """The plan as the arguments of its command."""
        return asdict(self) | {"articles": ", ".join(self.articles)}

    def _entries(self, archive: Archive) -> Iterator[Row]:
        return archive.entries(self.stream, after=self.after, until=self.until)


_PLAN = TypeAdapter(Plan)


def name_of_run() -> str:
    """A name for a replay that tells its day and is its own."""
    return f"{datetime.now(UTC):%Y%m%d}-{secrets.token_hex(4)}"
