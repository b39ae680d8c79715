"""Where the way of every accepted revision ended (I1 and I5)."""

from collections.abc import Iterable, Mapping

from khabar.audit.facts import COPY, HELD, LIVE, Copy, Facts, Sink, Told
from khabar.events import REMOVALS

Ways = Mapping[tuple[str, int], frozenset[str]]
"""For each accepted revision how its way ended at one target; a revision on its way, or lost, has no ending."""

_GONE = {
    "article.killed": {"killed"},
    "article.withdrawn": {"withdrawn"},
    "article.unpublished": {"unpublished"},
    "article.merged": {"merged", "unpublished", "withdrawn", "killed"},
}


def ways(facts: Facts, target: str) -> Ways:
    """How the way of every accepted revision to a target ended.

    A text whose way ends with its removal is a copy of another, which that target is not to show: a rule skips it.
    """
    newest = {article: event.revision for article, event in facts.newest.items()}
    first: dict[tuple[str, int], set[str]] = {event.key: set() for event in facts.accepted}
    replayed: dict[tuple[str, int], str] = {}
    removals = {event.key for event in facts.accepted if event.name in REMOVALS}
    for event in (*facts.told["published"], *facts.told["dead"]):
        how = _ending(event, target, newest.get(event.article, 0))
        if how == "dead" and event.name == "delivery.failed" and (target, *event.key) in facts.tried_again:
            continue
        if not how or event.key not in first:
            continue
        if event.replayed and (how != "skipped" or event.key not in replayed):
            replayed[event.key] = how  # told once more and skipped, it is as it was
        elif event.replayed:
            continue
        elif how == "removed" and event.key not in removals:
            first[event.key] = {"skipped"}
        elif not facts.told_again:
            first[event.key].add(how)
        elif first[event.key] <= {"skipped"}:
            first[event.key] = {how}
    held = {event.key for event in facts.accepted if event.name == HELD}
    return {
        key: frozenset({"held"}) if key in held else _ends(found, replayed.get(key, ""), removal=key in removals)
        for key, found in first.items()
    }


def lost(facts: Facts, by_target: Mapping[str, Ways]) -> Iterable[str]:
    """The articles that are not where they should be, or in two places that exclude each other."""
    yield from _unkept(facts)
    for target, found in by_target.items():
        for article, event in facts.newest.items():
            if article not in facts.awaited(target):
                yield from _misplaced(facts, target, event, found[event.key])
        yield from _unlisted(target, facts.sinks[target])


def unbalanced(facts: Facts, by_target: Mapping[str, Ways]) -> Iterable[str]:
    """The revisions whose way did not end in exactly one way, though they do not wait."""
    for target, found in by_target.items():
        for (article, revision), ends in found.items():
            if len(ends) > 1:
                yield f"{target}: {article} r{revision} ended as {' and '.join(sorted(ends))}"
            elif not ends and article not in facts.awaited(target):
                yield f"{target}: {article} r{revision} ended nowhere"


def _ending(event: Told, target: str, newest: int) -> str:
    if event.bare or event.target not in {"", target}:
        return ""
    if event.name == "delivery.skipped":
        return "skipped" if event.revision >= newest else "superseded"
    return {
        "article.published": "published",
        "article.removed": "removed",
        "delivery.failed": "dead",
        "dead.letter": "dead",
    }.get(event.name, "")


def _ends(first: set[str], replayed: str, *, removal: bool) -> frozenset[str]:
    """How a way ended: at first, unless it had come to nothing there and the revision was told once more."""
    if replayed == "removed" and not removal:
        return frozenset({"skipped"})
    return frozenset({replayed} if replayed and first <= {"skipped", "dead"} else first)


def _unkept(facts: Facts) -> Iterable[str]:
    numbers = {event.key for event in facts.accepted}
    texts = {(event.article, event.headline) for event in facts.accepted}
    for ack in facts.acknowledged:
        if (ack.article, ack.revision) not in numbers or (ack.headline and (ack.article, ack.headline) not in texts):
            yield f"{ack.article} r{ack.revision} was acknowledged as {ack.outcome} and is on no stream"


def _misplaced(facts: Facts, target: str, event: Told, ends: frozenset[str]) -> Iterable[str]:
    holds = facts.sinks[target].holds
    copy = holds.get(event.article) if holds is not None else None
    there = bool(ends & {"published", "removed"}) if holds is None else _is_at(event, copy)
    excused = sorted(ends & {"skipped", "dead"})
    where = f"{target}: {event.article} r{event.revision} ({event.name})"
    if not excused and not there:
        yield f"{where} is not there; the target holds {copy}, and its way ended as {sorted(ends) or 'nothing'}"
    if excused and event.name not in REMOVALS and there:
        yield f"{where} is there, and {' and '.join(excused)} too"


def _unlisted(target: str, sink: Sink) -> Iterable[str]:
    """What a site shows and leads nobody to."""
    for article, copy in (sink.holds or {}).items():
        if sink.listed is not None and copy.state == LIVE and copy.url not in sink.listed:
            yield f"{target}: {article} r{copy.revision} is shown and in none of its lists"


def _is_at(event: Told, copy: Copy | None) -> bool:
    if event.name in REMOVALS:
        return copy is None or copy.state in _GONE[event.name]
    return copy is not None and copy.revision == event.revision and copy.state in {LIVE, COPY}
