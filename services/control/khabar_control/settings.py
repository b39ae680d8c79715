"""Settings of the control room."""

from pathlib import Path

from pydantic import Field, SecretStr

from khabar.settings import Settings


class ControlSettings(Settings):
    """What control needs beside the common settings."""

    control_password: SecretStr | None = Field(None, description="password of the control room")
    control_password_file: Path | None = None
    enrich_url: str | None = Field(None, description="where enrich answers its probes")
    publish_url: str | None = Field(None, description="where publish answers its probes")

    @property
    def service_urls(self) -> dict[str, str]:
        """The other services whose addresses are known."""
        urls = {
            "site": self.site_url,
            "ingest": self.ingest_url,
            "enrich": self.enrich_url,
            "publish": self.publish_url,
        }
        return {name: url for name, url in urls.items() if url}
