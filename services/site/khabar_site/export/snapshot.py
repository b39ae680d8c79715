"""One snapshot of a site's file, which the site may go on writing."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from khabar import ConfigError

_PICTURES = "pictures"


@contextmanager
def snapshot(database: Path, folder: Path) -> Iterator[Path]:
    """A copy of the database as it is now, in a folder that only its owner may read and that goes with the block.

    The folder of pictures beside the database is found beside the copy too. Nothing is ever written to either.

    Raises:
        ConfigError: there is no such database, or it cannot be read.
    """
    with TemporaryDirectory(prefix=".snapshot-", dir=folder) as made:
        copy = Path(made) / "site.db"
        try:
            _copy(database, copy)
        except sqlite3.Error as error:
            msg = f"{database}: cannot be read as a site's database ({error}); name it with --database or KHABAR_SITE_DATABASE"  # noqa: E501 - one message
            raise ConfigError(msg) from error
        (copy.parent / _PICTURES).symlink_to(database.resolve().parent / _PICTURES)
        yield copy


def _copy(database: Path, copy: Path) -> None:
    """Copy in one step, and so in one reading transaction: a writer in write-ahead mode is not held up by it."""
    address = f"file:{quote(str(database.resolve()))}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=10)) as old, closing(sqlite3.connect(copy)) as new:
        old.execute("SELECT sid FROM article LIMIT 1")  # another program's file would be exported as an empty site
        old.backup(new, pages=-1)
