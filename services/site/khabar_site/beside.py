"""What stands on an article's page beside its own text, because it belongs to other articles too.

Its story, who also reported it, related articles, its neighbours in the section, and the same in other languages. All
of it is read with the page, so that it is right whatever became of the other articles.
"""

from khabar.events import short_id
from khabar_site import addresses, surrogates
from khabar_site.linkdata import ties
from khabar_site.look import ALTERNATES_PLACE, REPORTERS_PLACE, STORY_PLACE, Look
from khabar_site.page import Page
from khabar_site.store import Card, Reader, copies, keys, links, neighbours, stories, translations, versions
from khabar_site.store.reader import Found

_OF_STORY = 3


class Beside:
    """All that is told of other articles on the page of one."""

    def __init__(self, reader: Reader, found: Found) -> None:
        self._reader, self._found = reader, found
        self.related = [card for card, _ in links.shown(reader, found.number, found.id)]
        self.told = stories.of_article(reader.db, found.id)
        self.others = stories.newest(reader, self.told.id, but=found.id) if self.told else []
        self.reporters = copies.reporters(reader.db, found.id)
        self.around = neighbours.around(reader, found.number)
        self.root = translations.root(reader.db, found.id)
        self.translations = translations.group(reader, self.root)
        self.versions = len(versions.all_of(reader, found.number))

    @property
    def story(self) -> dict[str, object] | None:
        """The story, where other live articles tell it too."""
        if self.told is None or not self.others:
            return None
        return {"id": self.told.id, "name": self.told.name or self.others[0].headline, "of": self.others[0]}

    @property
    def following(self) -> list[Card]:
        """The newest of the story that do not stand among the related ones."""
        shown = {card.number for card in self.related}
        return [card for card in self.others if card.number not in shown][:_OF_STORY]

    @property
    def keys(self) -> frozenset[str]:
        """What the page is made of; also of articles that are told of and are not here yet."""
        found = set(keys.beside(self._reader.db, self._found.id))
        found.update(surrogates.article(card.sid) for card in (*self.related, *self.others, *self.translations))
        found.update(_article(self.root))
        if self.around.section:
            found.add(surrogates.section(self.around.section))
        return frozenset(found)


def page(reader: Reader, look: Look, found: Found, kept: tuple[str, str]) -> Page:
    """The page of a live article, made from the two parts that are kept of it."""
    before, after = kept
    beside = Beside(reader, found)
    reporters = look.render(
        "reporters.html",
        reporters=beside.reporters,
        versions=beside.versions,
        versions_path=f"{addresses.short_path(found.sid)}/versions",
    )
    step = look.render("story_step.html", story=beside.story)
    head = look.render("alternates.html", translations=beside.translations, tied=_tied(look, found, beside))
    below = look.render(
        "related.html",
        own=found.number,
        story=beside.story,
        following=beside.following,
        articles=beside.related,
        older=beside.around.older,
        newer=beside.around.newer,
        translations=beside.translations,
    )
    before = before.replace(ALTERNATES_PLACE, head).replace(STORY_PLACE, step).replace(REPORTERS_PLACE, reporters)
    return Page(before + below + after, keys=beside.keys)


def _tied(look: Look, found: Found, beside: Beside) -> dict[str, object] | None:
    own = next((card for card in beside.translations if card.number == found.number), None)
    story = (beside.told.id, beside.told.name) if beside.told and beside.others and beside.told.name else None
    others = [card for card in beside.translations if card.number != found.number] if own else []
    return ties(found.path or "", look.base, story, others, root=beside.root)


def _article(article_id: str) -> list[str]:
    """The key of an article; what is called otherwise by its source has none."""
    try:
        return [surrogates.article(short_id(article_id))]
    except ValueError:
        return []
