"""Which addresses show a surrogate key."""

from urllib.parse import unquote

from khabar_site import surrogates
from khabar_site.followers import paths


def test_an_article_is_shown_at_its_address_and_its_other_forms() -> None:
    sid = "abcdefghijkl"
    found = paths.of([surrogates.article(sid)], {sid: f"/2024/03/{sid}-مياه"})
    assert [unquote(path) for path in found] == [
        f"/a/{sid}",
        f"/a/{sid}/versions",
        f"/a/{sid}/versions/*",
        f"/lite/a/{sid}",
        f"/lite/a/{sid}/*",
        f"/2024/03/{sid}-مياه",
    ]
    assert f"/2024/03/{sid}" not in str(paths.of([surrogates.article(sid)], {}))


def test_a_list_is_shown_with_its_continuations_and_its_three_feeds() -> None:
    for key, address in (
        (surrogates.section("news"), "/section/news"),
        (surrogates.tag("place-raqqa"), "/tag/place-raqqa"),
        (surrogates.author("huda"), "/author/huda"),
        (surrogates.story("abcdefghijkl"), "/story/abcdefghijkl"),
    ):
        found = paths.of([key], {})
        feeds = [f"{address}/feed.{end}" for end in ("xml", "atom", "json")]
        assert found[:5] == [address, f"{address}/before/*", *feeds]
        assert paths.feeds(key) == feeds


def test_a_day_is_shown_by_the_archive_and_by_maps() -> None:
    assert paths.of([surrogates.day("2024-03-10")], {}) == [
        "/archive/2024/03/10",
        "/archive/2024/03/10/before/*",
        "/archive/2024/03",
        "/archive/2024",
        "/sitemap/2024-03.xml",
        "/sitemap/2024-03-*",
    ]


def test_a_picture_is_shown_in_all_its_widths() -> None:
    assert paths.of([surrogates.picture("abc")], {}) == ["/pictures/abc-*"]


def test_what_changes_everything_is_everywhere() -> None:
    assert paths.of([surrogates.LATEST, surrogates.SITE], {}) == ["/*"]


def test_an_address_is_told_once() -> None:
    keys = [surrogates.day("2024-03-10"), surrogates.day("2024-03-11"), surrogates.LATEST]
    found = paths.of(keys, {})
    assert len(found) == len(set(found))


def test_what_has_no_feed_is_told_to_no_hub() -> None:
    for key in (surrogates.SITE, surrogates.ARCHIVE, surrogates.CORRECTIONS, surrogates.article("a"), "section:", "?"):
        assert paths.feeds(key) == []
