"""What every source works with."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from khabar.fetching import Fetcher
from khabar_ingest.handlers import Intake
from khabar_ingest.pressure import Pressure
from khabar_ingest.settings import IngestSettings
from khabar_ingest.websub.subscriptions import Subscriptions


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Rooms:
    """The intake, what fetches go through, the service's settings, the clock, and whether to wait.

    Args:
        websub: the subscriptions to hubs that push.
        memory: what this one source remembers between polls. It is read from the server before each poll, and what
            changed in it is kept there after a poll that raised nothing.
    """

    intake: Intake
    fetcher: Fetcher
    settings: IngestSettings
    now: Callable[[], datetime] = _utc_now
    pressure: Pressure = field(default_factory=Pressure)
    websub: Subscriptions | None = None
    memory: dict[str, str] = field(default_factory=dict)
