"""Settings of the commands."""

from pydantic import Field

from khabar.settings import WatchingSettings


class CommandSettings(WatchingSettings):
    """What the commands need beside the common settings."""

    control_url: str = Field("http://127.0.0.1:8002", description="where the control room listens")

    @property
    def service_urls(self) -> dict[str, str]:
        """The services whose addresses are known, the control room among them."""
        return super().service_urls | {"control": self.control_url}
