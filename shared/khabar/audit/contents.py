"""Whether what appears was accepted (I6), and is what was accepted (I7)."""

from collections.abc import Iterable

from khabar.audit.facts import LIVE, Facts, Sink


def unknown(facts: Facts) -> Iterable[str]:
    """What appears somewhere and was never accepted, or never even sent."""
    accepted = {event.key for event in facts.accepted}
    for stream in ("enriched", "published"):
        for event in facts.told[stream]:
            if event.name.startswith(("article.", "delivery.")) and event.key not in accepted:
                yield f"{stream} tells {event.name} of {event.article} r{event.revision}, which was never accepted"
    yield from _unknown_at_targets(facts, accepted)
    for event in facts.accepted:
        if facts.submitted is not None and event.headline and event.headline not in facts.submitted:
            yield f"{event.article} r{event.revision} was never submitted: {event.headline}"


def altered(facts: Facts) -> Iterable[str]:
    """Texts that are not, byte for byte, what was accepted under their number."""
    texts = {event.key: event for event in facts.accepted if event.content_sha}
    for event in facts.told["enriched"]:
        if event.key in texts and _differs(event.text_sha, texts[event.key].text_sha):
            yield f"enriched carries another text of {event.article} r{event.revision} than was accepted"
    for target, sink in facts.sinks.items():
        shown = [
            (article, copy.revision, copy.content_sha, copy.text_sha) for article, copy in (sink.holds or {}).items()
        ]
        shown += [(each.article, each.revision, "", each.text_sha) for each in sink.log]
        for article, revision, content_sha, text_sha in shown:
            text = texts.get((article, revision))
            if text and (_differs(content_sha, text.content_sha) or _differs(text_sha, text.text_sha)):
                yield f"{target}: holds another text of {article} r{revision} than was accepted"


def _unknown_at_targets(facts: Facts, accepted: set[tuple[str, int]]) -> Iterable[str]:
    for target, sink in facts.sinks.items():
        seen = {(article, copy.revision) for article, copy in (sink.holds or {}).items()}
        seen |= {(each.article, each.revision) for each in sink.log}
        for article, revision in sorted(seen - accepted):
            yield f"{target}: holds {article} r{revision}, which was never accepted"
        if sink.listed is not None:
            yield from _wrongly_listed(sink, target, sink.listed)


def _wrongly_listed(sink: Sink, target: str, listed: tuple[str, ...]) -> Iterable[str]:
    live = {copy.url for copy in (sink.holds or {}).values() if copy.state == LIVE}
    for url in sorted({*listed} - {url for url in live if url}):
        yield f"{target}: lists {url}, which is no live article"


def _differs(one: str, other: str) -> bool:
    return bool(one and other and one != other)
