"""Tags: names as newspapers write them, and only those."""

from collections.abc import Callable
from pathlib import Path

import pytest

from khabar.config import Config, TagSettings
from khabar.errors import ConfigError
from khabar.models import Enrichment, Revision, Tag
from khabar_enrich.desk import Desk
from khabar_enrich.page import Page
from khabar_enrich.pipeline import enrich
from khabar_enrich.steps import Names, Tags

Write = Callable[..., Revision]


def tagged(desk: Desk, revision: Revision) -> dict[str, Tag]:
    return {tag.id: tag for tag in enrich(revision, desk).tags}


def by_desk(settings: TagSettings, revision: Revision) -> dict[str, Tag]:
    config, page = Config(tags=settings), Page.of(revision)
    found = Names.load(config)(page, Enrichment(for_revision=1))
    return {tag.id: tag for tag in Tags.load(config)(page, found).tags}


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("هجوم لداعش", "org:isis"),
        ("أعلن تنظيم “داعش” ذلك", "org:isis"),
        ("قال إنّ إدْلِب هادئة", "loc:idlib"),
        ("في ادلب", "loc:idlib"),
        ("وبدمشق", "loc:damascus"),
        ("نقطة للدفاع الوطني", "org:ndf"),
        ("للبنان", "loc:lebanon"),
        ("صرّح أردوغان", "per:erdogan"),
        ("الامم المتحده", "org:un"),
    ],
)
def test_a_name_is_known_in_every_spelling(desk: Desk, write: Write, text: str, tag: str) -> None:
    assert tag in tagged(desk, write("خبر", text))


def test_a_mention_stands_where_it_says(desk: Desk, write: Write) -> None:
    revision = write("بيان", "قال مسؤول في تنظيم «داعش» ذلك")
    (mention,) = tagged(desk, revision)["org:isis"].mentions
    assert mention.zone == "body.0"
    assert revision.body[0].text[mention.start : mention.end] == mention.text == "تنظيم «داعش»"


def test_a_place_within_the_name_of_an_organisation_is_not_tagged(desk: Desk, write: Write) -> None:
    assert set(tagged(desk, write("بيان", "أعلنت قوات سوريا الديمقراطية ذلك"))) == {"org:sdf"}


def test_a_name_does_not_run_over_the_end_of_a_sentence(desk: Desk, write: Write) -> None:
    assert "org:un" not in tagged(desk, write("بيان", "اجتمعت الأمم، المتحدة في موقفها"))


def test_a_word_that_only_begins_like_a_clitic_is_not_cut(desk: Desk, write: Write) -> None:
    assert tagged(desk, write("بيان", "وصلوا لندن")).keys() == {"loc:london"}


def test_an_ambiguous_name_needs_company(desk: Desk, write: Write) -> None:
    assert "loc:homs" not in tagged(desk, write("وصفة", "طبق حمص بالطحينة"))
    assert "loc:homs" in tagged(desk, write("قصف", "قصف ريف حمص الشرقي"))


def test_the_headline_weighs_more_than_the_body(desk: Desk, write: Write) -> None:
    tags = list(tagged(desk, write("انتخابات في تونس", "قال بيان", "شارك وفد من ليبيا")))
    assert tags.index("loc:tunisia") < tags.index("loc:libya")


def test_one_passing_common_noun_makes_no_topic(desk: Desk, write: Write) -> None:
    assert "topic:fires" not in tagged(desk, write("بيان", "أولا", "وقع حريق"))
    assert "topic:fires" in tagged(desk, write("اندلاع حريق كبير", "أولا"))


def test_the_desk_renames_blocks_and_adds_tags(tmp_path: Path, write: Write) -> None:
    table = tmp_path / "tags.tsv"
    table.write_text("id\ttype\tcanonical\taliases\norg:our\tORG\tبلدية الميناء\tالبلدية|بلديّة الميناء\n", "utf-8")
    settings = TagSettings(table=table, blocked=("سوريا",), names={"org:isis": "داعش"})
    tags = by_desk(settings, write("بيان", "تنظيم الدولة الإسلامية في سوريا، وقالت البلدية"))
    assert {tag.id: tag.name for tag in tags.values()} == {"org:isis": "داعش", "org:our": "بلدية الميناء"}


def test_a_wrong_table_names_its_lines(tmp_path: Path) -> None:
    table = tmp_path / "tags.tsv"
    table.write_text("org:x\tFIRM\tاسم\n\norg:y\n", "utf-8")
    with pytest.raises(ConfigError, match=r"(?s)line 1:.*line 3:"):
        Tags.load(Config(tags=TagSettings(table=table)))


def test_a_missing_table_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="mend the path"):
        Tags.load(Config(tags=TagSettings(table=tmp_path / "none.tsv")))


def test_a_page_of_names_is_read_whole(desk: Desk, write: Write) -> None:
    assert len(tagged(desk, write("بيان", "قوات سوريا " * 20_000))["loc:syria"].mentions) == 20_000


def test_every_tag_says_by_what_and_in_which_version_it_was_set(desk: Desk, write: Write) -> None:
    found = tagged(desk, write("اندلاع حريق كبير في ليبيا", "أولا"))
    assert {"topic:fires", "loc:libya"} <= set(found)
    assert all(tag.by and tag.version for tag in found.values())
