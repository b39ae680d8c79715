"""Categories and tags: made once, taken where they are, and never in the article's way."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import nullcontext
from pathlib import Path
from random import Random
from typing import Any

import pytest
from structlog.testing import capture_logs

from khabar.events import article_id
from tests.unit.publish.stories import enriched, told

from .blog import Blog
from .lossy import Lossy
from .server import WordPress

pytestmark = pytest.mark.server
_OIL = {"id": "topic:oil", "type": "topic", "name": "نفط"}
_RAQQA = {"id": "place:raqqa", "type": "place", "name": "الرقة"}


def _found(revision: int = 1, section: str = "news", tags: tuple[dict[str, Any], ...] = (_OIL, _RAQQA)) -> Any:  # noqa: ANN401 - fields
    about = {"id": section, "name": "أخبار", "reason": "rule"}
    return {"for_revision": revision, "slug": "عودة-المياه", "section": about, "tags": list(tags)}


_OLDER = """add_action('rest_api_init', function () {
    unset($GLOBALS['wp_rest_additional_fields']['post']['khabar_tags']);
}, 99);"""
"""Makes our plug-in one of those that did not take tags by name."""


@pytest.fixture(params=["with the plugin", "with an older one", "without"])
async def blog(wordpress: WordPress, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Blog]:
    """A target on a blog of each kind: terms are the same in all of them."""
    blog = Blog(wordpress, tmp_path)
    state = {"without": wordpress.without_plugin(), "with an older one": blog.plugin(_OLDER)}
    with state.get(request.param, nullcontext()):
        yield blog
        await blog.close()


async def test_a_section_is_a_category_and_tags_are_tags(blog: Blog) -> None:
    with blog.wordpress.role("editor"):
        assert (await blog.deliver(enrichment=_found())).outcome == "created"
    assert blog.post.categories == ("أخبار",)
    assert set(blog.post.tags) == {"نفط", "الرقة"}


async def test_terms_are_made_once(blog: Blog) -> None:
    with blog.wordpress.role("editor"):
        await blog.deliver(enrichment=_found())
        blog.make()
        await blog.deliver(2, enrichment=_found(2))
    assert len(blog.wordpress.sql("SELECT term_id FROM wp_term_taxonomy WHERE term_id > 1")) == 3


async def test_a_category_that_may_not_be_made_is_left_out_and_told_once(blog: Blog) -> None:
    with capture_logs() as logs:
        first = await blog.deliver(enrichment=_found())
        await blog.deliver(2, enrichment=_found(2))
    assert first.outcome == "created"
    assert set(blog.post.tags) == {"نفط", "الرقة"}
    told = [line for line in logs if line["event"] == "wordpress.term_left_out"]
    assert [(line["kind"], line["name"]) for line in told] == [("categories", "أخبار")]


async def test_a_category_that_an_editor_makes_later_is_taken(blog: Blog) -> None:
    await blog.deliver(enrichment=_found())
    blog.wordpress.asks("POST", "/wp/v2/categories", json={"name": "أخبار", "slug": "akhbar"}).raise_for_status()
    await blog.deliver(2, enrichment=_found(2))
    assert blog.post.categories == ("Uncategorized",)  # it was missing a moment ago
    blog.make()
    await blog.deliver(3, enrichment=_found(3))
    assert blog.post.categories == ("أخبار",)


async def test_a_section_may_have_a_category_of_another_name(blog: Blog) -> None:
    blog.wordpress.asks("POST", "/wp/v2/categories", json={"name": "محليات", "slug": "local"}).raise_for_status()
    for number, name in enumerate(("محليات", "local"), 1):
        blog.make(categories={"news": name})
        await blog.deliver(number, enrichment=_found(number))
        assert blog.post.categories == ("محليات",)


async def test_a_tag_that_is_there_under_another_slug_is_taken(blog: Blog) -> None:
    blog.wordpress.asks("POST", "/wp/v2/tags", json={"name": "نفط", "slug": "naft"}).raise_for_status()
    assert (await blog.deliver(enrichment=_found(tags=(_OIL,)))).outcome == "created"
    assert blog.wordpress.sql("SELECT slug FROM wp_terms WHERE term_id > 1") == ["naft"]
    assert blog.post.tags == ("نفط",)


async def _two_at_once(blog: Blog) -> None:
    targets = [blog.make(), blog.make()]
    for target in targets:
        await target.check()
    revisions = [enriched(id=article_id("desk", name), enrichment=_found(tags=(_OIL, _RAQQA))) for name in "ab"]
    await asyncio.gather(
        *(
            target.deliver(told("article.enriched", revision), revision, None)
            for target, revision in zip(targets, revisions, strict=True)
        )
    )


async def test_a_tag_that_two_calls_make_at_once_is_on_both_posts(blog: Blog) -> None:
    await _two_at_once(blog)
    assert [set(post.tags) for post in blog.wordpress.posts()] == [{"نفط", "الرقة"}] * 2


@pytest.mark.parametrize("blog", ["with the plugin"], indirect=True)
async def test_with_the_plugin_a_tag_that_two_calls_make_at_once_is_one(blog: Blog) -> None:
    await _two_at_once(blog)
    assert len(blog.wordpress.sql("SELECT term_id FROM wp_term_taxonomy WHERE term_id > 1")) == 2


async def test_a_tag_that_somebody_deleted_is_made_anew(blog: Blog) -> None:
    await blog.deliver(enrichment=_found())
    for tag in blog.wordpress.asks("GET", "/wp/v2/tags").json():
        blog.wordpress.asks("DELETE", f"/wp/v2/tags/{tag['id']}?force=true").raise_for_status()
    answer = await blog.deliver(2, enrichment=_found(2))
    assert answer.outcome == "updated"
    assert set(blog.post.tags) == {"نفط", "الرقة"}


async def test_tags_are_few_and_none_that_awaits_an_editors_word(blog: Blog) -> None:
    blog.make(tags=1)
    suggested = {**_RAQQA, "suggested": True}
    await blog.deliver(enrichment=_found(tags=(suggested, _OIL, _RAQQA)))
    assert blog.post.tags == ("نفط",)


async def test_a_tag_that_the_article_lost_goes(blog: Blog) -> None:
    await blog.deliver(enrichment=_found())
    await blog.deliver(2, enrichment=_found(2, tags=()))
    assert blog.post.tags == ()


async def test_a_new_article_with_new_tags_is_one_call(guarded: Blog) -> None:
    async with Lossy(guarded.wordpress.url, Random(), lose=0).running() as proxy:  # noqa: S311 - none is lost
        guarded.make(url=proxy.url)
        with guarded.wordpress.role("editor"):
            await guarded.deliver(enrichment=_found(tags=()))
            before = Counter(proxy.asked)
            fresh = enriched(id=article_id("desk", "b"), enrichment=_found())
            guarded.held = None
            assert (await guarded.deliver(fresh)).outcome == "created"
            assert proxy.asked - before == {"POST": 1}
            await guarded.deliver(fresh.model_copy(update={"revision": 2}))
            assert proxy.asked - before == {"POST": 2}
    assert set(guarded.wordpress.posts()[1].tags) == {"نفط", "الرقة"}


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("حلب, الرقة", "حلب, الرقة"),
        ("ماء & \"كهرباء\" 'و' \\ شرطة", "ماء &amp; \"كهرباء\" 'و' شرطة"),
        ("الرقّة — ديرالزور", "الرقّة — ديرالزور"),
        ("<b onclick=x>نفط</b> [gallery]", "نفط [gallery]"),
        ("'; DROP TABLE wp_terms; -- %s", "'; DROP TABLE wp_terms; -- %s"),
    ],
)
async def test_a_tags_name_is_words_and_nothing_else(blog: Blog, name: str, kept: str) -> None:
    tags = ({"id": "topic:odd", "type": "topic", "name": name}, _OIL)
    for number in (1, 2):
        answer = await blog.deliver(number, enrichment=_found(number, tags=tags))
        assert answer.outcome == ("created", "updated")[number - 1]
    assert set(blog.post.tags) == {kept, "نفط"}
    assert blog.wordpress.sql("SELECT slug FROM wp_terms WHERE name <> 'نفط' AND term_id > 1") == ["topic-odd"]


@pytest.mark.parametrize(("letter", "kept"), [("ن", 200), ("&", 40)])
async def test_a_tag_that_is_too_long_for_wordpress_is_cut(blog: Blog, letter: str, kept: int) -> None:
    for number in (1, 2):
        tag = {"id": "topic:long", "type": "topic", "name": letter * 250}
        answer = await blog.deliver(number, enrichment=_found(number, tags=(tag,)))
        assert answer.outcome == ("created", "updated")[number - 1]
    assert blog.post.tags == (letter.replace("&", "&amp;") * kept,)


async def test_a_tag_that_is_there_in_other_case_is_taken(guarded: Blog) -> None:
    guarded.wordpress.asks("POST", "/wp/v2/tags", json={"name": "opec & co"}).raise_for_status()
    opec = {"id": "organisation:opec", "type": "organisation", "name": "OPEC & Co"}
    assert (await guarded.deliver(enrichment=_found(tags=(opec,)))).outcome == "created"
    assert guarded.post.tags == ("opec &amp; co",)


async def test_two_places_that_differ_in_marks_alone_stay_two(blog: Blog) -> None:
    amman, oman = (
        {"id": f"place:{id_}", "type": "place", "name": name} for id_, name in (("a", "عَمّان"), ("o", "عُمان"))
    )
    for number, tags in enumerate(((amman,), (amman, oman)), 1):
        assert (await blog.deliver(number, enrichment=_found(number, tags=tags))).shows
    assert set(blog.post.tags) == {"عَمّان", "عُمان"}


async def test_a_tag_that_an_editor_renamed_keeps_their_name(blog: Blog) -> None:
    await blog.deliver(enrichment=_found(tags=(_OIL,)))
    (tag,) = blog.wordpress.asks("GET", "/wp/v2/tags").json()
    blog.wordpress.asks("POST", f"/wp/v2/tags/{tag['id']}", json={"name": "النفط والغاز"}).raise_for_status()
    blog.make()
    assert (await blog.deliver(2, enrichment=_found(2, tags=(_OIL,)))).outcome == "updated"
    assert blog.post.tags == ("النفط والغاز",)


async def test_tags_that_an_editor_put_on_the_post_go_with_the_next_revision(blog: Blog) -> None:
    await blog.deliver(enrichment=_found(tags=(_OIL,)))
    own = blog.wordpress.asks("POST", "/wp/v2/tags", json={"name": "ملف خاص"}).raise_for_status().json()["id"]
    there = blog.wordpress.asks("GET", f"/wp/v2/posts/{blog.post.id}").json()["tags"]
    blog.wordpress.asks("POST", f"/wp/v2/posts/{blog.post.id}", json={"tags": [*there, own]}).raise_for_status()
    assert set(blog.post.tags) == {"نفط", "ملف خاص"}
    await blog.deliver(2, enrichment=_found(2, tags=(_OIL,)))
    assert blog.post.tags == ("نفط",)


async def test_tags_are_put_under_our_users_own_rights(guarded: Blog) -> None:
    closed = "add_action('init', fn() => get_taxonomy('post_tag')->cap->assign_terms = 'manage_options', 20);"
    with guarded.plugin(closed):
        assert (await guarded.deliver(enrichment=_found())).outcome == "created-incomplete"
    assert guarded.post.tags == ()
    assert guarded.wordpress.sql("SELECT term_id FROM wp_terms WHERE term_id > 1") == []


async def test_readers_are_not_told_what_we_call_tags(guarded: Blog) -> None:
    await guarded.deliver(enrichment=_found())
    assert "khabar_tags" not in guarded.wordpress.page(f"{guarded.wordpress.url}/wp-json/wp/v2/posts/{guarded.post.id}")


@pytest.mark.parametrize("tags", [[{"name": "بلا"}], ["نفط"], "نفط", [{"slug": "a", "name": ["b"]}]])
async def test_tags_of_another_shape_are_refused_before_anything_is_written(guarded: Blog, tags: Any) -> None:  # noqa: ANN401 - JSON
    refused = guarded.wordpress.asks("POST", "/wp/v2/posts", json={"title": "خبر", "khabar_tags": tags})
    assert (refused.status_code, refused.json()["code"]) == (400, "rest_invalid_param")
    assert guarded.wordpress.posts() == []


async def test_a_plugin_that_is_replaced_by_an_older_one_is_noticed(guarded: Blog) -> None:
    await guarded.deliver(enrichment=_found(tags=()))
    with guarded.plugin(_OLDER):
        for number in (2, 3):
            assert (await guarded.deliver(number, enrichment=_found(number))).outcome == "updated"
    assert set(guarded.post.tags) == {"نفط", "الرقة"}
