"""What an article is about, as a topic of the IPTC Media Topics."""

from khabar_enrich.topics.reading import read
from khabar_enrich.topics.sections import section_topics
from khabar_enrich.topics.weighing import SURE, weighed

__all__ = ["SURE", "read", "section_topics", "weighed"]
