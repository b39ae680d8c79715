"""What becomes of decisions about tags."""

from datetime import UTC, datetime

import pytest

from khabar.models import TagLocks, TagRuling
from khabar_ingest.by_hand import Refusal
from khabar_ingest.tags.book import TagBook
from khabar_ingest.tags.deciding import accept, decide, retag
from khabar_ingest.tags.order import RetagOrder, ReviewOrder, TagOrder

WHEN = datetime(2026, 11, 23, 8, tzinfo=UTC)
RAQQA, SYRIA, KEY = "loc:raqqa", "loc:syria", "person سلمان البهلواني"
TABLE: dict[bytes, bytes] = {
    RAQQA.encode(): "place\tالرقة".encode(),
    SYRIA.encode(): "place\tسوريا".encode(),
    b"loc:iraq": "place\tالعراق".encode(),
}


def book(*rulings: TagRuling) -> TagBook:
    kept = {ruling.id.encode(): ruling.to_json() for ruling in rulings}
    return TagBook.read(b"4", TABLE, kept)


def order(**more: object) -> TagOrder:
    return TagOrder.model_validate({"reason": "قرار", "by": "محررة", **more})


def merged(one: str, into: str) -> TagRuling:
    found = decide("merge", one, order(into=into), book(), WHEN)
    assert found is not None
    return found


def test_a_merger_keeps_what_readers_saw_of_the_other_and_who_decided() -> None:
    found = merged(RAQQA, SYRIA)
    assert found.into is not None
    assert (found.into.id, found.into.name, found.by, found.reason) == (SYRIA, "سوريا", "محررة", "قرار")
    assert (found.revision, found.at) == (5, WHEN)
    assert decide("merge", RAQQA, order(into=SYRIA), book(found), WHEN) is None


def test_a_tag_is_not_merged_into_one_that_leads_back() -> None:
    known = book(merged(RAQQA, SYRIA))
    with pytest.raises(Refusal, match="leads to loc:syria already"):
        decide("merge", SYRIA, order(into=RAQQA), known, WHEN)
    with pytest.raises(Refusal, match="is the tag itself"):
        decide("merge", SYRIA, order(into=SYRIA), known, WHEN)
    again = decide("unmerge", RAQQA, order(), known, WHEN)
    assert again is not None
    assert again.into is None


def test_a_tag_that_nobody_knows_is_refused_with_the_next_step() -> None:
    with pytest.raises(Refusal, match="see: khabar tag list") as refused:
        decide("block", "loc:atlantis", order(), book(), WHEN)
    assert refused.value.unknown
    with pytest.raises(Refusal, match="start it"):
        decide("block", RAQQA, order(), TagBook(0, {}, {}), WHEN)


def test_blocking_and_renaming_keep_each_other() -> None:
    named = decide("rename", RAQQA, order(name="  مدينة   الرقة "), book(), WHEN)
    assert named is not None
    blocked = decide("block", RAQQA, order(), book(named), WHEN)
    assert blocked is not None
    assert (blocked.name, blocked.blocked) == ("مدينة الرقة", True)
    [row] = book(blocked).listed("الرقة", decided=True)
    assert (row["state"], row["name"], row["table_name"]) == ("blocked", "مدينة الرقة", "الرقة")


def test_a_name_in_review_becomes_a_tag_of_its_kind() -> None:
    review = ReviewOrder(reason="مراجعة", by="محررة", key=KEY)
    found = accept(review, book(), "سلمان البهلواني", WHEN)
    assert (found.id, found.type, found.aliases) == ("per:سلمان-البهلواني", "person", ("سلمان البهلواني",))
    chosen = review.model_copy(update={"id": "org:bahlawani", "type": "organisation", "name": "مؤسسة البهلواني"})
    made = accept(chosen, book(), "البهلواني", WHEN)
    assert (made.id, made.type, made.aliases) == ("org:bahlawani", "organisation", ("البهلواني", "مؤسسة البهلواني"))
    with pytest.raises(Refusal, match="is taken"):
        accept(review, book(found), "سلمان البهلواني", WHEN)
    with pytest.raises(Refusal, match="not with one of"):
        accept(review.model_copy(update={"key": "thing قلم"}), book(), "قلم", WHEN)


def test_the_last_word_about_an_articles_tag_stands() -> None:
    nothing = TagLocks(id="a", revision=2)
    on = retag(RetagOrder(reason="قرار", add=(RAQQA, RAQQA), remove=(SYRIA,)), nothing, book(), WHEN)
    assert on is not None
    assert ([ref.id for ref in on.added], on.removed) == ([RAQQA], (SYRIA,))
    off = retag(RetagOrder(reason="قرار", remove=(RAQQA,)), on, book(), WHEN)
    assert off is not None
    assert (off.added, off.removed) == ((), (SYRIA, RAQQA))
    free = retag(RetagOrder(reason="قرار", unlock=(RAQQA, SYRIA)), off, book(), WHEN)
    assert free is not None
    assert (free.added, free.removed) == ((), ())
    assert retag(RetagOrder(reason="قرار", unlock=(RAQQA,)), nothing, book(), WHEN) is None


def test_a_blocked_tag_and_a_contradiction_are_refused() -> None:
    blocked = decide("block", RAQQA, order(), book(), WHEN)
    assert blocked is not None
    nothing = TagLocks(id="a", revision=1)
    with pytest.raises(Refusal, match="unblock it first"):
        retag(RetagOrder(reason="قرار", add=(RAQQA,)), nothing, book(blocked), WHEN)
    with pytest.raises(Refusal, match="at once"):
        retag(RetagOrder(reason="قرار", add=(RAQQA,), remove=(RAQQA,)), nothing, book(), WHEN)


@pytest.mark.parametrize("wrong", ["", "raqqa", "loc:", "loc:a b", "LOC:a", "loc:" + "a" * 200, "loc:a\nb", ":a"])
def test_what_is_no_id_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="is no tag's id"):
        RetagOrder(reason="قرار", add=(wrong,))
