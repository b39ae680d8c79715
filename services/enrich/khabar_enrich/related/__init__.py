"""Related articles: an index of packed postings in Valkey or Redis, asked and fed in one go."""

from khabar_enrich.related.index import RelatedIndex
from khabar_enrich.related.near import Near, Neighbour
from khabar_enrich.related.rounds import Call, Conversation, Script, together

__all__ = ["Call", "Conversation", "Near", "Neighbour", "RelatedIndex", "Script", "together"]
