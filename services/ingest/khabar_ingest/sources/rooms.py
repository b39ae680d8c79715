"""What every source works with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx

from khabar_ingest.handlers import Intake
from khabar_ingest.settings import IngestSettings


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Rooms:
    """The intake, the client that fetches go through, the service's settings, and the clock."""

    intake: Intake
    http: httpx.AsyncClient
    settings: IngestSettings
    now: Callable[[], datetime] = _utc_now
