"""Text that was spoilt before it came."""

import pytest

from khabar_ingest.document import Document
from khabar_ingest.draft import Draft, Fault, Parsed
from khabar_ingest.legible import restored
from khabar_ingest.parsers import parse

HEADLINE = "انقطاع الكهرباء عن أحياء المدينة منذ الفجر"


def feed(title: str, body: str = "نص الخبر.") -> list[Parsed]:
    text = f"<rss><channel><item><title>{title}</title><description>{body}</description></item></channel></rss>"
    return list(parse(Document(text.encode())))


def spoilt(text: str, taken_for: str) -> str:
    """UTF-8 that a program took for another encoding, whose gaps browsers fill with control characters."""
    return "".join(bytes([byte]).decode(taken_for, "ignore") or chr(byte) for byte in text.encode())


@pytest.mark.parametrize("taken_for", ["cp1252", "latin-1", "cp1256"])
def test_a_headline_that_was_taken_for_another_encoding_is_put_right(taken_for: str) -> None:
    [found] = feed(spoilt(HEADLINE, taken_for), spoilt("وقالت الشركة إن العمل مستمر.", taken_for))
    assert isinstance(found, Draft)
    assert found.headline == HEADLINE
    assert found.body[0].text == "وقالت الشركة إن العمل مستمر."


@pytest.mark.parametrize(
    "text",
    [
        HEADLINE,
        "ماذا قال؟ «نعم»، ثم صمت…",
        "قیمت گندم و چای در پاکستان",
        "الطقس: ٢٥°، والرياح خفيفة",
        "Le président a été reçu à l'Élysée",
        "Über die Größe",
        "Ünlü şarkıcı",
        "غلاء، ظلم؟ طبع…",
        "plain",
    ],
)
def test_what_is_right_stays_as_it_is(text: str) -> None:
    assert restored(text) == text
    [found] = feed(text)
    assert isinstance(found, Draft)
    assert found.headline == text


@pytest.mark.parametrize("headline", ["???? ????? ?? ?????", "\ufffd\ufffd\ufffd \ufffd\ufffd\ufffd"])
def test_a_headline_of_question_marks_is_refused_with_a_reason(headline: str) -> None:
    [found] = feed(headline)
    assert isinstance(found, Fault)
    assert "question marks" in found.reason


def test_a_body_of_question_marks_is_refused_too() -> None:
    [found] = feed(HEADLINE, "????? ?????? ?? ??????? ??? ????? ???????.")
    assert isinstance(found, Fault)
    assert "the text is mostly question marks" in found.reason


@pytest.mark.parametrize("headline", ["ماذا بعد؟؟؟", "Really??? Yes, really", "من أين لك هذا???"])
def test_a_headline_that_only_asks_is_taken(headline: str) -> None:
    [found] = feed(headline)
    assert isinstance(found, Draft)


def test_a_spoilt_headline_that_lost_characters_is_refused_with_a_reason() -> None:
    lossy = HEADLINE.encode().decode("cp1252", "ignore")
    [found] = feed(lossy)
    assert isinstance(found, Fault)
    assert "taken for another encoding" in found.reason


def test_one_spoilt_article_costs_no_other() -> None:
    text = f"<rss><channel><item><title>????? ????</title></item><item><title>{HEADLINE}</title></item></channel></rss>"
    fault, found = parse(Document(text.encode()))
    assert isinstance(fault, Fault)
    assert isinstance(found, Draft)
    assert found.headline == HEADLINE
