"""How a feed's HTML becomes blocks: clean as they are made, whole, in order and bounded."""

import tomllib
from importlib.resources import files

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from khabar_ingest import blocks, markup
from khabar_ingest.document import Document
from khabar_ingest.draft import Draft, Fault
from khabar_ingest.furniture import Look, is_note
from khabar_ingest.parsers.xmlfeed import XmlFeed
from khabar_ingest.sanitise import clean_block
from khabar_ingest.sanitise.marks import sanitised
from khabar_ingest.sanitise.settled import is_settled
from khabar_ingest.tables import tables
from khabar_ingest.text import is_even, normalise, spaced

_PIECES = ["<b>", "</b>", "<i dir='rtl'>", "</i>", '<a href="https://paper.example/a?b=1&amp;c=2">', "</a>", "<br>"]
_WORDS = ["خبر", "عاجل", " ", "&amp;", "&lt;script>", "«", "\u064b", "\u202e", '"', "<p>", "</p>", "<q>", "</q>"]
_TABLES = tomllib.loads(files("khabar_ingest").joinpath("tables.toml").read_text("utf-8"))
_SENTENCES = [*_TABLES["sentences"], *_TABLES["loose"]]
_SIGNS = ["", "\u064e", "\u0640", "\u200b"]
_LISTED = "<ul><li>أولاً <b>قبل</b> ذلك<ul><li>فرع</li></ul></li><li>ثانياً</li></ul>"


def feed(item: str) -> list[Draft | Fault]:
    text = f'<rss version="2.0"><channel><title>جريدة</title><item><title>خبر</title>{item}</item></channel></rss>'
    return list(XmlFeed().parse(Document(text.encode())))


@given(st.lists(st.sampled_from([*_PIECES, *_WORDS]), max_size=12))
@example(["<b>", "<i dir='rtl'>", "خبر", "</b>", "<br>", "<b>"])
def test_a_block_read_from_html_needs_no_second_cleaning(pieces: list[str]) -> None:
    for block in blocks.read("".join(pieces)).blocks:
        assert clean_block(block) == block


@given(st.lists(st.sampled_from([*_PIECES, *_WORDS]), max_size=12).map("".join))
def test_settled_markup_is_what_the_sanitiser_makes_of_it(text: str) -> None:
    if "\u202e" not in text and is_settled(text):
        assert sanitised(text) == text


def test_a_script_is_never_settled() -> None:
    assert is_settled("<b>خبر</b>")
    for live in ("<script>", "<b onclick=x>y</b>", '<a href="javascript:x">y</a>', "<b>y", "<i><b>y</i></b>"):
        assert not is_settled(live)


def test_the_words_of_a_list_stay_in_their_order() -> None:
    (block,) = blocks.read(_LISTED).blocks
    assert block.items == ("أولاً قبل ذلك", "فرع", "ثانياً")


def test_the_label_of_an_empty_field_or_of_terms_is_no_text() -> None:
    label = '<p>نص الخبر كامل.</p><div class="field"><div class="field-label">أقسام:&nbsp;</div>{}</div>'
    for behind in ("", '<div class="field-items"><a href="/t/1">محليات</a></div>'):
        assert [block.text for block in blocks.read(label.format(behind)).blocks] == ["نص الخبر كامل."]
    assert len(blocks.read(label.format("<div>قال المتحدث إن الطريق فتحت.</div>")).blocks) > 1


def test_an_item_that_names_thousands_of_files_and_words_keeps_a_hundred() -> None:
    many = "".join(f'<enclosure url="https://paper.example/{n}.jpg"/><category>{n}</category>' for n in range(5_000))
    (draft,) = feed(many)
    assert isinstance(draft, Draft)
    assert (len(draft.media), len(draft.categories)) == (100, 100)


def test_an_item_cut_in_the_middle_is_to_be_fetched_again() -> None:
    text = "<rss><channel><item><title>خبر</title><description>نص لم يكتم"
    (fault,) = XmlFeed().parse(Document(text.encode()))
    assert isinstance(fault, Fault)
    assert fault.again


def test_names_that_html_cannot_have_are_written_without_what_is_odd_in_them() -> None:
    tree = markup.xml("<body><a:b:c>\u0646\u0635</a:b:c></body>")
    assert markup.as_html(tree) == "<c>\u0646\u0635</c>"


@given(
    st.one_of([st.from_regex(each) for each in _SENTENCES]),
    st.sampled_from(_SIGNS),
    st.integers(0, 9),
)
def test_no_note_of_a_plug_in_gets_past_the_first_look(note: str, sign: str, at: int) -> None:
    printed = note[:at] + sign + note[at:].replace("ا", "أ")
    if is_note(printed):
        assert Look(f"قال المتحدث {printed} وأضاف").doubts(printed)


@pytest.mark.parametrize("label", sorted(tables().ends | set(tables().related)))
def test_no_label_gets_past_the_first_look(label: str) -> None:
    for printed in (label, label.upper(), f"  {label}:", label.replace("ا", "آ"), f"{label} https://paper.example/1"):
        assert Look(f"قال المتحدث {printed} وأضاف").doubts(printed)


def test_an_ordinary_paragraph_is_not_read_twice() -> None:
    for text in ("قال المتحدث باسم الوزارة إن الطريق فتح.", "Ministers met on Monday.", "في المدينة سوق جديد."):
        assert not Look(text).doubts(text)


@given(st.lists(st.sampled_from([*_WORDS, "e\u0301", "\u1100\u1161", "\xa0", "\u200c\u200d", "ﬁ"]), max_size=6))
def test_an_even_text_needs_only_its_white_space_mended(words: list[str]) -> None:
    text = "".join(words)
    if is_even(text):
        assert all(normalise(text[at:]) == spaced(text[at:]) for at in range(len(text) + 1))
