"""The whole of enrichment, step by step and together."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.arabic import slug
from khabar.config import Config
from khabar.models import Block, DateMention, Enrichment, Mention, Revision
from khabar_enrich.desk import Desk
from khabar_enrich.page import Page
from khabar_enrich.pipeline import enrich
from khabar_enrich.steps import (
    Attributions,
    Dates,
    Facts,
    Keyphrases,
    Language,
    Names,
    ReadingTime,
    Sections,
    Slug,
    Tags,
    Topics,
)

Write = Callable[..., Revision]


def test_every_step_is_registered_and_runs_in_order(desk: Desk) -> None:
    reading = [Language, Names, Tags, Dates, Facts, Attributions, Topics, Sections, Keyphrases]
    assert [type(step) for step in desk.steps] == [*reading, Slug, ReadingTime]


def test_the_same_article_gives_the_same_bytes(desk: Desk, write: Write) -> None:
    revision = write("قصف على إدلب أمس الأحد", "قال بيان للأمم المتحدة في دمشق ذلك يوم الجمعة الماضي")
    assert enrich(revision, desk).model_dump_json() == enrich(revision, desk).model_dump_json()


def test_an_enrichment_knows_its_revision_and_the_steps_that_made_it(desk: Desk, write: Write) -> None:
    found = enrich(write("خبر", revision=7), desk)
    assert found.for_revision == 7
    assert set(found.steps) == {step.name for step in desk.steps}


def test_a_lead_that_is_the_first_paragraph_is_read_once_in_the_body(write: Write) -> None:
    page = Page.of(write("عنوان", "قال  بيانٌ ذلك", "وأضاف", lead="قال بيان ذلك"))
    assert [zone.name for zone in page.zones] == ["headline", "body.0", "body.1"]
    assert page.zones[1].weight > page.zones[2].weight


def test_a_lead_of_its_own_is_a_zone(write: Write) -> None:
    assert [zone.name for zone in Page.of(write("عنوان", "متن", lead="مقدمة")).zones] == ["headline", "lead", "body.0"]


def test_lists_are_read_and_tables_are_not(write: Write) -> None:
    body = (Block(type="list", items=("دمشق", "حلب")), Block(type="table", text="بغداد"))
    assert [zone.text for zone in Page.of(write("عنوان", body=body)).zones] == ["عنوان", "دمشق\nحلب"]


@pytest.mark.parametrize(
    ("declared", "text", "found"),
    [
        ("ar", "قال وزير الخارجية إن المحادثات مستمرة", ("ar", "rtl")),
        ("ar", "The minister said on Monday that the talks would go on", ("en", "ltr")),
        ("ar", "Le ministre a déclaré lundi que les discussions se poursuivent", ("fr", "ltr")),
        ("fa", "وزیر خارجه ایران گفت که مذاکرات ادامه دارد", ("fa", "rtl")),
        ("en", "وزیر خارجه ایران گفت که مذاکرات ادامه دارد", ("fa", "rtl")),
        ("en", "2022", ("en", "ltr")),
    ],
)
def test_a_declared_language_holds_where_the_letters_agree(
    desk: Desk, write: Write, declared: str, text: str, found: tuple[str, str]
) -> None:
    enrichment = enrich(write(text, language=declared), desk)
    assert (enrichment.language, enrichment.direction) == found


@pytest.mark.parametrize(
    ("headline", "others", "chosen"),
    [
        ("خبر", {"section_hint": "sports"}, ("sport", "category sports")),
        ("خبر", {"categories": ("منوعات", "رياضه")}, ("sport", "category رياضه")),
        ("ارتفاع أسعار النفط", {}, ("economy", "tag نفط")),
        ("حكم يعلن الاعتزال", {}, ("sport", "headline word الاعتزال")),
        ("خبر", {"source": {"id": "wire"}}, ("economy", "source wire")),
        ("خبر", {}, ("latest", "default section")),
    ],
)
def test_a_section_is_chosen_by_rule_and_says_why(
    desk: Desk, write: Write, headline: str, others: dict[str, object], chosen: tuple[str, str]
) -> None:
    found = enrich(write(headline, **others), desk).section
    assert found is not None
    assert (found.id, found.reason) == chosen


def test_a_date_is_told_in_the_zone_of_its_source(desk: Desk, write: Write) -> None:
    late = datetime(2022, 2, 7, 16, 0, tzinfo=UTC)
    here = enrich(write("اليوم", published_at=late), desk)
    there = enrich(write("اليوم", published_at=late, source={"id": "wire"}), desk)
    assert (here.dates[0].value, there.dates[0].value) == ("2022-02-07", "2022-02-08")


def test_without_a_date_of_publication_only_relative_dates_are_a_guess(desk: Desk, write: Write) -> None:
    found = enrich(write("أمس وفي 4 فبراير 2022", published_at=None), desk)
    assert [date.approx for date in found.dates] == [True, False]


@pytest.mark.parametrize("published", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_the_ends_of_the_calendar_break_nothing(desk: Desk, write: Write, published: str) -> None:
    text = "أمس الاثنين وخلال أسبوعين من الشهر ذاته وبعد 9999 سنة، في 4 فبراير 2022"
    assert enrich(write(text, published_at=published), desk).dates


def test_an_article_of_twice_the_length_takes_less_than_three_times_as_long(desk: Desk, write: Write) -> None:
    sentence = "قال الرئيس أمس الاثنين في دمشق إن الحكومة السورية "

    def seconds(times: int) -> float:
        began = process_time()
        found = enrich(write("خبر", sentence * times), desk)
        assert len(found.dates) == times
        return process_time() - began

    lengths = (1_000, 2_000)
    rounds = [[seconds(times) for times in lengths] for _ in range(5)]
    short, long = (min(column) for column in zip(*rounds, strict=True))
    assert long < 3 * short


@pytest.mark.parametrize(
    ("headline", "expected"),
    [
        ("قُتِلَ عنصـــران.. في «إدلب»!", "قتل-عنصران-في-إدلب"),
        ("NATO: ٣ قتلى", "nato-٣-قتلى"),
        ("؟!", ""),
        ("طويل " * 30, "-".join(["طويل"] * 12)),
    ],
)
def test_a_slug_can_be_read(headline: str, expected: str) -> None:
    assert slug(headline) == expected


@given(st.text())
def test_a_slug_is_short_and_safe_in_an_address(headline: str) -> None:
    made = slug(headline)
    assert len(made) <= 60
    assert all(letter == "-" or letter.isalnum() for letter in made)


def test_reading_takes_a_minute_for_two_hundred_words(desk: Desk, write: Write) -> None:
    assert enrich(write("كلمة", "كلمة " * 199), desk).reading_minutes == 1
    assert enrich(write("كلمة", "كلمة " * 200), desk).reading_minutes == 2


@given(headline=st.text(min_size=1), lead=st.text(), text=st.text())
def test_no_article_breaks_the_pipeline_and_every_span_holds(
    desk: Desk, write: Write, headline: str, lead: str, text: str
) -> None:
    revision = write(headline, text, lead=lead)
    found = enrich(revision, desk)
    texts = {zone.name: zone.text for zone in Page.of(revision).zones}
    spans: list[DateMention | Mention] = [*found.dates, *(mention for tag in found.tags for mention in tag.mentions)]
    for span in spans:
        assert texts[span.zone][span.start : span.end] == span.text


def test_the_step_of_the_handbook_runs(write: Write) -> None:
    page = (Path(__file__).parents[3] / "docs/extend/steps.md").read_text("utf-8")
    code = page.partition("```python\n")[2].partition("```")[0]
    names: dict[str, Any] = {"__name__": "handbook"}
    exec(code, names)  # noqa: S102 - the example is the project's own text
    step = names["Questions"].load(Config())
    found = Enrichment(for_revision=1)
    assert step(Page.of(write("من فعلها؟")), found).keyphrases == ("سؤال",)
    assert step(Page.of(write("فعلها فلان")), found).keyphrases == ()
