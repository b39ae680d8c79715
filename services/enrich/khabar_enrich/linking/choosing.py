"""Which related articles stand beside one: no copies of each other, not all of one story, and editors first. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Self

from khabar.models import LinkLocks, RelatedLink, Story

THRESHOLD: Final = 0.20
MOST: Final = 6
_OF_THE_BEST: Final = 0.5
_BY_EDITOR: Final = "editor"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Another article that may stand beside one, with what ties the two; ``score`` lies between 0 and 1."""

    article_id: str
    score: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article stands: whose page shows it, in which story it is, and whether readers may see it no more.

    ``kin`` are the earlier articles that share most of the text of its page, also where each has a page of its own:
    what an update updates, the weather of the day before.
    """

    page: str
    story: str = ""
    gone: bool = False
    kin: frozenset[str] = frozenset()

    def alike(self, other: Self) -> bool:
        """Tell whether two pages tell nearly the same text."""
        return self.page == other.page or self.page in other.kin or other.page in self.kin


def choose(  # noqa: PLR0913 - one argument for each thing that decides
    own: Place,
    pool: Iterable[Candidate],
    places: Mapping[str, Place],
    locks: LinkLocks | None = None,
    story: Story | None = None,
    *,
    of_one_story: int = 2,
) -> tuple[RelatedLink, ...]:
    """Choose at most six links: what editors pinned, then the best of a pool, as long as they are not weak.

    Args:
        own: where the article stands that the links are for.
        pool: what may be linked to.
        places: where all of these stand, and what is pinned.
        locks: what editors decided.
        story: the article's own story, for the reasons.
        of_one_story: how many links at most lead to one story, 0 for any number; what is pinned counts and stays.
    """
    beside, told, chosen = [own], Counter[str](), list[RelatedLink]()
    for link, place in _ordered(pool, places, locks):
        if place.gone or place.page in {other.page for other in beside}:
            continue
        crowded = place.story and of_one_story and told[place.story] >= of_one_story
        weak = link.score < floor(chosen)
        if not link.pinned and (weak or crowded or any(map(place.alike, beside))):
            continue
        beside.append(place)
        told[place.story] += 1
        chosen.append(_led(link, place, story))
    return tuple(chosen[:MOST])


def floor(links: Iterable[RelatedLink]) -> float:
    """Return the least score of a link beside others: half of the best that no editor pinned.

    Beside what is closely related, what merely reaches the threshold would only fill the list.
    """
    return max((_OF_THE_BEST * link.score for link in links if not link.pinned), default=0.0)


def _ordered(
    pool: Iterable[Candidate], places: Mapping[str, Place], locks: LinkLocks | None
) -> Iterator[tuple[RelatedLink, Place]]:
    pinned, blocked = (locks.pinned, set(locks.blocked)) if locks else ((), set())
    for id_ in pinned:
        yield RelatedLink(article_id=id_, score=1.0, reasons=(_BY_EDITOR,), pinned=True), places.get(id_, Place(id_))
    for each in sorted(pool, key=lambda candidate: (-candidate.score, candidate.article_id)):
        place = places.get(each.article_id, Place(each.article_id))
        if each.score >= THRESHOLD and not blocked & {each.article_id, place.page}:
            link = RelatedLink(article_id=each.article_id, score=round(min(each.score, 1.0), 4), reasons=each.reasons)
            yield link, place


def _led(link: RelatedLink, place: Place, story: Story | None) -> RelatedLink:
    """Lead a link to the page that shows the article, and say so where both belong to one story."""
    same = story is not None and place.story == story.id
    reasons = (f"story {story.name}", *link.reasons) if same and story else link.reasons
    return link.model_copy(update={"article_id": place.page, "reasons": reasons})
