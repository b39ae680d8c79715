"""Wiring of the control service: settings, logs, application, server."""

from khabar.service import start
from khabar_control.app import make_app
from khabar_control.settings import ControlSettings


def main() -> None:
    """Run the service until it is told to stop."""
    start("control", ControlSettings, make_app)


if __name__ == "__main__":
    main()
