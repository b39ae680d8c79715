"""ninjs in the dialects of Superdesk and of agencies with an interface of their own."""

import json
from typing import Any

import pytest

from khabar_ingest.draft import Draft

from .conftest import outline, understood

ITEM: dict[str, Any] = {
    "guid": "tag:desk.example:7",
    "type": "text",
    "version": "2",
    "versioncreated": "2024-05-01T12:00:00+0300",
    "pubstatus": "usable",
    "headline": "افتتاح محطة مياه",
    "body_html": "<p>افتتحت المحطة اليوم.</p>",
}


def read(value: object) -> list[Draft]:
    return understood(json.dumps(value))


def test_the_printed_byline_comes_before_the_people_of_the_desk() -> None:
    authors = [{"name": "سامر حداد", "role": "writer"}, {"name": "ليلى نجار", "role": "photographer"}]
    assert read(ITEM | {"authors": authors})[0].authors == ("سامر حداد",)
    assert read(ITEM | {"authors": authors, "byline": "بقلم رنا خوري"})[0].authors == ("رنا خوري",)


@pytest.mark.parametrize(
    ("byline", "people"),
    [
        ("By Rana Khoury and Samer Haddad", ("Rana Khoury", "Samer Haddad")),
        ("By Rana Khoury, Samer Haddad and Layla Najjar", ("Rana Khoury", "Samer Haddad", "Layla Najjar")),
        ("Von Rana Khoury, dpa", ("Rana Khoury",)),
        ("كتب: سامر حداد؛ رنا خوري", ("سامر حداد", "رنا خوري")),
        ("By Rana Khoury, Example Press Political Correspondent", ("Rana Khoury",)),
        ("By Rana Khoury in Beirut and Samer Haddad in New York", ("Rana Khoury", "Samer Haddad")),
        ("بقلم رنا خوري، مراسلة الشؤون المحلية", ("رنا خوري",)),
        ("Rana Khoury (rana@e.example)", ("Rana Khoury",)),
        ("AGX", ()),
        ("rk/sh", ()),
        ("x" * 300, ()),
    ],
)
def test_a_byline_names_people(byline: str, people: tuple[str, ...]) -> None:
    assert read(ITEM | {"byline": byline})[0].authors == people


def test_the_main_picture_comes_first_in_its_largest_form() -> None:
    def picture(name: str) -> dict[str, Any]:
        small = {"href": f"https://e.example/{name}-s.jpg", "width": 100, "height": 50, "mimetype": "image/jpeg"}
        large = {"href": f"https://e.example/{name}-l.jpg", "width": 900, "height": 500, "mimetype": "image/jpeg"}
        renditions = {"thumbnail": small, "baseImage": large}
        return {"type": "picture", "renditions": renditions, "description_text": name, "byline": "رنا خوري"}

    found = read(ITEM | {"associations": {"editor_0": picture("b"), "featuremedia": picture("a"), "editor_1": None}})[0]
    assert [media.url for media in found.media] == ["https://e.example/a-l.jpg", "https://e.example/b-l.jpg"]
    assert (found.media[0].caption, found.media[0].credit) == ("a", "رنا خوري")


def test_a_picture_that_was_withdrawn_is_not_shown() -> None:
    picture = {
        "type": "picture",
        "pubstatus": "canceled",
        "renditions": {"original": {"href": "https://e.example/1.jpg"}},
    }
    assert read(ITEM | {"associations": {"featuremedia": picture}})[0].media == ()


def test_a_film_is_not_shown_by_its_still_picture() -> None:
    renditions = [
        {"href": "https://e.example/still.jpg", "contentType": "image/jpeg", "width": 900, "height": 500},
        {"href": "https://e.example/film.mp4", "contentType": "video/mp4"},
    ]
    found = read(ITEM | {"associations": [{"name": "film", "type": "video", "renditions": renditions}]})[0]
    assert [(media.url, media.type) for media in found.media] == [("https://e.example/film.mp4", "video")]


def test_a_story_that_goes_with_a_story_is_a_link() -> None:
    other = {"type": "text", "headline": "خبر آخر", "url": "https://e.example/2"}
    found = read(ITEM | {"associations": {"sidebar": other}})[0]
    assert [(link.url, link.title) for link in found.links] == [("https://e.example/2", "خبر آخر")]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Usable", "usable"),
        ("CANCELED", "canceled"),
        ("cancelled", "canceled"),
        ("withheld", "withheld"),
        ("scheduled", "withheld"),
        (7, "withheld"),
    ],
)
def test_a_status_that_is_not_plainly_usable_holds(said: object, meant: str) -> None:
    assert read(ITEM | {"pubstatus": said})[0].status == meant


def test_a_kill_without_a_headline_is_a_kill_all_the_same() -> None:
    kill = {"uri": "urn:e:7", "versioncreated": "2024-05-01T12:00:00Z", "pubstatus": "canceled"}
    assert [(found.guid, found.status) for found in read(kill)] == [("urn:e:7", "canceled")]


def test_a_note_to_editors_is_not_text_but_its_embargo_counts() -> None:
    plain = read(ITEM | {"ednote": "صحح الاسم في الفقرة الثانية"})[0]
    held = read(ITEM | {"ednote": "Under embargo until noon"})[0]
    assert (outline(plain), plain.embargo) == ([("paragraph", "افتتحت المحطة اليوم.")], None)
    assert held.embargo is not None
    assert held.embargo.until is None


@pytest.mark.parametrize("name", ["embargoed", "embargoedUntil", "embargo"])
@pytest.mark.parametrize(("said", "year"), [("2030-01-01T00:00:00Z", 2030), (None, None), (True, None), ("soon", None)])
def test_an_embargo_counts_under_the_name_of_every_version(name: str, said: object, year: int | None) -> None:
    embargo = read(ITEM | {name: said, "embargoedReason": "2001-01-01T00:00:00Z"})[0].embargo
    assert embargo is not None
    assert (embargo.until and embargo.until.year) == year


def test_a_reason_alone_is_no_embargo() -> None:
    assert read(ITEM | {"embargoedReason": "x"})[0].embargo is None


def test_texts_are_found_under_the_names_that_agencies_give_them() -> None:
    item = {key: value for key, value in ITEM.items() if key != "body_html"}
    found = read(item | {"body_html5": "<p>افتتحت المحطة اليوم.</p>", "description_short": "موجز الخبر."})[0]
    assert (found.lead, outline(found)) == ("موجز الخبر.", [("paragraph", "افتتحت المحطة اليوم.")])


def test_the_first_publication_elsewhere_is_the_date_where_no_other_is_given() -> None:
    extra = {"extra": {"original_published_at": "2024-04-30T12:00:00+0300"}}
    found = read(ITEM | extra)[0]
    assert found.published_at is not None
    assert found.published_at.day == 30
    first = read(ITEM | extra | {"firstcreated": "2024-04-29T12:00:00+0300"})[0]
    assert first.published_at is not None
    assert first.published_at.day == 29


@pytest.mark.parametrize(
    "wrap",
    [
        lambda item: [item],
        lambda item: {"item": item},
        lambda item: {"items": [item]},
        lambda item: {"total": 1, "item": [item]},
        lambda item: {"api_version": "1", "data": {"item": item}},
        lambda item: {"data": {"items": [{"item": item}]}},
    ],
    ids=["array", "item", "items", "list under item", "data", "data and items"],
)
def test_an_item_is_found_in_every_wrapping(wrap: Any) -> None:  # noqa: ANN401 - functions of one line
    assert [found.guid for found in read(wrap(ITEM))] == ["tag:desk.example:7"]


def test_an_address_that_changes_with_each_version_is_not_the_name() -> None:
    item = ITEM | {"uri": "https://api.example/7?etag=1", "altids": {"itemid": "7", "etag": "7_1"}}
    assert read(item)[0].guid == "7"


def test_the_headline_said_again_at_the_head_of_the_body_is_dropped() -> None:
    body = "<article><h1>افتتاح محطة مياه</h1><p>افتتحت المحطة اليوم.</p></article>"
    assert outline(read(ITEM | {"body_html": body})[0]) == [("paragraph", "افتتحت المحطة اليوم.")]


@pytest.mark.parametrize(
    ("first", "agency", "stays"),
    [
        ("حلب - سانا", "سانا", False),
        ("SportAGX", "AGX", False),
        ("رياضةAGX", "AGX", True),
        ("Road map", "AP", True),
        ("خطاب إلى الإنسانا", "سانا", True),
    ],
)
def test_a_first_line_of_place_and_agency_alone_is_no_text(first: str, agency: str, *, stays: bool) -> None:
    body = f"<div>{first}</div><p>افتتحت المحطة اليوم.</p>"
    found = read(ITEM | {"body_html": body, "source": agency})[0]
    assert (found.body[0].text == first) is stays


def test_short_last_words_are_no_initials() -> None:
    found = read(ITEM | {"body_html": "<p>سئل الوزير إن كانت كافية.</p><p>نعم. لا.</p>"})[0]
    assert found.body[-1].text == "نعم. لا."


def test_a_body_in_a_format_of_the_agency_alone_is_not_read_as_text() -> None:
    item = {
        "uri": "urn:e:7",
        "versionCreated": "2024-05-01T12:00:00Z",
        "headlines": [{"role": "main", "value": "افتتاح محطة مياه"}],
        "bodies": [
            {"role": "own", "contentType": "application/xml", "value": "<OWN><HEAD>1:00</HEAD></OWN>"},
            {"role": "teaser", "contentType": "text/plain", "value": "موجز"},
            {"role": "text", "contentType": "text/plain", "value": "افتتحت المحطة اليوم."},
        ],
    }
    assert outline(read(item)[0]) == [("paragraph", "افتتحت المحطة اليوم.")]
