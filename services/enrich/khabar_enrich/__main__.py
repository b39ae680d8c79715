"""Wiring of the enrich service: settings, logs, application, server."""

from khabar.service import start
from khabar.settings import Settings
from khabar_enrich.app import make_app


def main() -> None:
    """Run the service until it is told to stop."""
    start("enrich", Settings, make_app)


if __name__ == "__main__":
    main()
