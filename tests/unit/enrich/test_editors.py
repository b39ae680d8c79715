"""Editors have the last word about the tags of an article, and its text is never altered."""

from datetime import UTC, datetime

from pydantic import TypeAdapter

from khabar.models import Enrichment, Revision, TagId, TagLocks, TagRef, TagRuling
from khabar_enrich.desk import Desk
from khabar_enrich.editors import LastWord, Rulings
from khabar_enrich.pipeline import enrich

from .conftest import Write

RAQQA, SYRIA, IRAQ, FOOTBALL = "loc:raqqa", "loc:syria", "loc:iraq", "topic:football"
LEBANON = TagRef(id="loc:lebanon", type="place", name="لبنان")
WHEN = datetime(2026, 11, 23, 8, tzinfo=UTC)


def ruling(id_: str, **decided: object) -> TagRuling:
    return TagRuling.model_validate({"id": id_, "revision": 7, "type": "place", **decided})


def ruled(desk: Desk, revision: Revision, *rulings: TagRuling, locks: TagLocks | None = None) -> Enrichment:
    return enrich(revision, desk, LastWord(Rulings.of(rulings, desk.names), locks))


def ids(found: Enrichment) -> list[str]:
    return [tag.id for tag in found.tags]


def test_without_a_decision_the_bytes_are_the_same(desk: Desk, write: Write) -> None:
    story = write("قافلة تصل إلى الرقة", "وصلت القافلة إلى الرقة.")
    assert ruled(desk, story).to_json() == enrich(story, desk).to_json()


def test_a_merged_tag_is_told_under_the_other_with_all_its_mentions(desk: Desk, write: Write) -> None:
    story = write("قافلة من العراق تصل إلى الرقة", "وصلت القافلة إلى الرقة من العراق.")
    into = TagRef(id=IRAQ, type="place", name="العراق")
    found = ruled(desk, story, ruling(RAQQA, into=into))
    [one] = [tag for tag in found.tags if tag.id == IRAQ]
    assert RAQQA not in ids(found)
    assert {mention.text for mention in one.mentions} == {"الرقة", "العراق"}
    assert [entity.id for entity in found.entities if entity.id == RAQQA] == []


def test_a_chain_of_mergers_leads_to_its_end_and_a_circle_to_none(desk: Desk, write: Write) -> None:
    story = write("قافلة تصل إلى الرقة", "وصلت القافلة إلى الرقة.")
    to_syria = ruling(RAQQA, into=TagRef(id=SYRIA, type="place", name="سوريا"))
    to_iraq = ruling(SYRIA, into=TagRef(id=IRAQ, type="place", name="العراق"))
    back = ruling(IRAQ, into=TagRef(id=RAQQA, type="place", name="الرقة"))
    assert ids(ruled(desk, story, to_syria, to_iraq)) == [IRAQ]
    assert ids(ruled(desk, story, to_syria, to_iraq, back))


def test_a_renamed_tag_shows_its_name_and_the_text_stays(desk: Desk, write: Write) -> None:
    story = write("قافلة تصل إلى الرقة", "وصلت القافلة إلى الرقة.")
    [tag] = ruled(desk, story, ruling(RAQQA, name="مدينة الرقة")).tags
    assert tag.name == "مدينة الرقة"
    assert {mention.text for mention in tag.mentions} == {"الرقة"}


def test_a_blocked_tag_is_gone_before_the_section_leans_on_it(desk: Desk, write: Write) -> None:
    story = write("بطولة كرة القدم تنطلق", "انطلقت بطولة كرة القدم وسجل المنتخب هدفين في كرة القدم.")
    before = enrich(story, desk)
    assert FOOTBALL in ids(before)
    assert before.section is not None
    assert before.section.reason.startswith("tag ")
    found = ruled(desk, story, ruling(FOOTBALL, blocked=True))
    assert FOOTBALL not in ids(found)
    assert found.section is not None
    assert not found.section.reason.startswith("tag ")


def test_what_is_locked_on_an_article_says_who_set_it(desk: Desk, write: Write) -> None:
    story = write("قافلة تصل إلى الرقة", "وصلت القافلة إلى الرقة.")
    locks = TagLocks(id=story.id, revision=1, added=(LEBANON, LEBANON), removed=(RAQQA,), at=WHEN)
    [tag] = ruled(desk, story, locks=locks).tags
    assert (tag.id, tag.name, tag.by, tag.confidence) == (LEBANON.id, "لبنان", "editor", 1.0)
    assert tag.version == "2026-11-23T08:00:00+00:00"


def test_what_is_locked_follows_its_tag_into_another(desk: Desk, write: Write) -> None:
    story = write("قافلة تصل إلى الرقة", "وصلت القافلة إلى الرقة.")
    into = ruling(LEBANON.id, into=TagRef(id=IRAQ, type="place", name="العراق"))
    locks = TagLocks(id=story.id, revision=1, added=(LEBANON,), at=WHEN)
    assert IRAQ in ids(ruled(desk, story, into, locks=locks))
    assert ids(ruled(desk, story, ruling(LEBANON.id, blocked=True), locks=locks)) == [RAQQA]


def test_an_accepted_name_is_found_with_its_proclitics_and_said_once(desk: Desk, write: Write) -> None:
    story = write("بسلمان البهلواني يفتتح المعرض", "قال سلمان البهلواني إن المعرض سيبقى مفتوحاً.")
    name = ruling("per:bahlawani", type="person", name="سلمان البهلواني", aliases=("سلمان البهلواني",))
    found = ruled(desk, story, name)
    [tag] = [tag for tag in found.tags if tag.id == "per:bahlawani"]
    assert (tag.type, tag.version, len(tag.mentions)) == ("person", "7", 2)
    spans = [(entity.id, mention.start) for entity in found.entities for mention in entity.mentions]
    assert len(spans) == len(set(spans))
    assert not [entity for entity in found.entities if entity.id is None and "البهلواني" in entity.name]


def test_doing_it_twice_is_doing_it_once(desk: Desk, write: Write) -> None:
    story = write("سلمان البهلواني في الرقة", "زار سلمان البهلواني الرقة.")
    name = ruling("per:bahlawani", type="person", name="سلمان البهلواني", aliases=("سلمان البهلواني",))
    locks = TagLocks(id=story.id, revision=1, added=(LEBANON,), at=WHEN)
    first = ruled(desk, story, name, ruling(RAQQA, name="مدينة الرقة"), locks=locks)
    second = ruled(desk, story, name, ruling(RAQQA, name="مدينة الرقة"), locks=locks)
    assert first.to_json() == second.to_json()


def test_every_tag_of_the_table_can_be_decided_about(desk: Desk) -> None:
    assert TypeAdapter(list[TagId]).validate_python(list(desk.names)) == list(desk.names)
