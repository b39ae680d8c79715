"""What of a foreign document's marks and addresses may stay."""

from khabar_ingest.sanitise.addresses import canonical, link_url, web_url
from khabar_ingest.sanitise.blocks import CleanBlocks, clean_block
from khabar_ingest.sanitise.marks import INLINE, LONGEST_MARKUP, MOST_TAGS, inline
from khabar_ingest.sanitise.settled import is_settled_tag

__all__ = [
    "INLINE",
    "LONGEST_MARKUP",
    "MOST_TAGS",
    "CleanBlocks",
    "canonical",
    "clean_block",
    "inline",
    "is_settled_tag",
    "link_url",
    "web_url",
]
