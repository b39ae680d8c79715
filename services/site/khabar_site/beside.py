"""What stands on an article's page beside its own text: its story, who also reported it, and related articles.

All of it is read with the page, so that it is right whatever became of the other articles.
"""

from khabar_site.look import REPORTERS_PLACE, STORY_PLACE, Look
from khabar_site.store import Card, Reader, copies, links, stories
from khabar_site.store.reader import Found

_OF_STORY = 3


def whole(reader: Reader, look: Look, found: Found, kept: tuple[str, str]) -> str:
    """The page of a live article, made from the two parts that are kept of it."""
    before, after = kept
    related = [card for card, _ in links.shown(reader, found.number, found.id)]
    told = stories.of_article(reader.db, found.id)
    others = stories.newest(reader, told.id, but=found.id) if told else []
    story = {"id": told.id, "name": told.name or others[0].headline, "of": others[0]} if told and others else None
    reporters = look.render("reporters.html", reporters=copies.reporters(reader.db, found.id))
    step = look.render("story_step.html", story=story)
    beside = look.render("related.html", story=story, following=_besides(others, related), articles=related)
    return before.replace(STORY_PLACE, step).replace(REPORTERS_PLACE, reporters) + beside + after


def _besides(others: list[Card], related: list[Card]) -> list[Card]:
    """The newest of a story that do not stand among the related ones."""
    shown = {card.number for card in related}
    return [card for card in others if card.number not in shown][:_OF_STORY]
