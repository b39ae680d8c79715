"""The auditor on made-up facts: a clean day passes, and each kind of fault is found under its invariant."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from khabar.archive import Row
from khabar.audit import INVARIANTS, Acknowledged, Copy, Facts, Queue, Sink, Taken, Told, audit
from khabar.audit.facts import COPY
from khabar.audit.tape import told as as_told
from khabar.events import make
from khabar.models import DeadLetter
from khabar.wire import Wire

URL = "http://site/2026/03/{}-خبر"
FLOOD, MATCH, TRIAL, LEAK = "فيضان", "مباراة", "محاكمة", "تسريب"


def accepted(article: str, revision: int = 1, name: str = "") -> Told:
    name = name or ("article.created" if revision == 1 else "article.updated")
    sha, headline = f"sha-{article}-{revision}", f"{article} الصيغة {revision}"
    return Told(f"a-{article}-{revision}", name, article, revision, f"desk {article}", headline, sha, f"text-{sha}")


def enriched(event: Told) -> Told:
    return replace(event, id=f"e-{event.id}", name="article.enriched")


def ended(event: Told, name: str = "article.published", target: str = "site", **more: object) -> Told:
    told = Told(f"{name}-{target}-{event.id}", name, event.article, event.revision, target=target, outcome="created")
    return replace(told, **more)  # type: ignore[arg-type] # what a test changes


def notice(article: str, revision: int, name: str) -> Told:
    return Told(f"a-{article}-{revision}", name, article, revision)


flood, match, final, trial = accepted(FLOOD), accepted(MATCH), accepted(MATCH, 2), accepted(TRIAL)
killed, held = notice(TRIAL, 2, "article.killed"), notice(LEAK, 1, "article.held")


RECEIVED = {FLOOD: Copy(1), MATCH: Copy(2), TRIAL: Copy(2, "killed")}


@pytest.fixture
def facts() -> Facts:
    """A flood; a match, updated; a trial, killed; a leak, held. One site, and one webhook with a log of its own."""
    open_, web = (flood, match, final, trial), "webhook"
    site = {
        FLOOD: Copy(1, "live", flood.content_sha, url=URL.format("x")),
        MATCH: Copy(2, "live", final.content_sha, url=URL.format("y")),
        TRIAL: Copy(2, "killed"),
    }
    taken = [Taken(event.article, event.revision, text_sha=event.text_sha) for event in (flood, match, trial, final)]
    return Facts(
        submitted=frozenset(event.headline for event in open_),
        acknowledged=(
            *(Acknowledged(event.article, event.revision, "created", event.headline) for event in open_),
            Acknowledged(FLOOD, 1, "duplicate", flood.headline),
            Acknowledged(LEAK, 1, "held"),
        ),
        told={
            "articles": (flood, match, trial, held, final, killed),
            "enriched": (*map(enriched, open_), replace(killed, id="e-killed")),
            "published": (
                ended(flood),
                ended(final),
                ended(match, "delivery.skipped"),
                ended(trial, "delivery.skipped"),
                ended(killed, "article.removed"),
                *(ended(event, target=web) for event in (flood, match, trial, final)),
                ended(killed, "article.removed", web),
            ),
            "dead": (),
        },
        sinks={
            "site": Sink(site, listed=(URL.format("x"), URL.format("y"))),
            web: Sink(log=(*taken, Taken(TRIAL, 2))),
        },
        queues={"enrich": Queue(), "publish-site": Queue(), "publish-webhook": Queue()},
    )


def telling(facts: Facts, stream: str, *more: Told, without: Told | None = None) -> Facts:
    kept = tuple(event for event in facts.told[stream] if not without or event.id != without.id)
    return replace(facts, told={**facts.told, stream: (*kept, *more)})


def at(facts: Facts, target: str, **changes: object) -> Facts:
    return replace(facts, sinks={**facts.sinks, target: replace(facts.sinks[target], **changes)})  # type: ignore[arg-type] # what a test changes


def found(facts: Facts) -> set[str]:
    verdict = audit(facts)
    return {name for name, findings in verdict.findings.items() if findings}


def test_a_day_without_faults_is_clean_and_its_account_balances(facts: Facts) -> None:
    verdict = audit(facts)
    assert verdict.findings == dict.fromkeys(INVARIANTS, ())
    assert verdict.clean
    assert (verdict.articles, verdict.accepted, verdict.lost, verdict.doubled) == (4, 6, 0, 0)
    site = {"published": 2, "removed": 1, "superseded": 2, "skipped": 0, "held": 1, "dead": 0}
    assert verdict.endings == {"site": site, "webhook": site | {"published": 4, "superseded": 0}}
    assert verdict.under_way == {"site": 0, "webhook": 0}


def test_an_acknowledged_article_that_no_stream_holds_is_lost(facts: Facts) -> None:
    quake = Acknowledged("زلزال", 1, "created", "زلزال")
    assert found(replace(facts, acknowledged=(*facts.acknowledged, quake))) == {"I1"}


def test_an_acknowledged_text_that_another_took_the_number_of_is_lost(facts: Facts) -> None:
    other = Acknowledged(FLOOD, 1, "created", "نص آخر")
    assert found(replace(facts, acknowledged=(*facts.acknowledged, other))) == {"I1"}


def test_an_article_that_appears_unacknowledged_is_no_fault_if_it_was_submitted(facts: Facts) -> None:
    assert audit(replace(facts, acknowledged=())).clean


def test_an_article_that_nobody_submitted_is_found(facts: Facts) -> None:
    assert found(replace(facts, submitted=frozenset({flood.headline, match.headline, final.headline}))) == {"I6"}


def test_a_revision_whose_way_ends_nowhere_unbalances_the_account(facts: Facts) -> None:
    assert found(telling(facts, "published", without=ended(match, "delivery.skipped"))) == {"I5"}


def test_a_revision_under_way_is_counted_apart(facts: Facts) -> None:
    away = telling(facts, "published", without=ended(final, target="webhook"))
    assert found(away) == {"I1", "I5"}
    moving = replace(away, waiting={"webhook": frozenset({MATCH})})
    assert audit(moving).clean
    assert audit(moving).under_way == {"site": 0, "webhook": 1}
    assert audit(replace(away, waiting={"*": frozenset({MATCH})})).clean


def test_a_dead_letter_is_an_end_and_excuses_the_site(facts: Facts) -> None:
    buried = telling(telling(facts, "published", without=ended(flood)), "dead", ended(flood, "dead.letter"))
    gone = {article: copy for article, copy in (buried.sinks["site"].holds or {}).items() if article != FLOOD}
    assert audit(at(buried, "site", holds=gone, listed=(URL.format("y"),))).clean
    assert found(buried) == {"I1"}, "the site must not hold what is said to be dead"


def test_a_dead_letter_before_the_ways_part_ends_all_of_them(facts: Facts) -> None:
    lost = telling(
        telling(facts, "published", without=ended(flood)), "published", without=ended(flood, target="webhook")
    )
    gone = {article: copy for article, copy in (facts.sinks["site"].holds or {}).items() if article != FLOOD}
    quiet = at(at(lost, "site", holds=gone, listed=(URL.format("y"),)), "webhook", log=facts.sinks["webhook"].log[1:])
    assert audit(telling(quiet, "dead", ended(flood, "dead.letter", ""))).clean


def test_a_dead_letter_that_was_tried_again_is_no_end(facts: Facts) -> None:
    refused = telling(facts, "published", ended(flood, "delivery.failed"))
    assert found(refused) == {"I1", "I5"}
    assert audit(replace(refused, tried_again=frozenset({("site", FLOOD, 1)}))).clean


def test_a_rule_that_skips_the_newest_revision_is_an_end(facts: Facts) -> None:
    skipped = telling(telling(facts, "published", without=ended(final)), "published", ended(final, "delivery.skipped"))
    old = {**(facts.sinks["site"].holds or {}), MATCH: Copy(1, "live", match.content_sha, url=URL.format("y"))}
    verdict = audit(at(skipped, "site", holds=old))
    assert verdict.clean
    assert verdict.endings["site"]["skipped"] == 1


@pytest.mark.parametrize("copy", [Copy(1, "live", match.content_sha), Copy(2, "withdrawn"), None])
def test_a_site_that_shows_an_old_state_or_none_has_lost_it(facts: Facts, copy: Copy | None) -> None:
    others = {article: held for article, held in (facts.sinks["site"].holds or {}).items() if article != MATCH}
    assert "I1" in found(at(facts, "site", holds=others | ({MATCH: copy} if copy else {})))


def test_a_killed_article_that_is_still_shown_is_found(facts: Facts) -> None:
    back = {**(facts.sinks["site"].holds or {}), TRIAL: Copy(1, "live", trial.content_sha)}
    assert "I1" in found(at(facts, "site", holds=back))


def test_a_held_article_that_a_target_shows_is_found(facts: Facts) -> None:
    leaked = {**(facts.sinks["site"].holds or {}), LEAK: Copy(2, "live", "sha")}
    assert "I6" in found(at(facts, "site", holds=leaked))


def test_another_text_under_the_same_number_is_found(facts: Facts) -> None:
    other = {**(facts.sinks["site"].holds or {}), MATCH: Copy(2, "live", match.content_sha, url=URL.format("y"))}
    assert found(at(facts, "site", holds=other)) == {"I7"}
    cut = (*facts.sinks["webhook"].log[1:], Taken(FLOOD, 1, text_sha="half of it"))
    assert found(at(facts, "webhook", log=cut)) == {"I7"}
    changed = replace(enriched(flood), text_sha="half of it")
    assert found(telling(facts, "enriched", changed, without=changed)) == {"I7"}


@pytest.mark.parametrize("stream", ["enriched", "published"])
def test_an_event_told_twice_is_doubled_unless_it_is_a_replay(facts: Facts, stream: str) -> None:
    assert "I2" in found(telling(facts, stream, facts.told[stream][0]))
    assert audit(telling(facts, stream, replace(facts.told[stream][0], replayed=True))).clean


def test_a_page_that_was_looked_at_twice_is_nothing_doubled(facts: Facts) -> None:
    seen = replace(facts.told["published"][0], id="seen", name="publication.verified")
    assert audit(telling(telling(facts, "published", seen), "published", seen)).clean


def test_a_revision_number_given_twice_is_doubled(facts: Facts) -> None:
    assert "I2" in found(telling(facts, "articles", replace(flood, id="again", name="article.updated")))


def test_one_text_under_two_revision_numbers_is_doubled(facts: Facts) -> None:
    again = replace(flood, id="again", revision=2, name="article.updated")
    assert "I2" in found(telling(facts, "articles", again))


def test_one_guid_with_two_articles_is_doubled(facts: Facts) -> None:
    assert "I2" in found(telling(facts, "articles", replace(accepted("حريق"), guid=flood.guid)))


def test_a_delivery_that_took_effect_twice_is_doubled(facts: Facts) -> None:
    log = facts.sinks["webhook"].log
    assert found(at(facts, "webhook", log=(log[0], *log))) == {"I2"}
    assert audit(at(facts, "webhook", log=(replace(log[0], effective=False), *log))).clean
    assert "I2" in found(telling(facts, "published", ended(flood, id="another receipt")))


def test_what_was_shown_bare_and_amended_later_took_effect_twice_and_once_too_often_a_third_time(facts: Facts) -> None:
    bare, log = ended(flood, target="webhook", id="bare", bare=True), facts.sinks["webhook"].log
    amended = at(telling(facts, "published", bare), "webhook", log=(log[0], *log))
    assert audit(amended).clean
    assert audit(amended).endings == audit(facts).endings
    assert found(at(amended, "webhook", log=(log[0], log[0], *log))) == {"I2"}
    assert found(telling(amended, "published", replace(bare, id="another"))) == {"I2"}


def test_a_bare_receipt_ends_no_way(facts: Facts) -> None:
    bare = ended(flood, id="bare", bare=True)
    assert found(telling(facts, "published", bare, without=ended(flood))) == {"I5"}


def test_a_revision_both_published_and_buried_ended_twice(facts: Facts) -> None:
    assert found(telling(facts, "dead", ended(flood, "dead.letter"))) == {"I1", "I5"}


def test_an_address_listed_twice_is_doubled(facts: Facts) -> None:
    assert found(at(facts, "site", listed=(*(facts.sinks["site"].listed or ()), URL.format("x")))) == {"I2"}


def test_an_older_revision_after_a_newer_one_is_found(facts: Facts) -> None:
    log = facts.sinks["webhook"].log
    assert found(at(facts, "webhook", log=log[::-1])) == {"I3"}
    receipts = telling(facts, "published", ended(match, target="webhook"), without=ended(match, target="webhook"))
    assert found(receipts) == {"I3"}


@pytest.mark.parametrize("queue", [Queue(1), Queue(unread=1), Queue(unread=None), Queue(delayed=1), Queue(due=1)])
def test_whatever_still_waits_is_found_once_all_should_be_done(facts: Facts, queue: Queue) -> None:
    busy = replace(facts, queues={**facts.queues, "enrich": queue})
    assert found(busy) == {"I4"}
    assert audit(replace(busy, settled=False)).clean


def test_a_receipt_for_what_was_never_accepted_is_found(facts: Facts) -> None:
    assert found(telling(facts, "published", ended(accepted("إشاعة")))) == {"I6"}


def test_an_address_that_belongs_to_no_article_is_found(facts: Facts) -> None:
    assert found(at(facts, "site", listed=(*(facts.sinks["site"].listed or ()), URL.format("z")))) == {"I6"}


def test_an_article_that_no_sitemap_lists_is_lost_to_readers(facts: Facts) -> None:
    assert found(at(facts, "site", listed=(facts.sinks["site"].listed or ())[:1])) == {"I1"}


def test_a_merged_article_may_have_any_state_but_a_live_one(facts: Facts) -> None:
    merged = notice(FLOOD, 2, "article.merged")
    removed = ended(merged, "article.removed"), ended(merged, "article.removed", "webhook")
    told = telling(telling(facts, "articles", merged), "published", *removed)
    gone = {**(facts.sinks["site"].holds or {}), FLOOD: Copy(2, "unpublished")}
    assert audit(at(told, "site", holds=gone, listed=(URL.format("y"),))).clean


def test_a_group_made_anew_tells_everything_again_and_that_is_no_fault_where_nothing_took_effect(facts: Facts) -> None:
    again = telling(telling(facts, "enriched", enriched(flood)), "published", ended(match, id="a second receipt"))
    assert found(again) == {"I2", "I3", "I5"}
    assert audit(replace(again, told_again=True)).clean


def test_a_copy_is_right_on_the_site_without_a_page_of_its_own_and_skipped_elsewhere(facts: Facts) -> None:
    holds = {**(facts.sinks["site"].holds or {}), FLOOD: Copy(1, COPY, flood.content_sha, url=URL.format("y"))}
    elsewhere = ended(flood, "delivery.skipped", "webhook", outcome="")
    told = telling(facts, "published", elsewhere, without=ended(flood, target="webhook"))
    web = [each for each in facts.sinks["webhook"].log if each.article != FLOOD]
    shown = at(at(told, "site", holds=holds, listed=(URL.format("y"),)), "webhook", log=tuple(web))
    assert audit(shown).clean
    assert found(at(shown, "site", listed=(URL.format("x"), URL.format("y")))) == {"I6"}


def test_a_copy_that_gets_its_page_later_is_right_where_it_was_skipped_before(facts: Facts) -> None:
    skipped = ended(flood, "delivery.skipped", "webhook", outcome="")
    anew = ended(flood, target="webhook", replayed=True)
    told = telling(facts, "published", skipped, anew, without=ended(flood, target="webhook"))
    assert audit(at(told, "webhook", holds={**RECEIVED, FLOOD: Copy(1)})).clean


def test_a_copy_that_got_its_page_is_right_however_often_it_is_told_once_more(facts: Facts) -> None:
    skipped = ended(flood, "delivery.skipped", "webhook", outcome="")
    anew, again = ended(flood, target="webhook", replayed=True), replace(skipped, id="again", replayed=True)
    told = telling(facts, "published", skipped, anew, again, without=ended(flood, target="webhook"))
    assert audit(at(told, "webhook", holds={**RECEIVED, FLOOD: Copy(1)})).clean


@pytest.mark.parametrize("replayed", [True, False])
def test_what_others_held_and_becomes_a_copy_is_right_when_it_is_merged_there(facts: Facts, *, replayed: bool) -> None:
    merged = ended(final, "article.removed", "webhook", replayed=replayed)
    told = telling(facts, "published", merged, without=None if replayed else ended(final, target="webhook"))
    assert audit(at(told, "webhook", holds={**RECEIVED, MATCH: Copy(2, "merged")})).clean
    assert found(at(told, "webhook", holds=RECEIVED)) == {"I1"}


def test_a_group_made_anew_may_find_that_an_article_is_a_copy_and_that_it_is_none_again(facts: Facts) -> None:
    again = replace(facts, told_again=True)
    merged = ended(flood, "article.removed", "webhook")
    told = telling(again, "published", merged)
    assert audit(at(told, "webhook", holds={**RECEIVED, FLOOD: Copy(1, "merged")})).clean
    back = telling(told, "published", ended(flood, target="webhook"))
    assert audit(at(back, "webhook", holds=RECEIVED)).clean


def letter(type_: str) -> Row:
    """A delivery to the site that died."""
    stage, when = "publish-site", datetime(2026, 3, 10, tzinfo=UTC)
    died = DeadLetter(
        stage=stage, group=stage, stream="enriched", entry_id="", error="422", kind="rejected", attempts=1,
        first_at=when, last_at=when, fields={"type": type_},
    )  # fmt: skip
    event = make("dead.letter", died, source=f"khabar/{stage}", subject=FLOOD, revision=1)
    told = Wire().encode(event).items()
    return "1-0", {name.encode(): value.encode() if isinstance(value, str) else value for name, value in told}


def test_a_dead_letter_of_links_is_no_end_of_the_article() -> None:
    assert as_told(Wire(), letter("khabar.related.changed.v1")) is None
    article = as_told(Wire(), letter("khabar.article.enriched.v1"))
    assert article is not None
    assert (article.article, article.target) == (FLOOD, "site")
