"""Settings of the site, besides those that every service has."""

from pathlib import Path

from pydantic import Field, SecretStr

from khabar.fetching import FetchSettings


class SiteSettings(FetchSettings):
    """What the site needs to know about the machine it runs on."""

    site_database: Path = Field(Path("khabar-data/site/site.db"), description="the site's SQLite file")
    site_waiting: int = Field(200, ge=1, description="so many writes may wait before further ones are put off (429)")
    site_listeners: int = Field(500, ge=0, description="so many readers may follow live lists at once (then 503)")
    site_purge_token: SecretStr | None = Field(None, description="bearer token of the content network's purges")
    site_purge_token_file: Path | None = None

    @property
    def push_secret(self) -> str:
        """The bearer token of the push API; empty when none is configured, and then nothing may be pushed."""
        return self.site_token.get_secret_value().strip() if self.site_token else ""

    @property
    def purge_secret(self) -> str:
        """The token that the content network wants; empty when none is configured."""
        return self.site_purge_token.get_secret_value().strip() if self.site_purge_token else ""
