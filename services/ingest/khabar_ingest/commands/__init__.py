"""What `khabar` offers of ingest on the command line."""

from khabar_ingest.commands.inspect import inspect
from khabar_ingest.commands.submit import submit

__all__ = ["inspect", "submit"]
