import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from importlib.resources import as_file, files
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from khabar import config
from khabar.models import Revision
from khabar.sample import articles

REPOSITORY = Path(__file__).resolve().parents[3]
ARTICLES = list(articles())
GUIDS = [article["source"]["guid"] for article in ARTICLES]
WEEKDAYS = ["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"]
SHIFTS = {"أول من أمس": -2, "أمس": -1, "اليوم": 0, "غداً": 1}
MONTHS = {"أيار": 5, "تموز": 7, "أيلول": 9, "تشرين الأول": 10, "تشرين الثاني": 11, "كانون الأول": 12}
NEAR_DAY = re.compile(rf"({'|'.join(SHIFTS)}) ({'|'.join(WEEKDAYS)})")
NEAR_MONTH = re.compile(rf"({'|'.join(MONTHS)}) (الماضي|الجاري|المقبل)")
SECTIONS = ["آخر الأخبار", "تقارير وتحقيقات", "اقتصاد", "مساحة نسوية", "ثقافة", "رياضة"]


def text_of(article: dict[str, Any]) -> str:
    blocks = [" ".join([block.get("text", ""), *block.get("items", [])]) for block in article["body"]]
    return "\n".join([article["headline"], *blocks])


def day_of(article: dict[str, Any]) -> date:
    return datetime.fromisoformat(article["published_at"]).date()


def found(pattern: re.Pattern[str]) -> Iterator[tuple[str, date, tuple[str, str]]]:
    for article in ARTICLES:
        for match in pattern.finditer(text_of(article)):
            yield article["source"]["guid"], day_of(article), (match[1], match[2])


@pytest.mark.parametrize("article", ARTICLES, ids=GUIDS)
def test_every_sample_article_is_what_ingest_takes(article: dict[str, Any]) -> None:
    assert not {"id", "revision", "content_sha", "received_at", "canonical_url"} & set(article)
    source = {"id": "sample", **article["source"]}
    known = {"id": "x", "revision": 1, "content_sha": "x", "received_at": datetime.now(UTC)}
    revision = Revision.model_validate({**article, **known, "source": source})
    assert not revision.model_extra
    assert not any(block.model_extra for block in revision.body)
    assert revision.lead == revision.body[0].text


@pytest.mark.parametrize("article", ARTICLES, ids=GUIDS)
def test_every_sample_article_says_that_it_is_a_sample(article: dict[str, Any]) -> None:
    assert article["source"]["guid"].startswith("sample:")
    assert article["source"]["name"] == "خبر – عيّنة"
    assert "credit" in article


@pytest.mark.parametrize("article", ARTICLES, ids=GUIDS)
def test_every_sample_article_has_a_body_worth_reading(article: dict[str, Any]) -> None:
    kinds = Counter(block["type"] for block in article["body"])
    assert 5 <= kinds["paragraph"] <= 10
    assert kinds["heading"] <= 3
    assert all(block.get("text", "").strip() for block in article["body"])


def test_a_weekday_beside_yesterday_or_tomorrow_is_that_of_the_calendar() -> None:
    checked = list(found(NEAR_DAY))
    wrong = [row for row in checked if WEEKDAYS[(row[1] + timedelta(SHIFTS[row[2][0]])).weekday()] != row[2][1]]
    assert not wrong
    assert len(checked) > 30


def test_a_month_called_past_or_present_is_so_on_the_day_of_publication() -> None:
    checked = list(found(NEAR_MONTH))
    for guid, day, (name, which) in checked:
        month = MONTHS[name]
        right = {"الماضي": month < day.month, "الجاري": month == day.month, "المقبل": month > day.month}
        assert right[which], f"{guid}: {name} {which}"
    assert len(checked) > 20


def test_the_sample_comes_in_order_and_spans_weeks_and_sections() -> None:
    moments = [datetime.fromisoformat(a.get("updated_at") or a["published_at"]) for a in ARTICLES]
    assert all(earlier <= later for earlier, later in pairwise(moments))
    assert moments[-1] - moments[0] > timedelta(weeks=6)
    named = Counter(article.get("section_hint") for article in ARTICLES)
    assert all(named[section] >= 3 for section in SECTIONS)


def test_only_the_corrected_article_comes_twice_and_its_correction_last() -> None:
    twice = [guid for guid, count in Counter(GUIDS).items() if count > 1]
    assert twice == ["sample:yarubiyah-ten-days"]
    first, second = (article for article in ARTICLES if article["source"]["guid"] == twice[0])
    assert "correction" not in first
    assert "380" in second["correction"]["note"]
    assert first["headline"] != second["headline"]
    assert first["published_at"] == second["published_at"]
    assert [first["source"]["version"], second["source"]["version"]] == ["1", "2"]


def test_the_sample_shows_a_quote_a_list_and_an_article_in_english() -> None:
    kinds = {block["type"] for article in ARTICLES for block in article["body"]}
    assert kinds == {"paragraph", "heading", "quote", "list"}
    english = [article for article in ARTICLES if article["language"] == "en"]
    assert [article["direction"] for article in english] == ["ltr"]


@pytest.mark.parametrize("word", ["اليعربية", "الخابور", "مرفأ طرطوس", "نول الفرات", "كأس المشرق", "متحف الرقة"])
def test_a_running_story_is_told_by_several_articles(word: str) -> None:
    tellers = {article["source"]["guid"] for article in ARTICLES if word in text_of(article)}
    assert len(tellers) >= 3


def test_no_sentence_of_the_model_article_is_copied(shared_data: Path) -> None:
    words = (shared_data / "ingest" / "seed" / "seed.txt").read_text("utf-8").split()
    runs = {" ".join(words[at : at + 6]) for at in range(len(words) - 5)}
    everything = " ".join(" ".join(text_of(article).split()) for article in ARTICLES)
    assert len(runs) > 300
    assert not [run for run in runs if run in everything]


def test_the_sample_newsroom_is_valid_and_knows_every_section_that_the_articles_name() -> None:
    with as_file(files("khabar.sample") / "newsroom.toml") as path:
        newsroom = config.load(path)
    assert [section.id for section in newsroom.sections if section.default] == ["news"]
    assert [section.name for section in newsroom.sections] == SECTIONS
    hints = {article["section_hint"] for article in ARTICLES if "section_hint" in article}
    assert hints == set(SECTIONS)


def test_an_article_without_a_named_section_finds_one_by_its_categories() -> None:
    with as_file(files("khabar.sample") / "newsroom.toml") as path:
        known = {category for section in config.load(path).sections for category in section.categories}
    unnamed = [article for article in ARTICLES if "section_hint" not in article]
    assert unnamed
    assert all(known & set(article["categories"]) for article in unnamed)


def test_the_newsroom_file_at_the_top_is_the_one_that_ships() -> None:
    shipped = (files("khabar.sample") / "newsroom.toml").read_bytes()
    assert (REPOSITORY / "newsroom.toml").read_bytes() == shipped
