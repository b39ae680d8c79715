"""Settings of the ingest service, beside those that all services share and those of fetching."""

from pathlib import Path

from pydantic import Field, SecretStr

from khabar.fetching import FetchSettings


class IngestSettings(FetchSettings):
    """What ingest needs to know about its machine."""

    port: int = Field(8001, ge=0, le=65535, description="port of the push API; 0 picks a free one")
    ingest_signing_secret: SecretStr | None = Field(None, description="secret that calls to the API may be signed with")
    ingest_signing_secret_file: Path | None = None
    ingest_public_url: str | None = Field(
        None, pattern=r"^https?://", description="where hubs reach the ingest API; without it nothing is pushed by them"
    )
    max_item_bytes: int = Field(
        10_000_000, ge=1_000, description="largest item taken from a source or the API, in bytes"
    )
    feed_interval_seconds: float = Field(
        300, gt=0, description="time between two polls of a feed of which it is not known how often it brings news"
    )
    feed_fastest_seconds: float = Field(60, gt=0, description="least time between two polls of a feed, in seconds")
    feed_slowest_seconds: float = Field(3600, gt=0, description="most time between two polls of a feed, in seconds")
    memory_high: float = Field(
        0.7, gt=0.1, le=1, description="part of the server's maxmemory from which on articles wait outside"
    )
    backlog_high: int = Field(
        50_000, ge=1, description="entries that a group may have yet to read before articles wait outside"
    )
