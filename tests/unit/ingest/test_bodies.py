import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.models import Block
from khabar_ingest import blocks
from khabar_ingest.sanitise import canonical, clean_block, inline


def shape(html: str) -> list[tuple[str, str]]:
    return [(block.type, block.text) for block in blocks.read(html, "https://e.example/a/").blocks]


def test_headings_paragraphs_quotes_lists_and_tables_keep_their_kind() -> None:
    html = (
        "<p>فقرة أولى.</p><h3>عنوان فرعي</h3><p>فقرة ثانية.</p><blockquote><p>قال الشاهد.</p></blockquote>"
        "<ul><li>أول</li><li>ثان<ul><li>فرع</li></ul></li></ul>"
        "<table><tr><th>المدينة</th><th>العدد</th></tr><tr><td>حلب</td><td>٣</td></tr></table>"
    )
    found = blocks.read(html).blocks
    assert [block.type for block in found] == ["paragraph", "heading", "paragraph", "quote", "list", "table"]
    assert (found[1].level, found[4].items, found[5].rows[1]) == (3, ("أول", "ثان", "فرع"), ("حلب", "٣"))


def test_marks_inside_a_paragraph_survive_and_nothing_else_does() -> None:
    html = (
        '<p onclick="x()">قال <strong class="c">الناطق</strong> <a href="/b?c=1" onclick="x">هنا</a> '
        '<span style="color:red">و</span><script>alert(1)</script><a href="javascript:alert(1)">هناك</a>.</p>'
    )
    [block] = blocks.read(html, "https://e.example/a/").blocks
    assert block.text == "قال الناطق هنا وهناك."
    assert block.html == 'قال <strong>الناطق</strong> <a href="https://e.example/b?c=1">هنا</a> وهناك.'


def test_a_plain_paragraph_has_no_html() -> None:
    [block] = blocks.read("<p>أ &lt; ب &amp; ج</p>").blocks
    assert (block.text, block.html) == ("أ < ب & ج", None)


def test_two_line_breaks_part_paragraphs_and_one_does_not() -> None:
    assert shape("سطر أول<br>يكمله.<br><br>فقرة ثانية.") == [
        ("paragraph", "سطر أول يكمله."),
        ("paragraph", "فقرة ثانية."),
    ]


def test_a_picture_before_the_words_is_media_and_one_between_them_is_a_block() -> None:
    found = blocks.read(
        '<figure><img src="/1.jpg" alt="أ"><figcaption>تعليق</figcaption></figure><p>نص.</p>'
        '<img data-src="2.jpg" src="data:image/gif;base64,x"><p>نص آخر.</p><img src="/p.gif" width="1" height="1">',
        "https://e.example/a/",
    )
    assert [block.type for block in found.blocks] == ["paragraph", "image", "paragraph"]
    assert [media.url for media in found.media] == ["https://e.example/1.jpg", "https://e.example/a/2.jpg"]
    assert found.media[0].caption == "تعليق"


def test_a_read_also_box_becomes_links() -> None:
    found = blocks.read(
        '<p>نص.</p><p><strong>اقرأ أيضاً:</strong> <a href="/1">خبر آخر</a></p><h4>مواضيع ذات صلة</h4>'
        '<ul><li><a href="/2">ثان</a></li></ul><p>نص آخر.</p>',
        "https://e.example/",
    )
    assert [block.text for block in found.blocks] == ["نص.", "نص آخر."]
    assert [link.url for link in found.links] == ["https://e.example/1", "https://e.example/2"]


@pytest.mark.parametrize(
    "sentence",
    [
        "شارك الرئيس في أعمال القمة التي عقدت في العاصمة.",
        "اقرأ المزيد من الكتب، هذا ما نصح به الوزير طلاب الجامعة في كلمته.",
        "تابعنا على مدى أسبوع سير المفاوضات بين الجانبين.",
        "الوسوم التي منحت للفائزين صنعت من الفضة.",
    ],
)
def test_a_sentence_that_begins_like_a_label_stays(sentence: str) -> None:
    assert shape(f"<p>قبل ذلك نص.</p><p>{sentence}</p><p>بعد ذلك نص.</p>")[1] == ("paragraph", sentence)


def test_an_embed_keeps_its_address_only_if_it_is_one() -> None:
    found = blocks.read(
        '<p>نص.</p><iframe src="https://v.example/1"></iframe><iframe src="javascript:x"></iframe>'
    ).blocks
    assert [(block.type, block.url) for block in found] == [("paragraph", None), ("embed", "https://v.example/1")]


@given(st.text(alphabet="<>/abpdiv \"'=&;اب\x00\u202e"))
def test_whatever_comes_in_no_tag_but_the_allowed_comes_out(text: str) -> None:
    plain, marked = inline(text)
    assert "\x00" not in plain
    if marked:
        assert inline(marked) == (plain, marked)
    for block in blocks.read(text).blocks:
        assert clean_block(block) == block


def test_a_block_of_nothing_is_dropped() -> None:
    assert clean_block(Block(type="paragraph", text=" \u200b ")) is None
    assert clean_block(Block(type="image", url="data:image/png;base64,x")) is None


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("HTTPS://E.example/a/?utm_source=x&id=7&fbclid=z#top", "https://e.example/a/?id=7"),
        ("https://e.example:443", "https://e.example/"),
        ("https://e.example/خبر?q=a%20b", "https://e.example/%D8%AE%D8%A8%D8%B1?q=a%20b"),
        ("https://e.example/%d8%ae%d8%a8%d8%b1?q=خبر", "https://e.example/%D8%AE%D8%A8%D8%B1?q=%D8%AE%D8%A8%D8%B1"),
        ("https://e.example/%7Esalma/%61%2dz_(1)", "https://e.example/~salma/a-z_(1)"),
        ("https://e.example/a/100%/%34%31", "https://e.example/a/100%25/41"),
        ("https://e.example/%%34%31", "https://e.example/%2541"),
        ("https://e.example/a?utm_source=x&path=a/b&plus=a+b", "https://e.example/a?path=a/b&plus=a+b"),
        ("https://e.example/%E3%d5%D1", "https://e.example/%E3%D5%D1"),
        ("https://e.example/" + "خ" * 1_000, None),
        ("ftp://e.example/a", None),
        ("http://[bad", None),
    ],
)
def test_an_address_is_known_by_what_it_leads_to(said: str, meant: str | None) -> None:
    assert canonical(said) == meant
    assert meant is None or canonical(meant) == meant
