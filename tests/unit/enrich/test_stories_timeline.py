"""A story's timeline: an article stands on the day that its opening tells of, not on the day it was published."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from khabar.config import Config
from khabar.models import Attribution, DateMention, Enrichment, Fact, Revision
from khabar_enrich.page import Page
from khabar_enrich.steps.attribution import Attributions
from khabar_enrich.steps.dates import Dates
from khabar_enrich.stories import Happened, happened
from tests.unit.enrich.conftest import Write

_WHEN = datetime(2022, 2, 7, 8, 15, tzinfo=UTC)


def dated(value: str, *, zone: str = "body.0", start: int = 0, **others: object) -> DateMention:
    fields = {"text": value, "zone": zone, "start": start, "end": start + 5, "value": value, "precision": "day"}
    return DateMention.model_validate(fields | others)


def found_by_steps(revision: Revision) -> Happened:
    found = Enrichment(for_revision=1)
    for step in (Dates, Attributions):
        found = step.load(Config())(Page.of(revision), found)
    return happened(revision, found)


def read(write: Write, *dates: DateMention, **found: object) -> Happened:
    revision = write("عنوان", "فقرة أولى فيها ما يكفي من الكلام", "فقرة ثانية", published_at=_WHEN)
    return happened(revision, Enrichment.model_validate({"for_revision": 1, "dates": dates, **found}))


def test_a_lead_that_names_yesterday_tells_of_yesterday(write: Write) -> None:
    revision = write("انهيار مبنى في حي الزيتون", "انهار مبنى سكني من أربع طبقات في حي الزيتون مساء أمس الأحد")
    found = found_by_steps(revision)
    assert found.day == date(2022, 2, 6)
    assert "أمس" in found.text


def test_what_is_said_on_monday_of_saturday_happened_on_saturday(write: Write) -> None:
    text = "أعلنت وزارة الداخلية اليوم الاثنين أن الحريق اندلع يوم السبت في مستودع قرب الميناء"
    revision = write("الداخلية: لا ضحايا في حريق المستودع", text)
    assert found_by_steps(revision).day == date(2022, 2, 5)


@pytest.mark.parametrize(
    "text",
    [
        "تواصل فرق الإنقاذ البحث عن ناجين تحت أنقاض المبنى الذي انهار في حي الزيتون منذ الخميس الماضي",
        "تراجع سعر القمح في البورصة إلى أدنى مستوياته منذ 24 كانون الثاني 2022 مع وصول شحنات جديدة",
        "سجلت الوزارة مئة مخالفة في الحملة التي استمرت حتى يوم الأربعاء الماضي",
    ],
)
def test_a_day_since_or_until_which_something_goes_on_is_background(write: Write, text: str) -> None:
    revision = write("عنوان", text, published_at=_WHEN)
    assert found_by_steps(revision) == Happened(date(2022, 2, 7), "publication")


def test_an_announcement_of_tomorrow_is_news_of_today(write: Write) -> None:
    revision = write("المعرض يفتح أبوابه غدا", "يفتح معرض الكتاب أبوابه غدا الثلاثاء أمام الزوار")
    assert found_by_steps(revision) == Happened(date(2022, 2, 7), "publication")


def test_the_headline_comes_before_the_first_paragraph(write: Write) -> None:
    found = read(write, dated("2022-02-06"), dated("2022-02-05", zone="headline"))
    assert found == Happened(date(2022, 2, 5), "date", "2022-02-05")


def test_background_further_down_does_not_count(write: Write) -> None:
    assert read(write, dated("2022-02-01", zone="body.1")).reason == "publication"


@pytest.mark.parametrize(
    "doubtful",
    [
        dated("2022-02-06", approx=True),
        dated("2022-02-06", consistent=False),
        dated("2022-02", precision="month"),
        dated("2022-W05", precision="week"),
        dated("2022-02-01/2022-02-04", precision="interval"),
        dated("2022-01-07"),
        dated("2022-02-08"),
    ],
)
def test_a_day_that_is_unsure_old_or_ahead_does_not_count(write: Write, doubtful: DateMention) -> None:
    assert read(write, doubtful) == Happened(date(2022, 2, 7), "publication")


def test_a_day_exactly_thirty_days_ago_counts(write: Write) -> None:
    assert read(write, dated("2022-01-08")).day == date(2022, 1, 8)


def test_the_day_of_the_casualties_comes_first(write: Write) -> None:
    fact = Fact(kind="killed", number=3, when="2022-02-04", zone="body.0", text="مقتل ثلاثة")
    assert read(write, dated("2022-02-06"), facts=(fact,)) == Happened(date(2022, 2, 4), "casualties", "مقتل ثلاثة")


def test_what_a_source_tells_of_comes_before_the_day_it_spoke(write: Write) -> None:
    said = Attribution(zone="body.0", start=10, end=40, text="…")
    found = read(write, dated("2022-02-07"), dated("2022-02-03", start=20), attributions=(said,))
    assert found == Happened(date(2022, 2, 3), "told", "2022-02-03")


def test_the_day_of_publication_is_told_in_the_newsrooms_zone(write: Write) -> None:
    late = write("خبر", "نص", published_at=datetime(2022, 2, 7, 22, 30, tzinfo=UTC))
    east = timezone(timedelta(hours=3))
    assert happened(late, Enrichment(for_revision=1), east).day == date(2022, 2, 8)


def test_the_first_day_of_the_calendar_has_a_day_of_publication(write: Write) -> None:
    first = write("خبر", "نص", published_at=datetime.min.replace(tzinfo=UTC))
    assert happened(first, Enrichment(for_revision=1), timezone(-timedelta(hours=5))).day == date.min
