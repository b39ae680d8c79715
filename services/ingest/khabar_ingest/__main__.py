"""Wiring of the ingest service: settings, logs, application, server."""

from khabar.service import start
from khabar_ingest.app import build
from khabar_ingest.settings import IngestSettings


def main() -> None:
    """Run the service until it is told to stop."""
    start("ingest", IngestSettings, build)


if __name__ == "__main__":
    main()
