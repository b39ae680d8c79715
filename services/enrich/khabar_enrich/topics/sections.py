"""Which of a newsroom's sections a topic belongs into, told from what the newsroom calls them."""

from collections.abc import Iterable, Mapping

from khabar.arabic import words
from khabar.config import SectionRule
from khabar_enrich.topics.table import Topic, plain, table


def section_topics(rules: Iterable[SectionRule]) -> Mapping[str, SectionRule]:
    """Return the section for each topic that one of its names or categories names, narrower topics included.

    A topic that a section names itself is not taken from it by one that names a broader one.
    """
    topics = table().topics
    named = {_key(name): topic.code for topic in topics.values() for name in _names(topic)}
    own: dict[str, SectionRule] = {}
    for rule in rules:
        for name in (rule.id, rule.name, *rule.categories):
            if (code := named.get(_key(name))) is not None:
                own.setdefault(code, rule)
    nearest = ((code, _nearest(topic, own)) for code, topic in topics.items())
    return {code: rule for code, rule in nearest if rule is not None}


def _names(topic: Topic) -> tuple[str, ...]:
    """The narrowest topics are too many for their labels to name sections; those with sections of their own do."""
    return (topic.label, *topic.sections) if topic.sections or not topic.broader else ()


def _nearest(topic: Topic, own: Mapping[str, SectionRule]) -> SectionRule | None:
    return next((own[code] for code in (topic.code, *topic.broader) if code in own), None)


def _key(name: str) -> str:
    return " ".join(plain(word.folded) for word in words(name))
