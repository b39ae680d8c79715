"""Text and marks that are meant to mislead readers, or to keep whoever reads them busy."""

import unicodedata
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.models import Block
from khabar_ingest.sanitise import clean_block, inline, link_url
from khabar_ingest.text import normalise

from .marks import Marks, live
from .test_hostile import in_time

MANY = 200_000
FLAG = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"  # of England


def test_overrides_go_and_balanced_isolates_stay_whatever_else_is_unbalanced() -> None:
    assert normalise("\u2069أ \u2067ب\u2069 \u2066ج \u202eد\u202c") == "أ \u2067ب\u2069 ج د"
    assert normalise("\u2066أ \u2067ب\u2069") == "أ \u2067ب\u2069"


@pytest.mark.parametrize(
    "mark", ["\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"]
)
def test_no_headline_turns_what_stands_beside_it(mark: str) -> None:
    assert normalise(f"فاتورة{mark}fdp.exe") == "فاتورةfdp.exe"
    assert inline(f"<b>فاتورة&#{ord(mark)};fdp.exe</b>") == ("فاتورةfdp.exe", "<b>فاتورةfdp.exe</b>")


@pytest.mark.parametrize(
    ("soup", "clear"),
    [
        ("ك\u200d\u200d\u200d\u200dتب", "ك\u200dتب"),
        ("می\u200c\u200c\u200cرود", "می\u200cرود"),
        ("١٤٤٥ ه\u200d", "١٤٤٥ ه\u200d"),
        ("خبر\u200f\u200f\u200f!", "خبر\u200f!"),
        ("أ\u200b\u2060\ufeff\u180e\u2063\u206cب", "أب"),
        ("\u3164\uffa0", ""),
        ("❤\ufe0f\u200d🔥", "❤\ufe0f\u200d🔥"),
        ("أ\ufe0f\ufe0e\U000e0101\U000e01efب", "أ\ufe0fب"),
        (f"فوز {FLAG}", f"فوز {FLAG}"),
        ("أ\U000e0041\U000e0042\U000e007fب", "أب"),
        ("أ\x00ب\ud800ج\uffff", "أبج"),
        ("الله\u0651\u0670", "الله\u0651\u0670"),
    ],
    ids=lambda text: ascii(text)[1:40],
)
def test_what_is_not_seen_goes_and_what_letters_need_stays(soup: str, clear: str) -> None:
    assert normalise(soup) == unicodedata.normalize("NFC", clear)


def test_a_tower_of_marks_is_cut_to_what_any_language_needs() -> None:
    tower = normalise("ا" + "\u0651\u064e" * MANY + " خبر")
    assert tower == "ا" + "\u064e" * 15 + "\u0651" * 15 + " خبر"


def test_a_word_of_many_letters_stays_as_it_is() -> None:
    word = "مستشفى" * 100
    kept = clean_block(Block(type="paragraph", text=f"في {word} اليوم"))
    assert kept is not None
    assert kept.text == f"في {word} اليوم"


SCRIPTS = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " \t\n\x0b javascript:alert(1)",
    "\x01javascript:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "java\x00script:alert(1)",
    "java\u200bscript:alert(1)",
    "java\u202escript:alert(1)",
    "java\U000e0041script:alert(1)",
    "javascript\u00a0:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "DATA:text/html;base64,PHNjcmlwdD4=",
    "feed:javascript:alert(1)",
    "view-source:javascript:alert(1)",
    "jar:https://e.example!/",
    "blob:https://e.example/1",
    "file:///etc/passwd",
    "intent://e.example#Intent;end",
    "//e.example/",
    "\\\\e.example\\",
    "ｊavascript:alert(1)",
    "&#106;avascript:alert(1)",
    "javascript&colon;alert(1)",
    "%6aavascript:alert(1)",
]


@pytest.mark.parametrize("url", SCRIPTS)
def test_no_disguise_of_a_script_is_a_link(url: str) -> None:
    assert link_url(url) is None
    everything = "".join(f"&#{ord(letter)};" for letter in url)
    for written in (escape(url), url.replace('"', ""), everything):
        text, marked = inline(f'<a href="{written}">اقرأ</a> <b>هنا</b>')
        assert text == "اقرأ هنا"
        assert Marks(marked or "").attributes == []


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ('dir="RTL"', 'dir="rtl"'),
        ('dir="auto"', 'dir="auto"'),
        ('lang="ar-SY"', 'lang="ar-SY"'),
        ('dir="x"', ""),
        ('lang="x onload=1"', ""),
        ('onclick="x()"', ""),
        ('style="position:fixed"', ""),
        ('class="a" id="b"', ""),
    ],
)
def test_a_mark_keeps_its_direction_and_language_and_nothing_else(said: str, kept: str) -> None:
    assert inline(f"<bdi {said}>خبر</bdi>") == ("خبر", f"<bdi {kept}>خبر</bdi>".replace(" >", ">"))


def test_a_link_does_not_pretend_to_lead_elsewhere() -> None:
    _, marked = inline('<a href="https://bank.example@elsewhere.example/x">المصرف</a>')
    assert marked == '<a href="https://elsewhere.example/x">المصرف</a>'
    assert link_url("mailto:desk@news.example") == "mailto:desk@news.example"


@pytest.mark.parametrize("mark", ["\u0338", "&#x338;", "&#824;&#824;", "\u200b&#x338;"])
def test_no_letter_melts_with_the_end_of_a_tag(mark: str) -> None:
    text, marked = inline(f"<b>{mark} onmouseover=alert(1) x</b> <i>بقية</i>")
    assert "بقية" in text
    assert live(unicodedata.normalize("NFC", marked or "")) == []
    assert unicodedata.normalize("NFC", marked or "") == (marked or "")


def test_marks_around_nothing_go_with_what_is_around_them() -> None:
    assert inline("خبر <b><i> <u></u></i></b>") == ("خبر", None)
    assert inline("<q>" * 20 + "</q>" * 20 + "خبر") == ("خبر", None)


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * MANY,
        "<b><p>" * MANY,
        "<a href=https://e.example/>" * MANY,
        "<q>" * MANY + "</q>" * MANY,
        "<a><p>" * MANY + "</a>" * MANY,
        "<" * MANY,
        "<a" * MANY,
        "<a " * MANY + ">",
        "<b " + "a=1 " * MANY + ">",
        "&amp" * MANY,
        "<b>" + " " * MANY + "</b>",
        "<!--" * MANY,
        "\u2067" * MANY + "\u2069" * MANY,
        "a" + "\u0301\u0316" * MANY,
        "a" + "&#x301;&#x316;" * MANY,
        "\u200c" * MANY,
        "\U000e0041" * MANY,
        "\U0001f3f4" * MANY,
        "ا" * MANY,
    ],
    ids=lambda markup: ascii(markup[:16])[1:-1],
)
def test_no_block_keeps_its_reader_busy(markup: str) -> None:
    with in_time():
        text, marked = inline(f"{markup}خبر")
    assert inline(marked or text)[0] == text or "<" in text


def test_a_block_of_more_marks_than_any_has_keeps_its_words() -> None:
    assert inline("<b>خبر</b> " * 400) == (("خبر " * 400).strip(), None)


LETTERS = "<>/abipq \"'=&;#x0123456789اب\u0338\u0301\u0651\u202e\u2067\u2069\u200d\U000e0041"


@given(st.text(alphabet=LETTERS, max_size=200))
def test_whatever_is_cleaned_once_stays_as_it_is_when_cleaned_again(markup: str) -> None:
    text, marked = inline(markup)
    assert normalise(text) == text
    if marked:
        assert inline(marked) == (text, marked)
        assert live(marked) == []
