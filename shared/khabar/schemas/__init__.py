"""The published contracts: JSON Schemas and an AsyncAPI document of ``khabar.events``, and what may change in them."""

from khabar.schemas.compatibility import breaks
from khabar.schemas.files import documents, write

__all__ = ["breaks", "documents", "write"]
