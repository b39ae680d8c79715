"""Settings of the publish service."""

from pydantic import Field

from khabar.settings import Settings


class PublishSettings(Settings):
    """What publish needs beside the common settings."""

    target_timeout_seconds: float = Field(10.0, gt=0, description="how long one call to a target may take")
    target_concurrency: int = Field(8, ge=1, le=64, description="calls to one target at the same time")
