"""Whether anything happened twice (I2) or backwards (I3)."""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable
from typing import TypeVar

from khabar.audit.facts import HELD, Facts, Told
from khabar.events import REMOVALS

H = TypeVar("H", bound=Hashable)

_RECEIPTS = {"article.published", "article.removed"}
_SEEN = {"publication.verified", "publication.missing"}
"""What was seen on a page: nothing takes effect by it, and after a loss of the server it may be looked at again."""


def happened_twice(facts: Facts) -> Iterable[str]:
    """Events told twice, texts admitted twice, and deliveries that took effect twice."""
    yield from _told_twice(facts)
    yield from _admitted_twice(facts)
    for target, sink in facts.sinks.items():
        receipts = [event for event in _receipts(facts, target) if event.outcome != "unchanged"]
        for article, revision, _ in repeated((*event.key, event.bare) for event in receipts):
            yield f"{target}: {article} r{revision} was published twice, its receipts say"
        twice = {event.key for event in receipts if event.bare}
        took = [(each.article, each.revision) for each in sink.log if each.effective]
        for article, revision in repeated(took, twice):
            yield f"{target}: {article} r{revision} took effect twice, its own log says"
        for url in repeated(sink.listed or ()):
            yield f"{target}: lists {url} twice"


def gone_back(facts: Facts) -> Iterable[str]:
    """Deliveries of an older revision after a newer one."""
    for target, sink in facts.sinks.items():
        yield from _falls(f"{target}: its receipts", (event.key for event in _receipts(facts, target)))
        yield from _falls(f"{target}: its log", ((each.article, each.revision) for each in sink.log if each.effective))


def repeated(things: Iterable[H], twice: Collection[H] = ()) -> list[H]:
    """What is there more than once, and of what may be there ``twice`` (bare, and then amended) more than that."""
    return [thing for thing, count in Counter(things).items() if count > 1 + (thing in twice)]


def _receipts(facts: Facts, target: str) -> Iterable[Told]:
    told = () if facts.told_again else facts.told["published"]
    return (event for event in told if event.name in _RECEIPTS and event.target == target and not event.replayed)


def _falls(whose: str, keys: Iterable[tuple[str, int]]) -> Iterable[str]:
    newest: dict[str, int] = {}
    for article, revision in keys:
        if revision < newest.get(article, 0):
            yield f"{whose}: {article} r{revision} came after r{newest[article]}"
        newest[article] = max(revision, newest.get(article, 0))


def _told_twice(facts: Facts) -> Iterable[str]:
    for stream, events in facts.told.items():
        if facts.told_again and stream != "articles":
            continue
        for _, name, article, revision in repeated(
            (event.id, event.name, event.article, event.revision)
            for event in events
            if not event.replayed and event.name not in _SEEN
        ):
            yield f"{stream} tells {name} of {article} r{revision} twice"


def _admitted_twice(facts: Facts) -> Iterable[str]:
    for article, revision in repeated(event.key for event in facts.accepted):
        yield f"{article} r{revision} was admitted twice"
    for guid in repeated(guid for guid, _ in {(event.guid, event.article) for event in facts.accepted if event.guid}):
        yield f"two articles have one guid: {guid}"
    before: dict[str, Told] = {}
    for event in facts.accepted:
        last = before.get(event.article)
        if last and event.name == "article.updated" and event.content_sha == last.content_sha:
            yield f"{event.article} r{last.revision} and r{event.revision} have one text"
        if event.name not in REMOVALS and event.name != HELD:
            before[event.article] = event
