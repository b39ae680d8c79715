"""Wiring of the site: settings, logs, the opened site, its application, server."""

import structlog
from starlette.types import ASGIApp

from khabar.service import start
from khabar_site.app import create_app
from khabar_site.settings import SiteSettings
from khabar_site.site import Site


def main() -> None:
    """Serve the site until it is told to stop."""
    start("site", SiteSettings, make_app)


def make_app(settings: SiteSettings) -> ASGIApp:
    """Open the site and build its application.

    Raises:
        ConfigError: the database is damaged, or another process writes it.
    """
    site = Site(settings)
    log = structlog.get_logger()
    log.info("site.open", database=str(settings.site_database), host=settings.host, port=settings.port)
    if not settings.push_secret:
        log.warning("site.closed_to_pushes", action="set KHABAR_SITE_TOKEN or KHABAR_SITE_TOKEN_FILE")
    return create_app(site)


if __name__ == "__main__":
    main()
