"""`python -m khabar_ingest` runs the ingest service."""

import sys

import uvicorn

from khabar import logs
from khabar.errors import ConfigError
from khabar.settings import load
from khabar_ingest.app import build
from khabar_ingest.settings import IngestSettings


def main() -> None:
    """Run the service until it is told to stop; a wrong setting ends it with exit code 2."""
    try:
        settings = load(IngestSettings)
        app = build(settings)
    except ConfigError as error:
        sys.exit(_complain(error))
    logs.configure("ingest", settings)
    uvicorn.run(app, host=settings.host, port=settings.port, access_log=False, log_config=None)


def _complain(error: ConfigError) -> int:
    print(f"khabar-ingest cannot start: {error}", file=sys.stderr)  # noqa: T201 - there is no log before it is configured
    return 2


if __name__ == "__main__":
    main()
