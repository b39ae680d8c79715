"""One writer of an archive at a time."""

import fcntl
from pathlib import Path
from typing import IO


def lock(root: Path) -> IO[str] | None:
    """Become the archive's only writer, or None while another process is; it lasts until the file is closed."""
    root.mkdir(parents=True, exist_ok=True)
    file = (root / "lock").open("a", encoding="ascii")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file
