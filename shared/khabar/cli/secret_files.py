"""Random secrets of an embedded pipeline, written once and readable by their owner only."""

import os
import secrets
from pathlib import Path

NAMES = ("ingest_token", "site_token", "control_password")


def ensure(folder: Path) -> list[Path]:
    """Make the secrets that are not there yet and return those that were made now."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return [path for name in NAMES if _make(path := folder / name)]


def _make(path: Path) -> bool:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(24) + "\n")
    return True
