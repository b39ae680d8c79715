"""What `khabar` offers of ingest on the command line."""

from khabar_ingest.commands.inspect import inspect
from khabar_ingest.commands.related import related
from khabar_ingest.commands.review import review
from khabar_ingest.commands.source import source
from khabar_ingest.commands.submit import submit
from khabar_ingest.commands.tag import tag
from khabar_ingest.commands.verbs import correct, kill, merge, release, unpublish, withdraw

__all__ = [
    "correct",
    "inspect",
    "kill",
    "merge",
    "related",
    "release",
    "review",
    "source",
    "submit",
    "tag",
    "unpublish",
    "withdraw",
]
