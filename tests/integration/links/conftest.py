"""The same newsroom and client as for the tags' governance."""

from tests.integration.tags.conftest import client, newsroom

__all__ = ["client", "newsroom"]
