"""HTML into blocks: paragraphs, headings, quotes, lists, pictures, embeds and tables, cleaned as they are made."""

from khabar_ingest.blocks.placed import Placed
from khabar_ingest.blocks.reading import Reading, read, read_element

__all__ = ["Placed", "Reading", "read", "read_element"]
