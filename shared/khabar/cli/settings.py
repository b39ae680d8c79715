"""Settings of the commands: the common ones, and where each service answers its probes."""

from pydantic import Field

from khabar.settings import Settings


class CommandSettings(Settings):
    """What the commands need beside the common settings."""

    control_url: str = Field("http://127.0.0.1:8002", description="where the control room listens")
    enrich_url: str | None = Field(None, description="where enrich answers its probes")
    publish_url: str | None = Field(None, description="where publish answers its probes")

    @property
    def service_urls(self) -> dict[str, str]:
        """The services whose addresses are known."""
        urls = {
            "site": self.site_url,
            "ingest": self.ingest_url,
            "control": self.control_url,
            "enrich": self.enrich_url,
            "publish": self.publish_url,
        }
        return {name: url for name, url in urls.items() if url}
