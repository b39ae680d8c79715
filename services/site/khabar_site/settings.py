"""Settings of the site, besides those that every service has."""

from pathlib import Path

from pydantic import Field

from khabar.settings import Settings


class SiteSettings(Settings):
    """What the site needs to know about the machine it runs on."""

    site_database: Path = Field(Path("khabar-data/site/site.db"), description="the site's SQLite file")

    @property
    def push_secret(self) -> str:
        """The bearer token of the push API; empty when none is configured, and then nothing may be pushed."""
        return self.site_token.get_secret_value().strip() if self.site_token else ""
