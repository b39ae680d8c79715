"""What each query article is linked to when it comes, after all that stand above it in the file."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from khabar.models import Enrichment, RelatedLink, Revision, Tag
from khabar_enrich.commands.newsroom import come
from khabar_enrich.copies.shingles import Hashes, each_once, found_in, shingles, word_hashes
from khabar_enrich.linking import Linking
from khabar_enrich.page import zone_texts
from khabar_enrich.related import Conversation, Near, Neighbour, RelatedIndex

_SAME_TEXT: Final = 0.65


class Shown(NamedTuple):
    """A link by the own id of its article, and whether that is nearly the text of the query or of a better link.

    ``copies`` are the copies that the index put among the first fifty and whose page this is, best first.
    """

    name: str
    title: str
    score: float
    copy: bool = False
    copies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The links of one query, best first: as shown, and as the index alone would have them."""

    query: str
    links: tuple[Shown, ...]
    raw: tuple[Shown, ...]


class Overheard(RelatedIndex):
    """The index; what it last told is kept."""

    last: Near

    def asking(
        self, revision: Revision, tags: Sequence[Tag], *, evergreen: bool = False, looking: bool = True
    ) -> Conversation[Near]:
        """Do what the index does."""
        self.last = yield from super().asking(revision, tags, evergreen=evergreen, looking=looking)
        return self.last


@dataclass(slots=True)
class Known:
    """The articles that came: their own ids, titles and texts."""

    names: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    texts: dict[str, Hashes] = field(default_factory=dict)

    def note(self, revision: Revision) -> str:
        """Take an article in and return its own id."""
        name = self.names[revision.id] = revision.source.guid or revision.id
        self.titles[revision.id] = revision.headline
        text = "\n".join(text for zone, text, _ in zone_texts(revision) if zone != "headline")
        self.texts[revision.id] = each_once(shingles(word_hashes(text)))
        return name

    def shown(self, query: str, links: Iterable[Neighbour | RelatedLink]) -> tuple[Shown, ...]:
        """Return links as they are measured."""
        before, found = [query], []
        for link in links:
            id_ = link.article_id
            copy = any(_contained(self.texts[id_], self.texts[other]) >= _SAME_TEXT for other in before)
            found.append(Shown(self.names[id_], self.titles[id_], link.score, copy))
            before.append(id_)
        return tuple(found)


async def answers(
    found: Iterable[tuple[Revision, Enrichment]], queries: Container[str], linking: Linking, known: Known, *, raw: bool
) -> list[Answer]:
    """Let articles come in their order and return the answers of those that are queries, to their last revisions.

    Args:
        found: all articles of a file, with what enrichment found in each.
        queries: their own ids, as the file has them.
        linking: a newsroom that holds nothing yet.
        known: takes them all in.
        raw: let the index alone answer, with neither copies nor stories nor a threshold.
    """
    index = linking.index = Overheard(linking.redis, linking.keys)
    answered = {}
    for revision, enrichment in found:
        name = known.note(revision)
        if raw:
            links: Sequence[Neighbour | RelatedLink] = (await index.ask(revision, enrichment.tags)).neighbours
        else:
            links = (await come(linking, revision, enrichment)).enrichment.related
        if name in queries:
            near = index.last.neighbours
            shown = known.shown(revision.id, links)
            told = shown if raw else await _standing(revision.id, shown, near, linking, known)
            answered[name] = Answer(name, told, known.shown(revision.id, near))
    return [*answered.values()]


async def _standing(
    query: str, links: Sequence[Shown], near: Sequence[Neighbour], linking: Linking, known: Known
) -> tuple[Shown, ...]:
    """Tell of each link which copies it stands for."""
    around = await linking.store.look(query, [one.article_id for one in near])
    copies = [(known.names[id_], known.names.get(place.page)) for id_, place in around.places.items()]
    return tuple(
        link._replace(copies=tuple(name for name, page in copies if page == link.name != name)) for link in links
    )


def _contained(one: Hashes, other: Hashes) -> float:
    shorter, longer = sorted((one, other), key=len)
    return float(found_in(shorter, longer).mean()) if len(shorter) else 0.0
