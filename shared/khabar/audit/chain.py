"""Whether the receipts of every article at every target are one unbroken chain (I8)."""

from collections.abc import Iterable, Sequence

from khabar.audit.facts import Facts, Told


def broken(facts: Facts) -> Iterable[str]:
    """Receipts that were altered, that are missing or out of order, or that follow the same one.

    The oldest receipt that is kept anchors its chain, unless all that was ever told of the article is at hand.
    """
    chains: dict[tuple[str, str], list[Told]] = {}
    for event in facts.told["published"]:
        if event.link:
            chains.setdefault((event.article, event.target), []).append(event)
    begun = {event.article for event in facts.accepted if event.revision == 1} if facts.whole else frozenset()
    for (article, target), links in chains.items():
        yield from _links(links)
        if article in begun and links[0].link and links[0].link.previous:
            yield f"{_name(links[0])}: the receipts before it are missing"
        head = facts.heads.get((article, target), "")
        if head and head not in {event.link.seal for event in links if event.link}:
            yield f"{target}: {article}: its newest receipt ({head[:12]}) is missing"


def _links(links: Sequence[Told]) -> Iterable[str]:
    seen: list[str] = []
    for event in links:
        if event.link is None:
            continue
        if not event.link.intact:
            yield f"{_name(event)} was altered after it was written"
        if seen and event.link.previous != seen[-1]:
            why = (
                "follows one that another follows too" if event.link.previous in seen else "follows one that is missing"
            )
            yield f"{_name(event)} {why}"
        seen.append(event.link.seal)


def _name(event: Told) -> str:
    return f"{event.target}: the receipt of {event.article} r{event.revision} ({event.outcome})"
