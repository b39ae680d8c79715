"""The lite pages: text alone, small, and honest about their size."""

import math
import re

import pytest
from httpx import Client, Response

from tests.integration.site.told import copy, push
from tests.unit.site.articles import uuid_of

LIMIT = 15 * 1024
WORD = "المياه "


def lite_of(path: str) -> str:
    return f"/lite/a/{path.split('/')[3][:12]}"


def weight(site: Client, page: Response) -> int:
    """What a reader loads in all: the page and everything that it asks for by itself."""
    parts = re.findall(r'(?:<link rel="(?:stylesheet|preload|icon)"[^>]*href|src)="([^"]+)"', page.text)
    return len(page.content) + sum(len(site.get(part).content) for part in parts)


def label(page: str) -> int:
    found = re.search(r"نسخة خفيفة: (\d+) ك\.ب", page)
    assert found
    return int(found[1])


def paragraphs(text: str, times: int) -> list[dict[str, str]]:
    return [{"type": "paragraph", "text": text} for _ in range(times)]


def test_a_lite_article_is_text_alone_and_leads_to_the_whole_page(site: Client) -> None:
    body = [
        {"type": "paragraph", "text": "تعطلت <المضخة>."},
        {"type": "heading", "text": "أسباب"},
        {"type": "list", "items": ["أولاً", "ثانياً"]},
        {"type": "quote", "text": "سنعيدها"},
        {"type": "table", "rows": [["حي", "ساعات"], ["الدرعية", "6"]]},
        {"type": "image", "url": "https://elsewhere.test/a.jpg", "text": "المضخة"},
        {"type": "embed", "url": "https://elsewhere.test/v"},
    ]
    path = push(site, "مطر", body=body, lead="عاد الماء.")
    page = site.get(lite_of(path)).text
    for part in ("<h1>مطر</h1>", "<p>عاد الماء.</p>", "تعطلت &lt;المضخة&gt;.", "<h2>أسباب</h2>", "صورة: المضخة"):
        assert part in page
    assert re.search(r"<ul>\s*<li>أولاً</li>\s*<li>ثانياً</li>\s*</ul>", page)
    assert "elsewhere.test" not in page
    assert "<img" not in page
    assert "<script" not in page
    assert f'<link rel="canonical" href="http://news.test{path}">' in page
    assert f'<a href="{path}">الصفحة الكاملة</a>' in page
    assert f'<a href="{lite_of(path)}">نسخة خفيفة</a>' in site.get(path).text
    assert '<a href="/lite/section/news">نسخة خفيفة</a>' in site.get("/section/news").text


def test_lite_pages_weigh_what_they_say_and_no_more_than_fifteen_kilobytes(site: Client) -> None:
    path = push(site, "مطر", body=paragraphs(WORD * 300, 20), headline="ع" * 3_000)
    for name in range(25):
        push(site, f"خبر {name} " + WORD * 60, authors=["ريم"])
    addresses = ["/lite", "/lite/section/news", lite_of(path), f"{lite_of(path)}/2"]
    for address in addresses:
        page = site.get(address)
        assert page.status_code == 200
        assert weight(site, page) <= LIMIT
        assert abs(label(page.text) - math.ceil(weight(site, page) / 1024)) <= 1


@pytest.mark.parametrize("text", [WORD * 4_000, "م" * 30_000, "&" * 9_000, "(C++) ماء " * 2_000])
def test_a_long_article_is_cut_into_pages_that_lose_nothing(site: Client, text: str) -> None:
    path = push(site, "مطر", body=paragraphs(text, 1), lead="")
    at, found, pages = lite_of(path), "", 0
    while at:
        page = site.get(at)
        assert weight(site, page) <= LIMIT
        found += "".join(re.findall(r"<p>(.*?)</p>", page.text))
        following = re.search(r'rel="next" href="([^"]+)"', page.text)
        at, pages = following[1] if following else "", pages + 1
    assert pages > 1
    told = found.replace("&amp;", "&").replace("<bdi>", "").replace("</bdi>", "")
    assert re.sub(r"\s", "", told) == re.sub(r"\s", "", text)
    assert site.get(f"{lite_of(path)}/{pages + 1}").status_code == 404
    assert site.get(f"{lite_of(path)}/1").headers["location"] == lite_of(path)


def test_a_lite_list_goes_on_and_leads_to_lite_articles(site: Client) -> None:
    for name in range(25):
        push(site, f"خبر {name}")
    first = site.get("/lite").text
    following = re.search(r'rel="next" href="(/lite/before/[^"]+)"', first)
    assert following
    rest = site.get(following[1])
    links = re.findall(r'href="(/lite/a/[a-z2-7]{12})"', first + rest.text)
    assert len(set(links)) == 25
    assert all(site.get(link).status_code == 200 for link in links[::6])
    assert rest.headers["x-robots-tag"] == "noindex, follow"


def test_what_is_gone_has_no_lite_page_but_the_notice_that_it_is_gone(site: Client) -> None:
    path = push(site, "مطر")
    assert site.get(lite_of(path)).status_code == 200
    site.delete(f"/api/articles/{uuid_of('مطر')}", params={"revision": 1, "kind": "kill", "reason": "خطأ"})
    assert site.get(lite_of(path), follow_redirects=True).status_code == 410
    assert "مطر" not in site.get("/lite").text
    assert site.get("/lite/a/aaaaaaaaaaaa").status_code == 404


def test_a_copys_lite_page_leads_to_the_article_that_stands_for_it(site: Client) -> None:
    water, other = push(site, "مطر"), push(site, "نسخة")
    copy(site, "نسخة", "مطر")
    assert str(site.get(lite_of(other), follow_redirects=True).url).endswith(water)


def test_lite_pages_show_no_more_than_the_source_lets_be_shown(site: Client) -> None:
    path = push(site, "مطر", rights="excerpt+link", canonical_url="https://source.test/a")
    page = site.get(lite_of(path)).text
    assert "عادت المياه" in page
    assert "المضخة تعطلت" not in page
