"""The auditor finds every receipt that was altered, taken away, put in another place, or told beside another."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from khabar.archive import Row
from khabar.audit import Facts, Sink, Told, audit
from khabar.audit.tape import told as as_told
from khabar.events import Event, make
from khabar.models import Receipt
from khabar.receipts import chained
from khabar.wire import Wire

FLOOD, SITE = "فيضان", "site"
Change = Callable[[list[Event]], list[Event]]


def receipts(count: int = 4, article: str = FLOOD, target: str = SITE) -> list[Event]:
    """The receipts of one article at one target, each naming the one before it."""
    found, last = list[Event](), ""
    for number in range(1, count + 1):
        said = Receipt(id=article, revision=number, target=target, content_sha256=f"{number:064x}", outcome="updated")
        event = make("article.published", said, source=f"khabar/publish/{target}", subject=article, revision=number)
        link = chained(event, last, f"{number + 100:064x}")
        assert isinstance(link.data, Receipt)
        last = link.data.receipt_sha256 or ""
        found.append(link)
    return found


def seen(events: Sequence[Event]) -> tuple[Told, ...]:
    """Events as the auditor reads them off a stream."""
    return tuple(found for event in events if (found := as_told(Wire(), _row(event))))


def _row(event: Event) -> Row:
    fields = {
        name.encode(): value if isinstance(value, bytes) else value.encode()
        for name, value in Wire().encode(event).items()
    }
    return "1-1", fields


def chain(events: Sequence[Event], *, head: str = "", whole: bool = True) -> tuple[str, ...]:
    """What the auditor finds of a chain, all of whose revisions were accepted."""
    accepted = tuple(
        Told(
            f"a-{number}",
            "article.created" if number == 1 else "article.updated",
            FLOOD,
            number,
            content_sha=f"{number:064x}",
        )
        for number in range(1, 5)
    )
    facts = Facts(
        told={"articles": accepted, "enriched": (), "published": seen(events), "dead": ()},
        sinks={SITE: Sink()},
        heads={(FLOOD, SITE): head} if head else {},
        whole=whole,
    )
    return audit(facts).findings["I8"]


def seal(event: Event) -> str:
    assert isinstance(event.data, Receipt)
    return event.data.receipt_sha256 or ""


def altered(events: list[Event]) -> list[Event]:
    said = events[1].data.model_copy(update={"url": "https://elsewhere.example/"})
    return [events[0], replace(events[1], data=said), *events[2:]]


def sealed_anew(events: list[Event]) -> list[Event]:
    forged = chained(
        replace(events[1], data=events[1].data.model_copy(update={"outcome": "created"})), seal(events[0]), ""
    )
    return [events[0], forged, *events[2:]]


CHANGES: dict[str, Change] = {
    "altered": altered,
    "altered and sealed anew": sealed_anew,
    "taken from the middle": lambda events: [events[0], *events[2:]],
    "taken from the beginning": lambda events: events[1:],
    "put in another place": lambda events: [events[0], events[2], events[1], events[3]],
    "told beside another": lambda events: [*events[:3], chained(events[3], seal(events[1]), "9" * 64), events[3]],
    "begun anew": lambda events: [*events[:2], *receipts(1)],
}


def test_an_unbroken_chain_is_no_finding() -> None:
    events = receipts()
    assert chain(events, head=seal(events[-1])) == ()
    assert chain(events, head=seal(events[2])) == ()


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_receipt_that_was_tampered_with_is_found(change: Change) -> None:
    events = receipts()
    findings = chain(change(list(events)), head=seal(events[-1]))
    assert findings
    assert all(FLOOD in finding and SITE in finding for finding in findings)


def test_the_newest_receipt_that_is_missing_is_found_by_what_publish_remembers() -> None:
    events = receipts()
    [finding] = chain(events[:-1], head=seal(events[-1]))
    assert "newest receipt" in finding


def test_what_was_trimmed_away_is_anchored_by_the_oldest_receipt_that_is_kept() -> None:
    events = receipts()
    assert chain(events[2:], head=seal(events[-1]), whole=False) == ()


def test_receipts_from_before_there_were_chains_begin_none() -> None:
    old = receipts(1)[0]
    said = old.data.model_copy(update={"receipt_sha256": None, "previous": None, "body_sha256": None})
    assert chain([replace(old, data=said), *receipts()]) == ()
