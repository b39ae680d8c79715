"""What every source works with."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx

from khabar_ingest.handlers import Intake
from khabar_ingest.pressure import Pressure
from khabar_ingest.settings import IngestSettings


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Rooms:
    """The intake, the client that fetches go through, the service's settings, the clock, and whether to wait."""

    intake: Intake
    http: httpx.AsyncClient
    settings: IngestSettings
    now: Callable[[], datetime] = _utc_now
    pressure: Pressure = field(default_factory=Pressure)
