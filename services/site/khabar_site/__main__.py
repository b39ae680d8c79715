"""Start the site: settings, the opened site, its application, the server."""

import sys

import structlog
import uvicorn

from khabar import ConfigError
from khabar.logs import configure
from khabar.settings import load
from khabar_site.app import create_app
from khabar_site.settings import SiteSettings
from khabar_site.site import Site

_GRACE_SECONDS = 5


def main() -> None:
    """Serve the site until it is told to stop; exit status 2 means that the configuration is wrong."""
    try:
        settings = load(SiteSettings)
        configure("site", settings)
        site = Site(settings)
    except ConfigError as error:
        print(error, file=sys.stderr)  # noqa: T201 - logs may not be set up yet
        sys.exit(2)
    log = structlog.get_logger()
    log.info("site.open", database=str(settings.site_database), host=settings.host, port=settings.port)
    if not settings.push_secret:
        log.warning("site.closed_to_pushes", action="set KHABAR_SITE_TOKEN or KHABAR_SITE_TOKEN_FILE")
    uvicorn.run(
        create_app(site),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )


if __name__ == "__main__":
    main()
