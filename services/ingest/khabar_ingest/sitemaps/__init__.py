"""Sitemaps (https://www.sitemaps.org/protocol.html), and which of their pages were fetched."""

from khabar_ingest.sitemaps.addresses import Addresses
from khabar_ingest.sitemaps.listing import Listing, Place, listing
from khabar_ingest.sitemaps.robots import sitemaps_of

__all__ = ["Addresses", "Listing", "Place", "listing", "sitemaps_of"]
