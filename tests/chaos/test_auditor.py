"""The auditor on made-up facts: a clean run passes, and each kind of fault is found."""

from dataclasses import replace

import pytest

from tests.chaos.auditor import Acknowledged, Facts, Queue, Shown, Told, audit
from tests.chaos.verdict_table import table

URL = "http://site/2026/03/{}-خبر"


def admitted(article: str, revision: int, guid: str) -> Told:
    headline = f"{guid} الصيغة {revision}"
    name = "article.created" if revision == 1 else "article.updated"
    return Told(f"a-{article}-{revision}", name, article, revision, guid, headline, f"sha-{article}-{revision}")


def ended(article: str, revision: int, name: str = "article.published") -> Told:
    return Told(f"{name}-{article}-{revision}", name, article, revision)


def acknowledged(event: Told, outcome: str = "created") -> Acknowledged:
    return Acknowledged(event.guid, event.headline, event.article, event.revision, outcome)


@pytest.fixture
def facts() -> Facts:
    """Two articles, the second of them updated; the first was sent twice."""
    flood, match, final = admitted("x", 1, "فيضان"), admitted("y", 1, "مباراة"), admitted("y", 2, "مباراة")
    return Facts(
        submitted=frozenset({flood.headline, match.headline, final.headline}),
        acknowledged=(acknowledged(flood), acknowledged(flood, "duplicate"), acknowledged(match), acknowledged(final)),
        told={
            "articles": (flood, match, final),
            "enriched": tuple(replace(event, id=f"e-{event.id}") for event in (flood, match, final)),
            "published": (ended("x", 1), ended("y", 2), ended("y", 1, "delivery.skipped")),
            "dead": (),
        },
        shown={"x": Shown(1, "sha-x-1", URL.format("x")), "y": Shown(2, "sha-y-2", URL.format("y"))},
        listed=(URL.format("x"), URL.format("y")),
        queues={"enrich": Queue(), "publish-site": Queue()},
    )


def telling(facts: Facts, stream: str, *events: Told) -> Facts:
    return replace(facts, told={**facts.told, stream: events})


def found(facts: Facts) -> dict[str, tuple[str, ...]]:
    verdict = audit(facts)
    assert not verdict.clean
    return {name: findings for name, findings in verdict.findings.items() if findings}


def test_a_day_without_faults_is_clean_and_its_account_balances(facts: Facts) -> None:
    verdict = audit(facts)
    assert verdict.clean
    assert (verdict.articles, verdict.accepted) == (2, 3)
    assert verdict.endings == {"published": 2, "superseded": 1, "dead": 0}


def test_an_acknowledged_article_that_no_stream_holds_is_lost(facts: Facts) -> None:
    assert "lost" in found(
        replace(facts, acknowledged=(*facts.acknowledged, Acknowledged("زلزال", "زلزال", "z", 1, "")))
    )


def test_an_article_that_appears_unacknowledged_is_no_fault_if_it_was_submitted(facts: Facts) -> None:
    assert audit(replace(facts, acknowledged=facts.acknowledged[1:3])).clean


def test_an_article_that_nobody_submitted_is_found(facts: Facts) -> None:
    assert "never submitted" in found(replace(facts, submitted=facts.submitted - {"فيضان الصيغة 1"}))


def test_a_revision_whose_way_ends_nowhere_is_lost(facts: Facts) -> None:
    assert "lost" in found(telling(facts, "published", *facts.told["published"][:2]))


def test_a_dead_letter_is_an_end_and_excuses_the_site(facts: Facts) -> None:
    ends = telling(facts, "published", *facts.told["published"][1:])
    buried = telling(ends, "dead", ended("x", 1, "dead.letter"))
    assert audit(replace(buried, shown={"y": facts.shown["y"]}, listed=facts.listed[1:])).clean


@pytest.mark.parametrize(
    "shown", [Shown(1, "sha-y-1", URL.format("y")), Shown(2, "sha-y-1", URL.format("y")), Shown(2, "sha-y-2", None)]
)
def test_a_site_that_shows_an_old_or_another_text_or_none_has_lost_it(facts: Facts, shown: Shown) -> None:
    assert "lost" in found(replace(facts, shown={**facts.shown, "y": shown}))


def test_an_article_that_no_sitemap_lists_is_lost(facts: Facts) -> None:
    assert "lost" in found(replace(facts, listed=facts.listed[:1]))


@pytest.mark.parametrize("stream", ["articles", "enriched", "published"])
def test_an_event_told_twice_is_doubled(facts: Facts, stream: str) -> None:
    assert "doubled" in found(telling(facts, stream, *facts.told[stream], facts.told[stream][0]))


def test_one_text_under_two_revision_numbers_is_doubled(facts: Facts) -> None:
    again = replace(facts.told["articles"][0], id="a-x-2", revision=2)
    assert "doubled" in found(telling(facts, "articles", *facts.told["articles"], again))


def test_one_guid_with_two_articles_is_doubled(facts: Facts) -> None:
    twin = replace(admitted("z", 1, "فيضان"), headline="مباراة الصيغة 1 أيضا")
    assert "doubled" in found(telling(facts, "articles", *facts.told["articles"], twin))


def test_a_revision_both_published_and_buried_is_doubled_and_unbalanced(facts: Facts) -> None:
    twice = telling(facts, "dead", ended("x", 1, "dead.letter"))
    assert "doubled" in found(twice)
    assert not audit(twice).balanced


def test_an_address_listed_twice_is_doubled(facts: Facts) -> None:
    assert "doubled" in found(replace(facts, listed=(*facts.listed, URL.format("x"))))


def test_an_address_that_belongs_to_no_article_is_found(facts: Facts) -> None:
    assert "never submitted" in found(replace(facts, listed=(*facts.listed, URL.format("z"))))


@pytest.mark.parametrize(
    "queue", [Queue(pending=1), Queue(unread=1), Queue(unread=None), Queue(delayed=1), Queue(retried=1)]
)
def test_whatever_still_waits_is_found(facts: Facts, queue: Queue) -> None:
    assert list(found(replace(facts, queues={**facts.queues, "enrich": queue}))) == ["waiting"]


def test_the_table_shows_the_account_and_the_findings(facts: Facts) -> None:
    text = table(audit(replace(facts, listed=facts.listed[:1])), {"seed": 7})
    assert "3 accepted = 2 published + 1 superseded + 0 dead" in text
    assert "NOT CLEAN" in text
    assert "lost: y r2" in text
    assert "seed" in text
