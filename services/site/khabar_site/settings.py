"""Settings of the site, besides those that every service has."""

from pathlib import Path

from pydantic import Field

from khabar.settings import Settings


class SiteSettings(Settings):
    """What the site needs to know about the machine it runs on."""

    site_database: Path = Field(Path("khabar-data/site/site.db"), description="the site's SQLite file")
