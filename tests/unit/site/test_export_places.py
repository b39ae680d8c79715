"""Under which names pages are written, and which links are followed."""

import pytest

from khabar_site.export.asking import Answer
from khabar_site.export.links import Links
from khabar_site.export.places import NoPlace, place
from khabar_site.export.snippets import quote

HTML = {"content-type": "text/html; charset=utf-8"}


@pytest.mark.parametrize(
    ("path", "page", "file"),
    [
        ("/", True, "index.html"),
        ("/latest", True, "latest/index.html"),
        ("/tag/الرقة", True, "tag/الرقة/index.html"),
        ("/tag/الرقة/feed.xml", False, "tag/الرقة/feed.xml"),
        ("/.well-known/security.txt", False, ".well-known/security.txt"),
    ],
)
def test_a_page_is_a_folder_and_a_feed_is_a_file(path: str, page: bool, file: str) -> None:  # noqa: FBT001 - a table of cases
    assert place(path, page=page) == file


@pytest.mark.parametrize(
    "path",
    [
        "/a/../b",
        "/./a",
        "/.git/config",
        "//a",
        "/a/",
        "/section/index.html",
        "/a\nb",
        "/a\x00",
        "/" + "ا" * 128,
        "/\ud800",
    ],
)
def test_what_cannot_be_the_name_of_a_file_below_the_root_is_refused(path: str) -> None:
    with pytest.raises(NoPlace):
        place(path, page=True)


def test_the_longest_slug_of_an_article_is_a_name() -> None:
    assert place(f"/2024/03/aaaaaaaaaaaa-{'ا' * 60}", page=True)


def found(text: str, media_type: str = HTML["content-type"], path: str = "/tag/x") -> list[str]:
    return list(Links("https://news.test").of(Answer(path, 200, {"content-type": media_type}, text.encode())))


def test_links_on_the_site_are_followed_and_no_others() -> None:
    html = (
        '<a href="/latest">1</a><a title="a > b" href="/a#x">2</a><a href="?q=1">3</a><a href="/search?q=x">4</a>'
        '<a href="https://other.test/x">5</a><a href="//other.test/y">6</a><a href="https://news.test/whole">7</a>'
        '<a href="mailto:a@b.c">8</a><a href="/tag/%D8%A7">9</a><a href="http://[">10</a><a href="/%FF">11</a>'
    )
    assert found(html) == ["/latest", "/a", "/whole", "/tag/ا"]


def test_pictures_of_all_sizes_styles_and_scripts_are_followed() -> None:
    html = (
        '<link rel="stylesheet" href="/static/site.css"><script src="/static/live.js" defer></script>'
        '<img src="/p/1.webp" srcset="/p/1.webp 320w, /p/2.webp 640w"><meta property="og:image" content="https://news.test/p/3.webp">'
        '<meta name="description" content="/no/link">'
    )
    assert found(html) == ["/static/site.css", "/static/live.js", "/p/1.webp", "/p/2.webp", "/p/3.webp"]
    assert found('@font-face { src: url("font.woff2") }', "text/css", "/static/site.css") == ["/static/font.woff2"]


def test_feeds_maps_and_robots_name_whole_addresses() -> None:
    assert found("<loc>https://news.test/a?b=1&amp;c</loc><loc>https://news.test/2024/x</loc>", "application/xml") == [
        "/2024/x"
    ]
    assert found('{"url": "https://news.test/y", "a": "https://news.test"}', "application/feed+json") == ["/y", "/"]
    assert found("Sitemap: https://news.test/sitemap.xml\n", "text/plain; charset=utf-8") == ["/sitemap.xml"]


def test_text_that_looks_like_a_tag_is_no_link() -> None:
    assert found('<p>&lt;a href="/no"&gt; href="/no"</p>') == []


@pytest.mark.parametrize("text", ["a\nb", "a\x00", "{$HOME}", "$khabar_to"])
def test_what_a_configuration_could_read_as_more_than_a_word_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="configuration"):
        quote(text)
