"""Related articles: an index of packed postings in Valkey or Redis, asked and fed in one go."""

from khabar_enrich.related.index import RelatedIndex

__all__ = ["RelatedIndex"]
