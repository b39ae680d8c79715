"""One post for each article: made, changed in place, and found again whatever was lost."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from html import unescape
from random import Random
from typing import Any
from urllib.parse import quote, unquote

import pytest

from khabar import Retryable
from khabar.events import short_id
from khabar_publish.targets import Answer, Target
from tests.unit.publish.stories import ARTICLE, enriched, told

from .blog import Blog
from .lossy import Lossy

pytestmark = pytest.mark.server
_TEXT = [{"type": "paragraph", "text": "عادت المياه صباح اليوم بعد انقطاع دام أسبوعين."}]


def _told(revision: int = 1, headline: str = "عودة المياه إلى أحياء الرقة", **changes: Any) -> Any:  # noqa: ANN401 - fields
    return enriched(revision, headline, **{"body": _TEXT, "lead": "أسبوعان بلا ماء", **changes})


async def test_an_article_becomes_a_post_that_readers_see(blog: Blog) -> None:
    answer = await blog.deliver(_told())
    assert (answer.outcome, answer.shows) == ("created", True)
    assert answer.remote_id == str(blog.post.id)
    assert (blog.post.title, blog.post.excerpt, blog.post.status) == (
        "عودة المياه إلى أحياء الرقة",
        "أسبوعان بلا ماء",
        "publish",
    )
    assert unquote(blog.post.slug) == f"عودة-المياه-{short_id(ARTICLE)}"
    page = blog.wordpress.page(str(answer.url))
    assert _TEXT[0]["text"] in page


async def test_the_page_tells_which_revision_it_shows(guarded: Blog) -> None:
    answer = await guarded.deliver(_told())
    told = f'<meta name="khabar" content="{ARTICLE} 1 {1:064x}" />'
    assert told in guarded.wordpress.page(str(answer.url))
    assert 'name="khabar"' not in guarded.wordpress.page(guarded.wordpress.url)


async def test_a_correction_changes_the_post_in_place(blog: Blog) -> None:
    first = await blog.deliver(_told())
    second = await blog.deliver(_told(2, "المياه تعود إلى الرقة", body=[{"type": "paragraph", "text": "النص المصحح"}]))
    assert second.outcome == "updated"
    assert (second.url, second.remote_id) == (first.url, first.remote_id)
    assert blog.post.title == "المياه تعود إلى الرقة"
    assert "النص المصحح" in blog.post.content


async def test_the_same_event_twice_is_one_post(blog: Blog) -> None:
    first = await blog.deliver_unheard(_told())
    second = await blog.deliver_unheard(_told())
    assert second.outcome == "unchanged"
    assert second.remote_id == first.remote_id == str(blog.post.id)


async def test_a_post_is_found_under_the_slug_of_an_older_headline(blog: Blog) -> None:
    await blog.deliver_unheard(_told())
    renamed = {"for_revision": 2, "slug": "عنوان-آخر"}
    answer = await blog.deliver_unheard(_told(2, "عنوان آخر", enrichment=renamed))
    assert (answer.outcome, answer.remote_id) == ("updated", str(blog.post.id))


async def test_an_older_revision_changes_nothing(blog: Blog) -> None:
    await blog.deliver_unheard(_told(2, "العنوان الثاني"))
    answer = await blog.deliver_unheard(_told(1))
    assert (answer.outcome, answer.shows) == ("stale", False)
    assert blog.post.title == "العنوان الثاني"


async def test_a_late_call_does_not_undo_a_newer_one(guarded: Blog) -> None:
    await guarded.deliver(_told())
    before = guarded.held
    await guarded.deliver(_told(3, "العنوان الثالث"))
    guarded.held = before
    assert (await guarded.deliver_unheard(_told(2, "العنوان الثاني"))).outcome == "stale"
    assert guarded.post.title == "العنوان الثالث"


async def test_calls_of_one_moment_make_one_post(guarded: Blog) -> None:
    answers = await _of_one_moment(guarded)
    assert {answer.remote_id for answer in answers} == {str(guarded.post.id)}
    assert not guarded.post.slug.endswith("-2")


async def test_a_second_post_that_came_late_is_gone_with_the_next_update(bare: Blog) -> None:
    first = await bare.deliver(_told())
    twin = {"title": bare.post.title, "content": bare.post.content, "slug": bare.post.slug, "status": "publish"}
    late = bare.wordpress.asks("POST", "/wp/v2/posts", json={**twin, "author": _ours(bare)}).json()
    assert late["slug"].endswith("-2")
    await bare.deliver(_told(2))
    assert str(bare.post.id) == first.remote_id


async def test_a_foreign_post_of_the_same_slug_is_left_alone(bare: Blog) -> None:
    foreign = {"title": "لغيرنا", "slug": f"عودة-المياه-{short_id(ARTICLE)}", "status": "publish", "content": "نص"}
    theirs = bare.wordpress.asks("POST", "/wp/v2/posts", json=foreign).json()
    answer = await bare.deliver(_told())
    titles = {str(post.id): post.title for post in bare.wordpress.posts()}
    assert titles == {str(theirs["id"]): "لغيرنا", str(answer.remote_id): "عودة المياه إلى أحياء الرقة"}


@pytest.mark.parametrize("verb", ["created", "updated"])
async def test_a_lost_answer_makes_no_second_post(blog: Blog, verb: str) -> None:
    if verb == "updated":
        await blog.deliver(_told())
    revision = _told(2, "العنوان الثاني")
    first_post = _FirstPost()
    async with Lossy(blog.wordpress.url, first_post, lose=0.5).running() as first_post.proxy:
        blog.make(url=first_post.proxy.url)
        with pytest.raises(Retryable):
            await blog.deliver_unheard(revision)
        assert blog.post.title == "العنوان الثاني"
        answer = await blog.deliver(revision)
        assert first_post.proxy.lost == {"POST": 1}
    assert (answer.shows, answer.remote_id) == (True, str(blog.post.id))
    assert (blog.post.title, blog.post.status) == ("العنوان الثاني", "publish")


async def test_a_long_arabic_slug_fits_even_in_the_trash(blog: Blog) -> None:
    words = {"for_revision": 1, "slug": "-".join(["المستجدات"] * 12)}
    await blog.deliver(_told(enrichment=words))
    assert len(blog.post.slug) <= 190
    assert blog.post.slug.endswith(short_id(ARTICLE))
    slug = blog.post.slug
    blog.wordpress.asks("DELETE", f"/wp/v2/posts/{blog.post.id}").raise_for_status()
    assert blog.post.slug == f"{slug}__trashed"
    assert quote(unquote(slug), safe="").lower() == slug


async def test_a_hostile_headline_is_words_and_nothing_else(blog: Blog) -> None:
    headline = "عاجل <script>alert(1)</script> [gallery] & «\u202eمقلوب» \\ 'x'"
    answer = await blog.deliver(_told(headline=headline, lead="<img src=x onerror=alert(1)>"))
    assert answer.outcome == "created"
    assert unescape(blog.post.title) == headline.replace("\u202e", "")
    page = blog.wordpress.page(str(answer.url))
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
    assert "\u202e" not in page


async def test_a_date_to_come_does_not_hide_the_article(blog: Blog) -> None:
    soon = datetime.now(UTC) + timedelta(hours=3)
    answer = await blog.deliver(_told(published_at=soon))
    assert answer.shows
    assert blog.post.status == "publish"
    assert datetime.fromisoformat(f"{blog.post.date_gmt}+00:00") <= datetime.now(UTC)


async def test_the_date_is_that_of_the_article_in_any_zone(blog: Blog) -> None:
    await blog.deliver(_told(published_at=datetime(2024, 3, 1, 21, 30, tzinfo=UTC)))
    assert blog.post.date_gmt.startswith("2024-03-01 21:30:00")


async def test_an_excerpt_and_a_link_are_all_that_some_rights_allow(blog: Blog) -> None:
    await blog.deliver(_told(rights="excerpt+link", canonical_url="https://source.example/a"))
    assert _TEXT[0]["text"] not in blog.post.content
    assert "https://source.example/a" in blog.post.content


async def test_what_the_blog_drops_is_told(blog: Blog) -> None:
    table = [{"type": "paragraph", "text": "نص", "html": 'نص <a href="https://example.org/">رابط</a>'}]
    assert (await blog.deliver(_told(body=table))).outcome == "created"
    drop = "add_filter('wp_insert_post_data', fn($d) => ['post_content' => 'مبتور'] + $d);"
    with blog.plugin(drop):
        answer = await blog.deliver(_told(2))
    assert answer.outcome == "updated-incomplete"


async def _of_one_moment(blog: Blog) -> list[Answer]:
    targets = [blog.make() for _ in range(3)]
    for target in targets:
        await target.check()
    return await asyncio.gather(*(_until_answered(target) for target in targets))


async def _until_answered(target: Target) -> Answer:
    """Deliver as the service does: what cannot be done for the moment is done a little later."""
    revision = _told()
    while True:
        with suppress(Retryable):
            return await target.deliver(told("article.enriched", revision), revision, None)
        await asyncio.sleep(0.1)


class _FirstPost(Random):
    """No chance: the answer to the first POST is lost, and no other."""

    proxy: Lossy

    def random(self) -> float:
        return 0 if self.proxy.asked["POST"] == 1 and not self.proxy.lost else 1


_ALL_KINDS = [
    {
        "type": "paragraph",
        "text": "غليظ ورابط",
        "html": '<strong>غليظ</strong> <a href="https://a.example/?a=1&b=2">ورابط</a>',
    },
    {"type": "heading", "text": "عنوان فرعي", "level": 3},
    {"type": "quote", "text": "قال -- أو قيل"},
    {"type": "list", "items": ["أول & ثان", "An English line of its own"]},
    {"type": "table", "rows": [["أ", "ب"], ["1", "2 < 3"]]},
    {"type": "image", "url": "https://a.example/p.jpg", "text": "تعليق"},
    {"type": "embed", "url": "https://www.youtube.com/watch?v=abc"},
    {"type": "paragraph", "text": "An English paragraph that runs the other way."},
    {"type": "paragraph", "text": "--> [gallery] <script>alert(1)</script> <!-- wp:html -->"},
]


@pytest.mark.parametrize("format_", ["blocks", "html"])
async def test_an_author_may_write_all_that_the_formats_say(blog: Blog, format_: str) -> None:
    blog.make(format=format_)
    corrections = [{"revision": 1, "at": "2024-03-10T09:40:00Z", "note": "صُحح اسم المحطة"}]
    revision = _told(2, body=_ALL_KINDS, corrections=corrections, canonical_url="https://a.example/1")
    answer = await blog.deliver_unheard(revision)
    assert answer.outcome == "created"
    assert blog.post.content.count(' dir="ltr"') >= 2
    page = blog.wordpress.page(str(answer.url))
    assert "صُحح اسم المحطة" in page
    assert "<script>alert(1)" not in page
    assert (await blog.deliver_unheard(revision)).outcome == "unchanged"


def _ours(blog: Blog) -> int:
    found = blog.wordpress.asks("GET", "/wp/v2/users?search=khabar").json()
    return int(found[0]["id"])
