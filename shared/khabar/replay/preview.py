"""What a replay would change: each event compared with what its target holds. No clock, network or disk."""

from dataclasses import dataclass

from khabar.digests import push_sha256
from khabar.events import REMOVALS, Event
from khabar.linked import LINKED, version
from khabar.models import EnrichedRevision, TagRuling

_STATES = {
    "article.unpublished": "unpublished",
    "article.withdrawn": "withdrawn",
    "article.killed": "killed",
    "article.merged": "unpublished",
}
_UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Held:
    """What a target holds of an article, a tag or links; revision 0 is nothing. A digest that is not known is empty."""

    revision: int = 0
    state: str = ""
    content_sha256: str = ""
    push_sha256: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What a replayed event would do to a page; ``why`` is ``unchanged`` where it would do nothing."""

    article: str
    revision: int
    page: str
    headline: str
    why: str

    @property
    def is_one(self) -> bool:
        """Whether anything would change."""
        return not self.why.startswith(_UNCHANGED)

    @property
    def kind(self) -> str:
        """The change without its particulars, to be counted."""
        return "newer" if "→" in self.why else self.why.partition(" (")[0]


def compare(event: Event, held: Held) -> Change:
    """Say what telling an event once more would change at a target."""
    if isinstance(event.data, TagRuling):
        why = "tag decided" if held.revision < event.revision else _UNCHANGED
        return Change(event.subject, event.revision, held.url, event.data.name or "", why)
    if event.name in LINKED:
        why = f"{LINKED[event.name]} told" if held.revision < (version(event) or 0) else _UNCHANGED
        return Change(event.subject, event.revision, held.url, "", why)
    headline = event.data.headline if isinstance(event.data, EnrichedRevision) else ""
    why = _removed(event, held) if event.name in REMOVALS else _shown(event, held)
    return Change(event.subject, event.revision, held.url, headline, why)


def _removed(event: Event, held: Held) -> str:
    if held.state == "killed":
        return f"{_UNCHANGED} (killed)"
    if event.name != "article.killed" and held.revision > event.revision:
        return f"{_UNCHANGED} (the target knows revision {held.revision})"
    if held.state == _STATES[event.name] and held.revision == event.revision:
        return _UNCHANGED
    return f"removed ({event.name.removeprefix('article.')})"


def _shown(event: Event, held: Held) -> str:
    if not isinstance(event.data, EnrichedRevision):
        return f"{_UNCHANGED} ({event.name} makes no page)"
    if held.state == "killed":
        return f"{_UNCHANGED} (killed)"
    if not held.revision:
        return "new"
    if held.revision != event.revision:
        newer = held.revision > event.revision
        return (
            f"{_UNCHANGED} (the target knows revision {held.revision})"
            if newer
            else f"revision {held.revision} → {event.revision}"
        )
    if held.content_sha256 and held.content_sha256 != event.data.content_sha:
        return f"{_UNCHANGED} (refused: the target holds another text as revision {held.revision})"
    differs = held.push_sha256 and held.push_sha256 != push_sha256(event.data)
    return "enrichment differs" if differs else _UNCHANGED
