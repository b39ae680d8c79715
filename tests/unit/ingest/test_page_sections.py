"""Under which section a page files its article: what it says, and what only looks as if it did."""

import json
from datetime import UTC

import pytest

from khabar_ingest.draft import Draft
from khabar_ingest.pages.article import article_of

_URL = "https://www.sahifa.example/story/4417"
_TITLE = "توزيع بذار القمح على فلاحي الريف الشرقي"
_TEXT = (
    "<p>بدأت مديرية الزراعة صباح اليوم توزيع بذار القمح على الفلاحين في مراكزها السبعة، وقالت إن الكميات تكفي.</p>" * 3
)
_H1 = f"<h1>{_TITLE}</h1>"
_MENU = (
    '<div class="top"><ul><li><a href="/">الرئيسية</a></li><li><a href="/zira3a">زراعة</a></li>'
    '<li><a href="/sport">رياضة</a></li><li><a href="/news">أخبار</a></li></ul></div>'
)


def section(body: str, *, head: str = "", title: str = _TITLE, url: str | None = _URL) -> str | None:
    """The section of a page with some markup around its article."""
    page = f"<html lang=ar dir=rtl><head><title>{title} | الصحيفة</title>{head}</head><body>{body}</body></html>"
    found = article_of(page.encode(), url, "utf-8", UTC)
    assert isinstance(found, Draft)
    assert found.headline == _TITLE
    return found.section_hint


def article(over: str = "", under: str = "", before: str = "") -> str:
    return f"{before}<div id=w><div class=a>{over}{_H1}{under}<div class=t>{_TEXT}</div></div></div>"


def linked(**said: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(said, ensure_ascii=False)}</script>'


def trail(*names: str) -> str:
    steps = [{"@type": "ListItem", "position": at, "name": name} for at, name in enumerate(names, 1)]
    return linked(**{"@type": "BreadcrumbList", "itemListElement": steps})


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:section" content="زراعة">',
        '<meta name="articleSection" content="زراعة">',
        '<meta property="og:section" content="زراعة">',
        linked(**{"@type": "NewsArticle", "headline": _TITLE, "articleSection": ["زراعة", "محليات"]}),
        linked(**{"@type": "NewsArticle", "headline": _TITLE, "articleSection": "غير مصنف"})
        + '<meta property="article:section" content="زراعة">',
        trail("الرئيسية", "زراعة", _TITLE),
    ],
)
def test_what_the_metadata_say_comes_first(head: str) -> None:
    label = '<div class="cat"><a href="/sport">رياضة</a></div>'
    assert section(article(label, before=_MENU), head=head) == "زراعة"


@pytest.mark.parametrize(
    "path",
    [
        '<div class="q7"><a href="/">الرئيسية</a> › <a href="/zira3a">زراعة</a></div>',
        '<div>أنت هنا: <a href="/">الصحيفة</a> &gt; <a href="/eco">اقتصاد</a> &gt; <a href="/eco/z">زراعة</a></div>',
        f'<div class="q7"><a href="/">الصحيفة</a> » <a href="/zira3a">زراعة</a> » {_TITLE}</div>',
        f'<ul class="q7"><li><a href="/">الرئيسية</a></li><li><a href="/zira3a">زراعة</a></li><li>{_TITLE}</li></ul>',
        '<a href="/ar">الرئيسية</a> / <a href="/ar/zira3a">زراعة</a>',
        '<div class="q7"><a href="/">الرئيسية</a> › <a href="/zira3a">زراعة</a></div><div>12 آذار 2024</div>',
        '<ol itemtype="https://schema.org/BreadcrumbList"><li><a href="/">الرئيسية</a><li><a href="/x">زراعة</a></ol>',
    ],
)
def test_a_path_over_the_headline_ends_in_the_section(path: str) -> None:
    assert section(article(path, before=_MENU)) == "زراعة"


@pytest.mark.parametrize(
    "label",
    [
        '<div class="q7"><a href="/zira3a">زراعة</a></div>',
        '<a class="q7" href="https://sahifa.example/category/zira3a">زراعة</a>',
        '<div class="q7"><a href="index.php?sec=3">زراعة</a></div>',
        '<span><a href="/sections/zira3a/">زراعة</a></span><div>منذ ساعتين</div>',
        '<div class="category"><a href="/zira3a">زراعة</a>، <a href="/local">محليات</a></div>',
    ],
)
def test_a_single_link_right_over_the_headline_is_the_section(label: str) -> None:
    menu = '<div><a href="/">الرئيسية</a> <a href="/story/index.php?sec=3">زراعة</a> <a href="/photos">صور</a></div>'
    assert section(article(label, before=menu)) == "زراعة"


@pytest.mark.parametrize(
    "label",
    [
        '<div><a href="/tag/wheat">القمح</a></div>',
        '<div><a href="/writers/salma">سلمى الأتاسي</a></div>',
        '<div><a href="/@salma">سلمى</a></div>',
        '<div><a href="https://shop.example/offer">عرض خاص</a></div>',
        '<div><a href="/subscribe">اشترك الآن</a></div>',
        '<div><a href="/story/4416">أمطار على الساحل</a></div>',
        '<div><a href="/guest.php?x=1">سجل الزوار</a></div>',
        '<div><a href="#comments">التعليقات</a></div>',
        '<div><a href="/news">أخبار</a></div>',
        '<div><a href="/en">English</a></div>',
        '<header><a href="/pdf-edition">العدد الورقي</a></header>',
        '<nav><a href="/">الصحيفة</a> <a href="/faq">أسئلة</a></nav>',
        '<a href="/">الصحيفة</a> :: <a href="/cat.php?c=2">القرى</a> :: <a href="/guest">سجل الزوار</a>',
        '<div><a href="/zira3a">زراعة</a> <a href="/sport">رياضة</a></div>',
        "<p>تنويه: تعتذر الصحيفة عن تأخر وصول العدد إلى المحافظات الشرقية بسبب الأمطار وانقطاع الطرق.</p>",
    ],
)
def test_other_links_over_the_headline_name_no_section(label: str) -> None:
    assert section(article(label)) is None


def test_a_link_beside_the_headline_is_the_section_only_if_the_menu_has_it_too() -> None:
    line = '<div><a href="/{}">{}</a> <span>12 آذار 2024</span></div>'
    assert section(article(under=line.format("zira3a", "زراعة"), before=_MENU)) == "زراعة"
    assert section(article(under=line.format("harvest-2024", "موسم الحصاد"), before=_MENU)) is None


def test_a_menu_between_headline_and_text_is_no_sign() -> None:
    assert section(article(under=_MENU, before=_MENU)) is None


@pytest.mark.parametrize("mark", ['class="current-post-ancestor"', 'class="menu-item active"', 'aria-current="true"'])
def test_the_current_entry_of_the_menu_is_the_section(mark: str) -> None:
    assert section(article(before=_MENU.replace('<li><a href="/zira3a"', f'<li {mark}><a href="/zira3a"'))) == "زراعة"


def test_a_menu_that_always_marks_its_front_page_or_marks_all_names_no_section() -> None:
    assert section(article(before=_MENU.replace("<li>", '<li class="active">', 1))) is None
    assert section(article(before=_MENU.replace("<li>", '<li class="active">'))) is None


def test_an_address_below_that_of_a_menus_entry_tells_the_section() -> None:
    assert section(article(before=_MENU), url="https://sahifa.example/zira3a/2024/wheat.html") == "زراعة"
    assert section(article(before=_MENU), url="https://sahifa.example/news/2024/wheat.html") is None
    assert section(article(before=_MENU), url="https://sahifa.example/zira3a-wa-ray/2024/wheat.html") is None


def test_the_nearest_folder_counts() -> None:
    menu = _MENU.replace("</ul>", '<li><a href="/zira3a/wheat/">القمح</a></li></ul>')
    assert section(article(before=menu), url="https://sahifa.example/zira3a/wheat/71") == "القمح"


def test_a_writers_own_page_is_no_folder_of_a_section() -> None:
    menu = '<ul><li><a href="/users/salma">سلمى</a></li><li><a href="/sport">رياضة</a></li></ul>'
    assert section(article(before=menu), url="https://sahifa.example/users/salma/71") is None


def test_the_title_of_the_page_may_name_an_entry_of_the_menu() -> None:
    assert section(article(before=_MENU), title=f"{_TITLE} | زراعة") == "زراعة"
    assert section(article(before=_MENU), title=f"{_TITLE} | صحيفة الفلاح") is None


def test_links_of_a_page_without_an_address_are_read_by_their_paths() -> None:
    assert section(article('<div><a href="/zira3a">زراعة</a></div>'), url=None) == "زراعة"


def test_a_page_with_thousands_of_links_is_read_all_the_same() -> None:
    links = "".join(f'<a href="/c/{at}">باب</a>' for at in range(5_000))
    assert section(article('<div><a href="/zira3a">زراعة</a></div>') + f"<footer>{links}</footer>") == "زراعة"
