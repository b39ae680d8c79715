"""Settings of the enrich service."""

from pathlib import Path

from pydantic import Field

from khabar.settings import Settings


class EnrichSettings(Settings):
    """What enrich needs beside the common settings."""

    section_model: Path | None = Field(None, description="the model that `khabar train sections` made")
