"""The picture above an article: in the library once, and never in the article's way."""

from dataclasses import replace

import pytest
from pytest_httpserver import HTTPServer
from structlog.testing import capture_logs

from khabar.events import article_id
from tests.unit.publish.stories import enriched, told

from .articles import png
from .blog import Blog

pytestmark = pytest.mark.server
_ABOUT = {"alt": "مضخة المياه", "caption": "عند النهر <b>", "credit": "تصوير: وكالة"}


@pytest.fixture
def blog(guarded: Blog) -> Blog:
    """Pictures are the same with our plug-in and without."""
    return guarded


@pytest.fixture
def picture(httpserver: HTTPServer) -> str:
    httpserver.expect_request("/صورة.png").respond_with_data(png(3), content_type="image/png")
    return f"http://127.0.0.1:{httpserver.port}/صورة.png"


async def test_an_articles_picture_stands_above_it(blog: Blog, picture: str) -> None:
    assert (await blog.deliver(media=[{"url": picture, **_ABOUT}])).outcome == "created"
    (kept,) = blog.wordpress.posts("attachment")
    assert blog.post.image == kept.id
    assert kept.meta["_wp_attachment_image_alt"] == "مضخة المياه"
    assert kept.excerpt == "عند النهر &lt;b&gt; تصوير: وكالة"
    assert kept.meta["_wp_attached_file"].isascii()


async def test_a_picture_of_two_articles_is_uploaded_once(blog: Blog, picture: str, httpserver: HTTPServer) -> None:
    await blog.deliver(media=[{"url": picture}])
    blog.make()  # a process that remembers nothing
    blog.held = None
    await blog.deliver(id=article_id("desk", "other"), media=[{"url": picture}])
    (kept,) = blog.wordpress.posts("attachment")
    assert {post.image for post in blog.wordpress.posts()} == {kept.id}
    assert len(httpserver.log) == 1


@pytest.mark.parametrize("status", [404, 500])
async def test_a_picture_that_cannot_be_had_holds_nothing_up(blog: Blog, httpserver: HTTPServer, status: int) -> None:
    httpserver.expect_request("/a.png").respond_with_data("no", status)
    with capture_logs() as logs:
        answer = await blog.deliver(media=[{"url": f"http://127.0.0.1:{httpserver.port}/a.png"}])
    assert (answer.outcome, blog.post.image) == ("created", 0)
    assert [line["event"] for line in logs] == ["wordpress.picture_left_out"]


async def test_what_is_no_picture_is_not_uploaded(blog: Blog, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/a.png").respond_with_data("<?php evil();", content_type="image/png")
    assert (await blog.deliver(media=[{"url": f"http://127.0.0.1:{httpserver.port}/a.png"}])).shows
    assert blog.wordpress.posts("attachment") == []


async def test_a_picture_that_wordpress_cannot_take_holds_nothing_up(blog: Blog, picture: str) -> None:
    refuse = "add_filter('wp_handle_sideload_prefilter', fn($f) => ['error' => 'full'] + $f);"
    refuse += "add_filter('wp_handle_upload_prefilter', fn($f) => ['error' => 'full'] + $f);"
    with blog.plugin(refuse):
        revision = enriched(media=[{"url": picture}])
        event = replace(told("article.enriched", revision), attempt=3)
        answer = await blog.target.deliver(event, revision, None)
    assert (answer.outcome, blog.post.image) == ("created", 0)


async def test_a_picture_that_somebody_deleted_is_uploaded_anew(blog: Blog, picture: str) -> None:
    await blog.deliver(media=[{"url": picture}])
    (kept,) = blog.wordpress.posts("attachment")
    blog.wordpress.asks("DELETE", f"/wp/v2/media/{kept.id}?force=true").raise_for_status()
    assert (await blog.deliver(2, media=[{"url": picture}])).outcome == "updated"
    (anew,) = blog.wordpress.posts("attachment")
    assert blog.post.image == anew.id != kept.id


async def test_an_article_that_lost_its_picture_shows_none(blog: Blog, picture: str) -> None:
    await blog.deliver(media=[{"url": picture}])
    await blog.deliver(2)
    assert blog.post.image == 0


async def test_a_newsroom_may_leave_pictures_away(blog: Blog, picture: str) -> None:
    blog.make(image=False)
    await blog.deliver(media=[{"url": picture}])
    assert blog.wordpress.posts("attachment") == []
