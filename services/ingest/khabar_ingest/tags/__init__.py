"""Tags as editors govern them: merged, renamed, blocked, accepted from review, put on articles and taken from them."""

from khabar_ingest.tags.api import TagApi
from khabar_ingest.tags.book import TagBook
from khabar_ingest.tags.locking import Locking
from khabar_ingest.tags.register import Register

__all__ = ["Locking", "Register", "TagApi", "TagBook"]
