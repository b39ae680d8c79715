"""Files that agencies really sent, which lie beside the repository, as a wire editor would read them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from khabar_ingest.document import Document
from khabar_ingest.draft import Draft, Fault, Parsed
from khabar_ingest.parsers import parsers

from .format_samples import SAMPLES

Read = Callable[[str, str], list[Parsed]]


@pytest.fixture(scope="session")
def wire(shared_data: Path) -> Path:
    return shared_data / "ingest" / "wire"


@pytest.fixture
def read(wire: Path) -> Read:
    def reading(parser: str, name: str) -> list[Parsed]:
        return list(parsers()[parser].parse(Document((wire / name).read_bytes())))

    return reading


@pytest.fixture
def article(read: Read) -> Callable[[str, str], Draft]:
    def only(parser: str, name: str) -> Draft:
        [found] = read(parser, name)
        assert isinstance(found, Draft)
        return found

    return only


ARTICLES: dict[str, tuple[str, dict[str, Any], tuple[int | None, str, str | None]]] = {
    "IPTC7901.txt": (
        "iptc7901",
        {
            "guid": "eca062:20131113",
            "headline": "Germany Social Democrats: Coalition talks with Merkel could fail",
            "dateline": "Berlin",
            "source_name": "dpa",
            "urgency": 4,
            "published_at": "2013-11-13T11:37:00+00:00",
        },
        (5, "Berlin (dpa) - Negotiations", "before Christmas."),
    ),
    "dpa_copyright.txt": (
        "iptc7901",
        {"guid": "eca0001:20170624", "headline": "Impressum", "urgency": 4},
        (1, "ryryryry copyright by dpa", "dpa dpa dpa dpa"),
    ),
    "anpa-1.tst": (
        "anpa",
        {
            "headline": "For Argentine chemo patients, mirrors can hurt",
            "dateline": "BUENOS AIRES, Argentina",
            "authors": ("PAUL BYRNE", "ALMUDENA CALATRAVA"),
            "published_at": "2013-11-13T15:09:00+00:00",
        },
        (14, "BUENOS AIRES, Argentina (AP) — For cancer patients", "helped with this story."),
    ),
    "aap.xml": (
        "nitf",
        {
            "guid": "AAP.115314987.5417374",
            "headline": "The main stories on today's 1900 ABC TV news",
            "authors": ("John Doe",),
            "dateline": "Sydney",
            "urgency": 5,
            "credit": "Australian Associated Press",
            "published_at": "2013-10-20T19:27:51+11:00",
            "expires_at": "2013-11-19T19:27:51+11:00",
        },
        (12, "The main stories on ABC television's 1900 news:", "children in refugee camps are vulnerable to abuse."),
    ),
    "ap-nitf.xml": (
        "nitf",
        {
            "headline": "Can trading pollution like stocks help fight climate change?",
            "authors": ("BERNARD CONDON",),
            "dateline": "NEW YORK",
            "source_name": "The Associated Press",
            "published_at": "2015-12-10T19:10:44+00:00",
        },
        (27, "NEW YORK (AP) — The gas produced by hog manure", "bernard-condon ."),
    ),
    "efe_nitf.xml": (
        "nitf",
        {
            "guid": "22751909",
            "headline": "Honduran president announces Cabinet changes",
            "lead": "Test Abstract",
            "authors": (),
            "dateline": None,
            "source_name": "Agencia EFE",
            "language": "en-US",
        },
        (1, "Tegucigalpa, Jan 2 (EFE).- Test body.", "Test body."),
    ),
    "afp.xml": (
        "newsml-1",
        {
            "guid": "urn:newsml:afp.com:20140829T135002Z:TX-PAR-FXW86",
            "version": "1",
            "headline": "Sweden court accepts receivership for Saab carmaker",
            "dateline": "STOCKHOLM, Aug 29, 2014 (AFP)",
            "urgency": 4,
            "language": "en",
        },
        (9, "A Chinese-owned company set up", "with a line of electric cars."),
    ),
    "afp20.xml": (
        "newsml-1",
        {
            "guid": "urn:newsml:afp.com:20240710:240710125902.qpsp2jzk",
            "headline": "Décès de Naomi Musenga: l'opératrice du Samu définitivement condamnée",
            "credit": "© 2024 AFP",
            "language": "fr",
        },
        (2, "L'opératrice du Samu condamnée", "Corinne M."),
    ),
    "ansa-newsmlg2-text.xml": (
        "newsml-g2",
        {
            "headline": "Catalan independence declaration unacceptable - Alfano",
            "lead": "Foreign minister expresses faith in Spanish government",
            "dateline": "Rome",
            "urgency": 5,
            "media": (),
        },
        (4, "(ANSA) - Rome, October 11 - Italian Foreign Minister Angelino Alfano", "allow for negotiations."),
    ),
    "stt_newsml_test.xml": (
        "newsml-g2",
        {
            "guid": "urn:newsml:stt.fi:20171219:101801633",
            "version": "4",
            "dateline": "Helsinki",
            "source_name": "STT",
            "urgency": 3,
            "categories": ("Politics",),
        },
        (40, "*** DISCLAIMER", "heti äänestyksen jälkeen."),
    ),
    "newsml-g2/LISTING_2_NewsML-G2_Text_Document.xml": (
        "newsml-g2",
        {
            "headline": 'Fed to halt QE to avert "bubble"',
            "version": "11",
            "authors": ("Meredith Jameson",),
            "dateline": "New York, NY",
        },
        (2, "(New York, NY - October 21)", "dolutpat, si."),
    ),
    "newsml-g2/LISTING_25_An_NITF_marked-up_article_conveyed_in_inlineXML.xml": (
        "newsml-g2",
        {"headline": "Arizona Diamondbacks (29-23) at Philadelphia Phillies (26-24), 7:05p.m."},
        (1, "(Sports Network) - With the Philadelphia Phillies", "clash of the Titans."),
    ),
    "ninjs1.json": (
        "ninjs",
        {"version": "2", "authors": ("Peter", "Jane"), "dateline": "Milton Keynes", "source_name": "AAP", "urgency": 3},
        (1, "The story so far.", "The story so far."),
    ),
    "ninjs2.json": (
        "ninjs",
        {"authors": ("Henning Gloystein",), "section_hint": "Finance", "dateline": "Singapore", "version": "4"},
        (9, "Oil prices edged up on Monday", "Editing by Richard Pullin)"),
    ),
    "ninjs4.json": (
        "ninjs",
        {"headline": "China behauptet, einen Polizeihund geklont zu haben", "language": "de"},
        (9, "Es kann ganz schön kostspielig sein", None),
    ),
    "bbc-ninjs-text-test.json": ("ninjs", {"headline": "advisory", "authors": ("John Doe",)}, (1, "body", "body")),
    "ninjs/ninjsExSimpleText_3.json": (
        "ninjs",
        {"authors": ("Paulo Santalucia", "Frances d'Emilio")},
        (4, "GROSSETO, Italy (AP) -- The trial", None),
    ),
    "ninjs/dpa_text.json": (
        "ninjs",
        {"authors": ("Christian Hollmann",), "version": "2", "urgency": 4},
        (None, "Für Lucien Favre war es", None),
    ),
    "ninjs/tt_text_image_3.json": (
        "ninjs",
        {"headline": "Militärövning i jätteformat hålls 2023", "source_name": "TT", "urgency": 3},
        (None, "Pandemin satte stopp", None),
    ),
}


@pytest.mark.parametrize("name", ARTICLES)
def test_an_agencys_file_is_read_as_its_editor_would_read_it(article: Callable[[str, str], Draft], name: str) -> None:
    parser, fields, (count, begin, end) = ARTICLES[name]
    found = article(parser, name)
    said = {field: getattr(found, field) for field in fields}
    assert {key: value.isoformat() if key.endswith("_at") else value for key, value in said.items()} == fields
    assert count in {None, len(found.body)}
    assert found.body[0].text.startswith(begin)
    assert found.body[-1].text.endswith(end or "")


def test_every_file_is_claimed_by_one_parser_that_is_surest(wire: Path) -> None:
    files = [path for path in wire.rglob("*") if path.is_file() and "schema" not in path.name]
    assert len(files) > 25
    for path in files:
        sure = [parser.sniff(Document(path.read_bytes())) for parser in parsers().values()]
        assert max(sure) > 0, path.name
        assert sure.count(max(sure)) == 1, path.name


def test_the_fishing_report_kills_itself_and_the_one_before(read: Read) -> None:
    before, found = read("nitf", "nitf-fishing.xml")
    assert isinstance(before, Draft)
    assert isinstance(found, Draft)
    assert (before.guid, before.status) == ("iptc.321656141.a", "canceled")
    assert (found.guid, found.status, found.evolves) == ("iptc.321656141.b", "canceled", "iptc.321656141.a")
    assert [block.text for block in found.body if block.type == "heading"] == ["The Tides are High", "Local Nooks"]
    assert not any("Tides, captured" in block.text or "sample article" in block.text for block in found.body)
    assert (found.authors, found.dateline) == (("Alan Karben",), "Newport News, VA")


def test_the_first_listing_is_under_embargo_until_its_hour(article: Callable[[str, str], Draft]) -> None:
    found = article("newsml-g2", "newsml-g2/LISTING_1_A_NewsML-G2_News_Item.xml")
    assert found.embargo is not None
    assert found.embargo.until is not None
    assert found.embargo.until.isoformat() == "2018-10-23T12:00:00+00:00"
    assert (found.dateline, found.authors, found.body) == ("Berlin", ("Meredith Jameson",), ())
    assert [link.url for link in found.links] == ["http://www.example.com/video/20081222-PNN-1517-407624/index.html"]


@pytest.mark.parametrize(
    ("name", "items"),
    [
        ("LISTING_6_Simple_NewsML-G2_Package.xml", ["tag:example.com,2008:UK-NEWS-TOPTEN:UK20081220098658"]),
        (
            "LISTING_24_News_Message_conveying_a_complete_News_Package.xml",
            ["packageItem", "N1", "N2", "N3", "N4"],
        ),
    ],
)
def test_packages_and_empty_items_are_left_out_by_name(read: Read, name: str, items: list[str]) -> None:
    found = read("newsml-g2", f"newsml-g2/{name}")
    assert [each.item for each in found if isinstance(each, Fault)] == items
    assert len(found) == len(items)


def test_an_agencys_interface_names_its_text_without_the_address(article: Callable[[str, str], Draft]) -> None:
    found = article("ninjs", "ap_media_text_item.json")
    assert (found.guid, found.version, found.source_name) == ("5ee9b4b40ea5fe9c9ca60f890fb2e1d9", "0", "AP")


def test_a_press_office_film_is_a_film_and_its_logo_the_largest(article: Callable[[str, str], Draft]) -> None:
    found = article("ninjs", "ninjs/businesswire-newsml-20130731006140.json")
    assert [(media.type, media.width) for media in found.media] == [("picture", 216), ("video", None)]
    assert found.media[1].mimetype == "video/x-ms-wmv"


def test_an_export_gives_its_one_published_post(read: Read) -> None:
    post, *left_out = read("wxr", "wordpress_wxr.xml")
    assert isinstance(post, Draft)
    assert (post.guid, post.section_hint) == ("http://sdnewtester.org/?p=216", "Business")
    assert post.published_at is not None
    assert post.published_at.isoformat() == "2013-07-29T16:03:54+00:00"
    assert all(isinstance(each, Fault) and "belongs to another post" in each.reason for each in left_out)


@pytest.mark.parametrize(
    ("schema", "sample"),
    [("ninjs-schema_1.4.json", "ninjs 1"), ("ninjs-schema_2.1.json", "ninjs 2"), ("ninjs-schema_3.1.json", "ninjs 3")],
)
def test_our_samples_of_ninjs_are_what_the_standard_says(wire: Path, schema: str, sample: str) -> None:
    rules: dict[str, Any] = json.loads((wire / "ninjs" / schema).read_text("utf-8"))
    jsonschema.validate(json.loads(SAMPLES[sample][1]), rules)
