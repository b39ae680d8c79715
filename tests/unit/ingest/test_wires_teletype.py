"""IPTC 7901 and ANPA 1312: text between control characters, in the encodings that Arabic agencies use."""

import pytest

from khabar_ingest.document import Document
from khabar_ingest.draft import Draft, Fault, Parsed
from khabar_ingest.parsers.anpa import Anpa
from khabar_ingest.parsers.iptc7901 import Iptc7901

from .conftest import outline

MESSAGE = (
    "\x01anb007 2 pol 40 sana 31\r\n\r\n{slug}/\r\n\x02{headline} =\r\n\r\n"
    "   حلب (سانا) - افتتحت وزارة الموارد المائية\r\nمحطة مياه جديدة في المدينة اليوم.\r\n\r\n"
    "   وقال الوزير إن المحطة تكفي\r\nألف بيت.\r\n\r\n{end}\x03{time}\r\n\x7f\x04"
)


def message(
    *,
    slug: str = "سوريا-مياه",
    headline: str = "افتتاح محطة مياه\r\nفي حلب",
    end: str = "سانا رخ سح\r\n",
    time: str = "010900 GMT May 24",
) -> str:
    return MESSAGE.format(slug=slug, headline=headline, end=end, time=time)


def read(text: str | bytes) -> list[Parsed]:
    return list(Iptc7901().parse(Document(text if isinstance(text, bytes) else text.encode())))


def article(text: str | bytes) -> Draft:
    [found] = read(text)
    assert isinstance(found, Draft)
    return found


@pytest.mark.parametrize("encoding", ["utf-8", "cp1256", "iso-8859-6"])
def test_a_message_is_read_in_every_encoding_of_its_trade(encoding: str) -> None:
    found = article(message().encode(encoding))
    assert (found.headline, found.dateline, found.source_name) == ("افتتاح محطة مياه في حلب", "حلب", "سانا")
    assert [text for _, text in outline(found)] == [
        "حلب (سانا) - افتتحت وزارة الموارد المائية محطة مياه جديدة في المدينة اليوم.",
        "وقال الوزير إن المحطة تكفي ألف بيت.",
    ]
    assert (found.urgency, found.categories) == (2, ("سوريا-مياه", "pol"))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("010900 GMT May 24", "2024-05-01T09:00:00+00:00"),
        ("011200 EEST May 2024", "2024-05-01T09:00:00+00:00"),
        ("٠١٠٩٠٠ GMT May 24", "2024-05-01T09:00:00+00:00"),
        ("310900 GMT Feb 24", None),
        ("010900 XYZ May 24", None),
        ("", None),
    ],
)
def test_the_time_in_the_last_line_is_read_strictly(said: str, meant: str | None) -> None:
    found = article(message(time=said))
    assert (found.published_at and found.published_at.isoformat()) == meant
    assert found.guid == ("anb007:20240501" if meant else None)


def test_a_message_that_lost_its_control_characters_is_still_read() -> None:
    bare = "anb0007 4 pol 40\n\nسوريا/\n(تنبيه)\nافتتاح محطة مياه =\n\nافتتحت المحطة اليوم.\n\n010900 GMT May 24\n"
    found = article(bare)
    assert (found.headline, found.guid) == ("افتتاح محطة مياه", "anb0007:20240501")
    assert outline(found) == [("paragraph", "افتتحت المحطة اليوم.")]


def test_several_messages_in_one_file_are_several_articles() -> None:
    first, second = read(message() + message(headline="خبر آخر", time="011000 GMT May 24"))
    assert isinstance(first, Draft)
    assert isinstance(second, Draft)
    assert (first.headline, second.headline) == ("افتتاح محطة مياه في حلب", "خبر آخر")


def test_what_is_not_for_publication_is_left_out() -> None:
    found = article(message(end="# دفتر سانا\r\n\r\n* * * *\r\nالمعلومات التالية ليست للنشر\r\n\r\nهاتف: ٠١٢٣\r\n"))
    assert len(found.body) == 2


@pytest.mark.parametrize("headline", ["محظور النشر حتى السابعة - افتتاح محطة", "EMBARGOED UNTIL 1900 GMT - افتتاح"])
def test_an_embargo_in_words_waits_for_a_person(headline: str) -> None:
    embargo = article(message(headline=headline)).embargo
    assert embargo is not None
    assert embargo.until is None


@pytest.mark.parametrize("headline", ["KILL - Aleppo water", "إلغاء خبر محطة المياه", "MANDATORY KILL Aleppo"])
def test_a_message_that_takes_back_another_is_held_for_a_person(headline: str) -> None:
    assert article(message(headline=headline)).status == "withheld"


@pytest.mark.parametrize(
    "headline",
    [
        "Killing of a journalist shocks Aleppo",
        "Kill Bill returns to cinemas",
        "النائب العام يقرر حظر النشر في القضية",
        "حظر النشر في قضية المصنع",
        "EU extends arms embargo for Libya",
        "سحب تقرير من جدول الأعمال",
    ],
)
def test_news_about_killings_bans_and_embargoes_is_news(headline: str) -> None:
    found = article(message(headline=headline))
    assert (found.status, found.embargo) == ("usable", None)


def test_a_message_with_a_broken_header_is_a_fault_and_costs_no_other() -> None:
    broken, good = read("\x01??? no header\r\n\x02نص\x03\x04" + message())
    assert isinstance(broken, Fault)
    assert isinstance(good, Draft)


ANPA = (
    "\x16\x16\x01W2870\x1fasian\nr i\x13\x11 BC-Aleppo 05-01 0100\n\x02^BC-Aleppo-Water,100<\n"
    "^Aleppo opens a water plant<\n^Eds: With photos.<\n^By RANA KHOURY and SAMER HADDAD=\n^Example Press=\n"
    "\t   ALEPPO, Syria (EP) _ The plant was opened today. \n\n\t   ``It is enough,'' the minister said.\n\n"
    "\t   ___\n\n\x03AP-WF-05-01-24 0900GMT<\n\x04"
)


def test_an_anpa_story_is_read_with_its_byline_and_typeset_quotes() -> None:
    [found] = Anpa().parse(Document(ANPA.encode()))
    assert isinstance(found, Draft)
    assert (found.headline, found.dateline, found.source_name) == ("Aleppo opens a water plant", "ALEPPO, Syria", "EP")
    assert found.authors == ("RANA KHOURY", "SAMER HADDAD")
    assert [text for _, text in outline(found)] == [
        "ALEPPO, Syria (EP) — The plant was opened today.",
        "“It is enough,” the minister said.",
    ]
    assert (found.guid, found.published_at and found.published_at.hour) == ("W2870:20240501", 9)


def test_an_anpa_date_that_cannot_be_is_no_date() -> None:
    [found] = Anpa().parse(Document(ANPA.replace("05-01-24", "13-41-24").encode()))
    assert isinstance(found, Draft)
    assert (found.guid, found.published_at) == (None, None)
