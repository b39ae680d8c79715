"""Posts that are taken away: by the newsroom, or by somebody at the blog."""

import httpx
import pytest
from pytest_httpserver import HTTPServer

from khabar_publish.targets import Answer
from tests.unit.publish.stories import ARTICLE, enriched, removal, told

from .articles import png
from .blog import Blog

pytestmark = pytest.mark.server
_TEXT = "عادت المياه صباح اليوم"


async def test_an_editor_who_puts_a_post_into_the_trash_is_heeded(blog: Blog) -> None:
    await blog.deliver()
    blog.wordpress.asks("DELETE", f"/wp/v2/posts/{blog.post.id}").raise_for_status()
    answer = await blog.deliver(2, headline="تصويب")
    assert (answer.outcome, answer.shows, blog.post.status) == ("left", False, "trash")


async def test_an_editor_who_makes_a_post_a_draft_is_heeded(blog: Blog) -> None:
    await blog.deliver()
    blog.wordpress.asks("POST", f"/wp/v2/posts/{blog.post.id}", json={"status": "draft"}).raise_for_status()
    assert (await blog.deliver(2)).outcome == "left"
    assert blog.post.status == "draft"


async def test_an_editor_who_deletes_a_post_is_heeded(blog: Blog) -> None:
    await blog.deliver()
    blog.wordpress.asks("DELETE", f"/wp/v2/posts/{blog.post.id}?force=true").raise_for_status()
    assert (await blog.deliver(2)).outcome == "left"
    assert blog.wordpress.posts() == []


@pytest.mark.parametrize("how", ["", "?force=true"], ids=["trashed", "deleted"])
async def test_a_newsroom_may_insist_on_its_posts(blog: Blog, how: str) -> None:
    blog.make(missing="create")
    first = await blog.deliver()
    slug = blog.post.slug
    blog.wordpress.asks("DELETE", f"/wp/v2/posts/{blog.post.id}{how}").raise_for_status()
    answer = await blog.deliver(2, headline="تصويب")
    assert answer.shows
    assert (blog.post.title, blog.post.status, blog.post.slug) == ("تصويب", "publish", slug)
    assert (answer.remote_id == first.remote_id) == (not how)


async def test_an_unpublished_article_is_a_draft_and_comes_back_at_its_address(blog: Blog) -> None:
    first = await blog.deliver()
    assert (await blog.remove("unpublish")).outcome == "hidden"
    assert blog.post.status == "draft"
    with pytest.raises(httpx.HTTPStatusError, match="404"):
        blog.wordpress.page(str(first.url))
    again = await blog.deliver(3)
    assert (again.url, blog.post.status) == (first.url, "publish")


async def test_a_revision_older_than_its_removal_stays_hidden(blog: Blog) -> None:
    await blog.deliver()
    await blog.remove("unpublish", 4)
    blog.held = None
    assert (await blog.deliver(3)).outcome == "stale"
    assert blog.post.status == "draft"


async def test_a_removal_older_than_the_post_changes_nothing(blog: Blog) -> None:
    await blog.deliver(3)
    answers = [await blog.remove(kind, 2) for kind in ("unpublish", "withdraw", "merge")]
    assert [(answer.outcome, answer.shows) for answer in answers] == [("stale", False)] * 3
    assert blog.post.status == "publish"


async def test_a_withdrawn_article_tells_so_at_its_address(blog: Blog) -> None:
    first = await blog.deliver(body=[{"type": "paragraph", "text": _TEXT}], lead="مقدمة")
    assert (await blog.remove("withdraw")).outcome == "withdrawn"
    page = blog.wordpress.page(str(first.url))
    assert "طلب المصدر حذف المادة" in page
    assert _TEXT not in page
    assert "عودة المياه إلى أحياء الرقة" not in page
    assert (blog.post.title, blog.post.excerpt, blog.post.tags) == ("مادة مسحوبة", "", ())


@pytest.mark.parametrize("heard", ["known", "whose answer was lost"])
async def test_a_killed_article_is_gone(blog: Blog, heard: str) -> None:
    first = await blog.deliver()
    blog.held = blog.held if heard == "known" else None
    assert (await blog.remove("kill")).outcome == "trashed"
    assert blog.post.status == "trash"
    with pytest.raises(httpx.HTTPStatusError, match="404"):
        blog.wordpress.page(str(first.url))


async def test_a_kill_may_be_for_good(blog: Blog) -> None:
    blog.make(removal="delete")
    await blog.deliver()
    assert (await blog.remove("kill")).outcome == "deleted"
    assert blog.wordpress.posts() == []
    assert (await blog.remove("kill")).outcome == "absent"


async def test_a_second_kill_finds_nothing_to_do(blog: Blog) -> None:
    await blog.deliver()
    await blog.remove("kill")
    assert (await blog.remove("kill")).shows
    assert blog.post.status == "trash"


async def test_an_article_that_never_came_counts_as_removed(blog: Blog) -> None:
    for kind in ("unpublish", "withdraw", "kill", "merge"):
        answer = await blog.remove(kind)
        assert (answer.outcome, answer.shows) == ("absent", True)


async def test_a_post_that_somebody_deleted_counts_as_removed(blog: Blog) -> None:
    await blog.deliver()
    blog.wordpress.asks("DELETE", f"/wp/v2/posts/{blog.post.id}?force=true").raise_for_status()
    assert (await blog.remove("kill")).outcome == "absent"


async def test_a_late_call_does_not_bring_a_killed_article_back(blog: Blog) -> None:
    before = await blog.deliver()
    held = blog.held
    await blog.remove("kill")
    for remembered in (held, None):
        blog.held = remembered
        answer = await blog.deliver_unheard(enriched(3))
        assert not answer.shows
        assert blog.post.status == "trash"
    assert str(blog.post.id) == before.remote_id


async def test_where_there_is_no_trash_a_kill_deletes(blog: Blog) -> None:
    await blog.deliver()
    with blog.plugin("define('EMPTY_TRASH_DAYS', 0);"):
        await blog.remove("kill")
    assert blog.wordpress.posts() == []


async def test_the_picture_of_a_killed_article_goes_with_it(blog: Blog, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/a.png").respond_with_data(png(1), content_type="image/png")
    await blog.deliver(media=[{"url": f"http://127.0.0.1:{httpserver.port}/a.png"}])
    assert len(blog.wordpress.posts("attachment")) == 1
    await blog.remove("kill")
    assert blog.wordpress.posts("attachment") == []


async def test_a_picture_that_another_post_shows_stays(guarded: Blog, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/a.png").respond_with_data(png(1), content_type="image/png")
    await guarded.deliver(media=[{"url": f"http://127.0.0.1:{httpserver.port}/a.png"}])
    picture = guarded.wordpress.posts("attachment")[0].id
    other = {"title": "مادة أخرى", "status": "publish", "featured_media": picture}
    guarded.wordpress.asks("POST", "/wp/v2/posts", json=other).raise_for_status()
    await guarded.remove("kill")
    assert [post.id for post in guarded.wordpress.posts("attachment")] == [picture]


async def test_what_took_effect_is_seen_without_changing_anything(blog: Blog) -> None:
    async def seen(name: str, number: int) -> Answer | None:
        payload = enriched(number) if name == "article.enriched" else removal(number)
        return await blog.target.look_up(told(name, payload), None)

    assert await seen("article.enriched", 1) is None
    await blog.deliver_unheard(enriched(2))
    first, second, third = [await seen("article.enriched", number) for number in (1, 2, 3)]
    assert first
    assert not first.shows
    assert second
    assert second.remote_id == str(blog.post.id)
    assert third is None
    assert await seen("article.killed", 2) is None
    await blog.remove("kill")
    assert await seen("article.killed", 2)
    assert ARTICLE in str(blog.post.meta) or "khabar:" in blog.post.content
