"""Wiring of the publish service: settings, logs, application, server."""

from khabar.service import start
from khabar_publish.app import make_app
from khabar_publish.settings import PublishSettings


def main() -> None:
    """Run the service until it is told to stop."""
    start("publish", PublishSettings, make_app)


if __name__ == "__main__":
    main()
