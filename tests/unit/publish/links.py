"""What ties articles together as it reaches publish."""

from khabar import Event, make
from khabar.linked import LinkChange, version
from khabar.models import CopiesChange, RelatedChange, RelatedLink, StoryChange

from .stories import ARTICLE, WHEN, enriched, told

STORY = "aaaabbbbcccc"
SHOWN = "0b0f3f1e-5f6f-5b7f-9d0c-6b3d5c1f3a10"


def related(number: int = 41, revision: int = 2) -> Event:
    links = (RelatedLink(article_id=SHOWN, score=0.5),)
    return beside("related.changed", RelatedChange(id=ARTICLE, revision=revision, version=number, related=links))


def copies(number: int = 41, revision: int = 2, into: str | None = SHOWN) -> Event:
    change = CopiesChange(id=ARTICLE, revision=revision, version=number, duplicate_of=into)
    return beside("copies.changed", change)


def story(number: int = 41) -> Event:
    return beside("story.changed", StoryChange(id=STORY, revision=number, name="عودة المياه"))


def beside(name: str, change: LinkChange) -> Event:
    number = str(change.revision if isinstance(change, StoryChange) else change.version)
    event = make(
        name, change, source="khabar/enrich", subject=change.id, revision=change.revision, target=number, time=WHEN
    )
    assert str(version(event)) == number
    return event


def copy(revision: int = 2, into: str | None = SHOWN) -> Event:
    found = {"for_revision": revision, "duplicate_of": into, "linked_version": 41}
    return told("article.enriched", enriched(revision, enrichment=found))
