"""Whole documents that are meant to break their reader, to keep it busy, or to bring a script in."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from khabar_ingest.draft import BUG, Draft, Fault, Parsed
from khabar_ingest.handlers import understand
from khabar_ingest.item import Item

from .marks import live_in
from .test_hostile import in_time

DEEP = 100_000
SECRET = "السر المكتوب في الملف"


def read(content: str | bytes, url: str | None = "https://news.example/feed") -> list[Parsed]:
    raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return understand(Item(raw, url), ZoneInfo("UTC"))


def drafts(content: str | bytes) -> list[Draft]:
    return [each for each in read(content) if isinstance(each, Draft)]


def rss(title: str = "خبر", description: str = "نص الخبر.", *, before: str = "") -> str:
    return (
        f"<?xml version='1.0'?>{before}<rss version='2.0'><channel><title>c</title><item><guid>1</guid>"
        f"<title>{title}</title><description>{description}</description></item></channel></rss>"
    )


def page(body: str) -> str:
    words = "".join(f"<p>فقرة رقم {n} من نص الخبر الذي نشر اليوم في المدينة.</p>" for n in range(8))
    return (
        "<!doctype html><html lang='ar'><head><title>خبر</title><meta property='og:type' content='article'></head>"
        f"<body><article><h1>عنوان الخبر</h1>{words}{body}</article></body></html>"
    )


def json_feed(html: str) -> str:
    quoted = html.replace('"', "'")
    head = '{"version": "https://jsonfeed.org/version/1.1", "title": "c", "items": [{"id": "1", "title": "خبر", '
    return f'{head}"content_html": "{quoted}"}}]}}'


NESTED = {
    "elements of a feed": rss(description="<x>" * DEEP + "</x>" * DEEP),
    "open elements of a feed": rss(description="<x>" * DEEP),
    "html of a feed": rss(description=f"<![CDATA[{'<div>' * DEEP}نص{'</div>' * DEEP}]]>"),
    "marks of a feed": rss(description=f"<![CDATA[<p>{'<b>' * DEEP}نص{'</b>' * DEEP}</p>]]>"),
    "lists of a feed": rss(description=f"<![CDATA[{'<ul><li>' * DEEP}نص]]>"),
    "tables of a feed": rss(description=f"<![CDATA[{'<table><tr><td>' * (DEEP // 3)}نص]]>"),
    "items": f"<rss><channel>{'<item>' * DEEP}<title>خبر</title></channel></rss>",
    "atom": f"<feed xmlns='http://www.w3.org/2005/Atom'>{'<entry>' * DEEP}<title>خبر</title></feed>",
    "nitf": f"<nitf><body><body.head><hedline><hl1>خبر</hl1></hedline></body.head>{'<block>' * DEEP}</body></nitf>",
    "page": page("<div>" * DEEP + "نص" + "</div>" * DEEP),
    "marks of a page": page(f"<p>{'<b><i>' * (DEEP // 2)}نص"),
    "unclosed page": page("<span>" * DEEP),
    "json": "[" * DEEP + "]" * DEEP,
    "json feed": json_feed("<div>" * DEEP + "نص"),
    "json inside json": '{"a":' * DEEP + "1" + "}" * DEEP,
}


@pytest.mark.parametrize("document", NESTED.values(), ids=NESTED)
def test_a_hundred_thousand_nested_tags_are_read_or_refused_in_time(document: str) -> None:
    with in_time():
        found = read(document)
    assert BUG not in {each.reason for each in found if isinstance(each, Fault)}


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.txt"
    path.write_text(SECRET, "utf-8")
    return path


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE rss [<!ENTITY x SYSTEM 'file://{path}'>]>",
        "<!DOCTYPE rss [<!ENTITY x PUBLIC 'p' 'file://{path}'>]>",
        "<!DOCTYPE rss [<!ENTITY % p SYSTEM 'file://{path}'><!ENTITY x 'a'> %p;]>",
        "<!DOCTYPE rss SYSTEM 'file://{path}'>",
        "<!DOCTYPE rss [<!ENTITY % p '<!ENTITY x SYSTEM \"file://{path}\">'> %p;]>",
    ],
)
def test_no_file_of_the_newsroom_is_read_into_an_article(doctype: str, secret: Path) -> None:
    include = f"<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='file://{secret}' parse='text'/>"
    for document in (rss(title="خبر &x;", before=doctype.format(path=secret)), rss(description=f"نص {include}")):
        for draft in drafts(document):
            assert SECRET not in draft.model_dump_json()


@pytest.mark.parametrize("reference", ["&l9;", "&l9;" * 1000])
def test_entities_that_double_and_double_are_not_expanded(reference: str) -> None:
    doubling = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))
    bomb = f"<!DOCTYPE rss [<!ENTITY l0 'ها'>{doubling}]>"
    with in_time():
        for draft in drafts(rss(title=f"خبر {reference}", before=bomb)):
            assert len(draft.headline) < 1000


def test_one_long_entity_used_many_times_is_not_expanded() -> None:
    bomb = f"<!DOCTYPE rss [<!ENTITY x '{'ها' * 50_000}'>]>"
    with in_time():
        for draft in drafts(rss(description="&x;" * 50_000, before=bomb)):
            assert len(draft.model_dump_json()) < 1_000_000


LIVE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<math><mtext><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror=alert(1)&gt;'>",
    "<iframe src='javascript:alert(1)'></iframe><iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='javascript:alert(1)'></object><embed src='data:text/html,<script>alert(1)</script>'>",
    "<a href='javascript:alert(1)'>اقرأ</a><a href='&#1;java&#x09;script:alert(1)'>اقرأ</a>",
    "<a href='vbscript:msgbox(1)'>اقرأ</a><a href='data:text/html;base64,PHNjcmlwdD4='>اقرأ</a>",
    "<form action='javascript:alert(1)'><button formaction='javascript:alert(1)'>x</button></form>",
    "<p style='background:url(javascript:alert(1))'>نص</p><style>@import 'javascript:alert(1)'</style>",
    "<base href='javascript:alert(1)//'><a href='x'>اقرأ</a><img src='x'>",
    "<img src='javascript:alert(1)'><video poster='javascript:alert(1)' src='data:x'></video>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<template><script>alert(1)</script></template><textarea></textarea><script>alert(1)</script>",
    "<b onclick=alert(1) style=x>نص</b><bdo dir=rtl onmouseover=alert(1)>نص</bdo>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'><link rel=stylesheet href='javascript:x'>",
    "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<p>نص<!--[if IE]><script>alert(1)</script><![endif]--></p>",
]


@pytest.mark.parametrize("html", LIVE)
def test_nothing_that_runs_comes_in_with_an_article(html: str) -> None:
    for document in (rss(description=f"<![CDATA[<p>نص.</p>{html}]]>"), page(html), json_feed(f"<p>نص.</p>{html}")):
        found = drafts(document)
        assert found
        for draft in found:
            assert live_in(draft) == []


def test_nothing_that_runs_is_left_of_the_cases_that_feed_readers_are_tested_with(shared_data: Path) -> None:
    cases = sorted((shared_data / "ingest/feeds/conformance/sanitize").iterdir())
    assert cases
    left = {case.name: odd for case in cases for draft in drafts(case.read_bytes()) if (odd := live_in(draft))}
    assert left == {}


def test_a_word_of_five_hundred_letters_and_odd_letters_come_through_a_feed() -> None:
    [draft] = drafts(rss(title="خبر\u202e عاجل\u2067", description=f"<![CDATA[<p>{'م' * 500}\u200d\u200d</p>]]>"))
    assert draft.headline == "خبر عاجل"
    assert draft.body[0].text == "م" * 500 + "\u200d"


@pytest.mark.parametrize(
    "declared",
    ["punycode", "idna", "utf-7", "unicode_escape", "rot13", "zlib", "undefined", "\x00", "utf-16", "x" * 40, "cp037"],
)
def test_an_encoding_that_no_paper_writes_in_is_not_believed(declared: str) -> None:
    story = rss(title="قال الناطق باسم الوزارة", description="نص الخبر الذي نشر اليوم في المدينة.")
    item = Item(story.encode("cp1256"), "https://news.example/feed", declared)
    with in_time():
        [draft] = [each for each in understand(item, ZoneInfo("UTC")) if isinstance(each, Draft)]
    assert draft.headline == "قال الناطق باسم الوزارة"


@pytest.mark.parametrize("declared", ["punycode", "idna", "utf-7", "unicode_escape"])
def test_a_megabyte_in_an_odd_encoding_is_read_in_a_moment(declared: str) -> None:
    story = rss(description="a" * 1_000_000).encode("cp1256") + b"\xff-" + b"b" * 100_000
    with in_time():
        assert understand(Item(story, "https://news.example/feed", declared), ZoneInfo("UTC"))
