import pytest

from khabar.errors import Rejected
from khabar_ingest.document import Document
from khabar_ingest.parsers import parse

from .conftest import outline, understood

PARAGRAPHS = [
    "أعلنت مديرية الزراعة في المحافظة بدء توزيع بذار القمح على المزارعين المسجلين في الجمعيات الفلاحية.",
    "وقال مدير الزراعة إن الكميات الموزعة هذا العام تكفي لزراعة ثلاثين ألف هكتار من الأراضي المروية.",
    "وأضاف أن لجاناً محلية تشرف على التوزيع وتتلقى شكاوى المزارعين في مكاتبها طوال أيام الأسبوع.",
    "ويطالب المزارعون بتوفير المحروقات بأسعار مدعومة قبل بداية موسم الري في الربيع القادم.",
]
PAGE = f"""<!DOCTYPE html><html lang="ar" dir="rtl"><head><title>توزيع بذار القمح | جريدة الحقل</title>
<meta property="og:site_name" content="جريدة الحقل">
<meta property="og:title" content="توزيع بذار القمح | جريدة الحقل">
<link rel="canonical" href="/2024/wheat?utm_source=x">
<meta property="article:published_time" content="2024-11-02T09:00:00+03:00">
<script type="application/ld+json">{{"@graph": [{{"@type": "WebPage"}},
{{"@type": ["NewsArticle"], "headline": "توزيع بذار القمح",
"author": {{"@type": "Person", "name": "سلمى"}}, "articleSection": "اقتصاد"}}]}}</script>
<script type="application/ld+json">{{]</script></head>
<body><header><nav><ul><li><a href="/">الرئيسية</a></li></ul></nav></header>
<main><article><h1>توزيع بذار القمح</h1><figure><img src="/w.jpg"><figcaption>حقل</figcaption></figure>
<div class="text"><p>{PARAGRAPHS[0]}</p>
<div class="inline-related">اقرأ أيضاً: <a href="/2024/rain">موسم مطر جيد</a></div>
<p>{PARAGRAPHS[1]}</p><h2>شكاوى المزارعين</h2><p>{PARAGRAPHS[2]}</p><p>{PARAGRAPHS[3]}</p>
<div class="social-share">شارك المقال <a href="https://wa.me/?text=x">واتساب</a></div>
</div></article></main>
<aside><h3>الأكثر قراءة</h3><ul><li><a href="/1">خبر آخر لا علاقة له</a></li></ul></aside>
<footer><p>جميع الحقوق محفوظة</p></footer></body></html>"""


def test_a_page_gives_its_article_and_nothing_around_it() -> None:
    [found] = understood(PAGE, "https://field.example/2024/wheat?ref=home")
    assert outline(found) == [
        ("paragraph", PARAGRAPHS[0]),
        ("paragraph", PARAGRAPHS[1]),
        ("heading", "شكاوى المزارعين"),
        ("paragraph", PARAGRAPHS[2]),
        ("paragraph", PARAGRAPHS[3]),
    ]
    assert (found.headline, found.authors, found.section_hint) == ("توزيع بذار القمح", ("سلمى",), "اقتصاد")
    assert (found.language, found.direction, found.source_name) == ("ar", "rtl", "جريدة الحقل")
    assert found.canonical_url == "https://field.example/2024/wheat"
    assert [link.url for link in found.links] == ["https://field.example/2024/rain"]
    assert found.date_source == "page"


def test_a_page_without_an_article_is_refused_with_a_hint() -> None:
    with pytest.raises(Rejected, match="JavaScript"):
        parse(Document(b'<html><body><div id="app"></div></body></html>'))


@pytest.mark.parametrize("depth", [300, 20_000])
def test_a_page_nested_beyond_reason_does_no_harm(depth: int) -> None:
    page = f"<html><body>{'<div><b>' * depth}{PARAGRAPHS[0]}</body></html>"
    try:
        found = parse(Document(page.encode()))
    except Rejected:
        return
    assert found


def test_a_canonical_address_that_is_the_front_page_is_a_mistake() -> None:
    page = PAGE.replace("/2024/wheat?utm_source=x", "https://field.example/")
    assert understood(page, "https://field.example/2024/wheat")[0].canonical_url == "https://field.example/2024/wheat"
