"""What of a foreign document's marks and addresses may stay."""

from khabar_ingest.sanitise.addresses import canonical, link_url, web_url
from khabar_ingest.sanitise.blocks import CleanBlocks, clean_block
from khabar_ingest.sanitise.marks import INLINE, inline

__all__ = ["INLINE", "CleanBlocks", "canonical", "clean_block", "inline", "link_url", "web_url"]
