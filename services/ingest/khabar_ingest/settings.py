"""Settings of the ingest service, beside those that all services share."""

from pydantic import Field

from khabar.settings import Settings


class IngestSettings(Settings):
    """What ingest needs to know about its machine."""

    port: int = Field(8001, ge=0, le=65535, description="port of the push API; 0 picks a free one")
    max_item_bytes: int = Field(
        10_000_000, ge=1_000, description="largest item taken from a source or the API, in bytes"
    )
    fetch_seconds: float = Field(30, gt=0, description="longest time one fetch of a feed or page may take, in seconds")
    feed_interval_seconds: float = Field(
        300, gt=0, description="time between two polls of a feed that sets no `interval`"
    )
    memory_high: float = Field(
        0.7, gt=0.1, le=1, description="part of the server's maxmemory from which on articles wait outside"
    )
    backlog_high: int = Field(
        50_000, ge=1, description="entries that a group may have yet to read before articles wait outside"
    )
