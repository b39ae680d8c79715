"""A real valkey-server for a benchmark."""

from contextlib import AbstractContextManager

from khabar.cli.private_server import private_server


def valkey(fsync: str) -> AbstractContextManager[str]:
    """Run a server on a free port, as in production, with the append-only file on, and yield its address."""
    return private_server(fsync=fsync, by_port=True)
