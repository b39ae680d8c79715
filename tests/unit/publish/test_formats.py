"""The one suite that every format passes: whatever it writes, it is of this event, and it is inert."""

import re
from dataclasses import replace
from importlib.metadata import entry_points

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from khabar import ConfigError, Event
from khabar_publish.formats import Format, make_format
from khabar_publish.rights import allowed
from khabar_publish.settings import PublishSettings

from .articles import FORMATS, REMOVALS, any_event, hostile, samples, whole
from .inert import harmless, inert
from .links import related
from .stories import removal, told

_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z.+-]+(; charset=utf-8)?")
_UNRULY = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture(params=FORMATS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def format_(name: str) -> Format:
    return make_format(name, PublishSettings())


def test_every_format_that_comes_with_khabar_is_held_to_this() -> None:
    ours = {point.name for point in entry_points(group="khabar.formats") if point.module.startswith("khabar_publish.")}
    assert set(FORMATS) == ours


def rendered(format_: Format, event: Event) -> str:
    body = format_.render(event)
    assert body is not None
    return body.decode()


def test_its_media_type_is_one_and_its_files_have_an_ending(format_: Format) -> None:
    assert _MEDIA_TYPE.fullmatch(format_.content_type)
    assert re.fullmatch(r"\.[a-z]+", format_.suffix)


def test_an_article_is_told_in_readable_arabic(format_: Format) -> None:
    said = rendered(format_, told("article.enriched", whole()))
    assert "عادت المياه إلى أحياء الرقة." in said
    assert "\\u06" not in said


def test_the_same_event_gives_the_same_bytes_however_often_it_is_made(format_: Format, name: str) -> None:
    event = told("article.enriched", whole())
    again = make_format(name, PublishSettings())
    assert format_.render(event) == format_.render(event.again()) == again.render(event)


@pytest.mark.parametrize("rights", ["excerpt+link", "index-only"])
def test_no_more_is_told_than_rights_allow(format_: Format, rights: str) -> None:
    revision = whole(rights=rights)
    said = rendered(format_, told("article.enriched", allowed(revision)))
    assert "المشلب" not in said
    assert "عمال الصيانة" not in said
    assert ("عادت المياه إلى أحياء الرقة." in said) == (rights == "excerpt+link")
    assert "https://furat.example/" in said


def test_what_an_article_brings_along_does_nothing(format_: Format, name: str) -> None:
    said = rendered(format_, told("article.enriched", hostile()))
    if format_.suffix == ".html":
        (harmless if name == "page" else inert)(said)
    if format_.suffix != ".json":
        assert not _UNRULY.search(said)


def test_a_removal_tells_nothing_of_the_article(format_: Format) -> None:
    for name in REMOVALS:
        body = format_.render(told(name, removal()))
        assert body is None or whole().headline.encode() not in body


def test_a_link_between_articles_is_told_or_has_no_words_here(format_: Format) -> None:
    body = format_.render(related())
    assert body is None or body.startswith(b"{")


def test_the_articles_of_the_sample_newsroom_are_told(format_: Format) -> None:
    for revision in samples():
        said = rendered(format_, told("article.enriched", revision))
        assert all(word in said for word in revision.body[0].text.split() if word.isalpha())


@given(event=any_event, name=some.sampled_from(FORMATS))
@settings(max_examples=80)
def test_there_is_no_article_that_it_cannot_tell(event: Event, name: str) -> None:
    format_ = make_format(name, PublishSettings())
    body = format_.render(event)
    if body is not None:
        body.decode("utf-8")
    assert body == format_.render(replace(event, attempt=7))


def test_a_format_that_nobody_brings_is_named() -> None:
    with pytest.raises(ConfigError, match=r"unknown format 'rss'; there are .*ninjs-3\.1"):
        make_format("rss", PublishSettings())
