"""Articles in other languages than Arabic pass cleanly: language, direction, dates in figures, known names."""

from collections.abc import Callable

import pytest

from khabar.models import DateMention, Enrichment, Mention, Revision
from khabar_enrich.desk import Desk
from khabar_enrich.page import Page
from khabar_enrich.pipeline import enrich

Write = Callable[..., Revision]

ARTICLES = {
    "en": ("ltr", "The YPG and OCHA said on 2022-02-04 that the convoy had left the town with food for the families"),
    "fr": ("ltr", "Les YPG et l'OCHA ont déclaré le 2022-02-04 que le convoi avait quitté la ville avec des vivres"),
    "tr": (
        "ltr",
        "YPG ve OCHA 2022-02-04 tarihinde yapılan açıklamada konvoyun şehirden ayrıldığını ve yola çıktığını söyledi",
    ),
    "ku": ("ltr", "YPG û OCHA di 2022-02-04 de ragihandin ku karwan ji bajêr derket û ber bi gundan ve çû"),
    "ckb": ("rtl", "YPG و OCHA لە 2022-02-04 ڕایانگەیاند کە کاروانەکە شارەکەی بەجێهێشتووە و بەرەو گوندەکان ڕۆیشتووە"),
    "fa": ("rtl", "YPG و OCHA در ۲۰۲۲-۰۲-۰۴ گفتند که کاروان از شهر خارج شده و به سوی روستاها می‌رود"),
}


@pytest.mark.parametrize("declared", ["ar", "en", "fa"])
@pytest.mark.parametrize("spoken", sorted(ARTICLES))
def test_an_article_in_another_language_is_read(desk: Desk, write: Write, spoken: str, declared: str) -> None:
    way, text = ARTICLES[spoken]
    found = enrich(write(text, text, language=declared), desk)
    assert (found.language, found.direction) == (spoken, way)
    assert [date.value for date in found.dates if date.zone == "body.0"] == ["2022-02-04"]
    assert {"org:ypg", "org:ocha"} <= {tag.id for tag in found.tags}
    assert_spans_hold(write(text, text, language=declared), found)


def assert_spans_hold(revision: Revision, found: Enrichment) -> None:
    texts = {zone.name: zone.text for zone in Page.of(revision).zones}
    mentions: list[DateMention | Mention] = [*found.dates, *(each for tag in found.tags for each in tag.mentions)]
    for mention in mentions:
        assert texts[mention.zone][mention.start : mention.end] == mention.text


def test_an_english_article_declared_arabic_is_laid_out_from_left_to_right(desk: Desk, write: Write) -> None:
    found = enrich(write("Talks go on in Geneva", "The envoy said that the talks would go on for a week"), desk)
    assert (found.language, found.direction) == ("en", "ltr")


def test_a_zone_tells_its_numbers_and_sentences_once(write: Write) -> None:
    zone = Page.of(write("خبر", "قتل ثلاثة. نزح ألفان.")).zones[1]
    assert [number.value for number in zone.numbers] == [3, 2000]
    assert [sentence.text for sentence in zone.sentences] == ["قتل ثلاثة.", "نزح ألفان."]
    assert zone.numbers is zone.numbers
