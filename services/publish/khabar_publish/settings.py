"""Settings of the publish service."""

from pydantic import Field

from khabar.fetching import FetchSettings


class PublishSettings(FetchSettings):
    """What publish needs beside the common settings."""

    target_timeout_seconds: float = Field(10.0, gt=0, description="how long one call to a target may take")
    target_concurrency: int = Field(8, ge=1, le=64, description="calls to one target at the same time")
    proofs_per_second: float = Field(20.0, gt=0, description="pages of one target that are looked at in a second")
    canary_seconds: float = Field(300.0, gt=0, description="time between two canaries of one target")
