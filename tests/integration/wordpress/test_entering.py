"""How a blog is found and entered, and what is told when it is not."""

import pytest
from pytest_httpserver import HTTPServer

from khabar import KhabarError, Rejected
from khabar_publish.targets import Down, Refused
from tests.unit.publish.stories import enriched

from .blog import Blog

pytestmark = pytest.mark.server


async def test_an_author_and_our_plugin_are_all_it_takes(guarded: Blog) -> None:
    assert await guarded.target.check() == (
        "it answers and takes our password (role author), "
        "categories that are not there yet have to be made by an editor"
    )


async def test_an_editor_lacks_nothing(guarded: Blog) -> None:
    with guarded.wordpress.role("editor"):
        assert await guarded.target.check() == "it answers and takes our password (role editor)"


async def test_an_older_plugin_is_told(guarded: Blog) -> None:
    gone = "unset($GLOBALS['wp_rest_additional_fields']['post']['khabar_tags']);"
    with guarded.plugin(f"add_action('rest_api_init', function () {{ {gone} }}, 99);"):
        assert "its khabar.php is an older one" in await guarded.target.check()


async def test_a_missing_plugin_is_told(bare: Blog) -> None:
    assert "khabar.php" in await bare.target.check()


@pytest.mark.parametrize("role", ["contributor", "subscriber"])
async def test_a_role_that_may_not_publish_is_told(guarded: Blog, role: str) -> None:
    with guarded.wordpress.role(role):
        with pytest.raises(Refused, match=r"may not publish posts.*role author"):
            await guarded.target.check()
        with pytest.raises(Refused, match="rest_cannot"):
            await guarded.deliver()
    assert guarded.wordpress.posts() == []


async def test_a_role_that_was_lowered_stops_the_target(blog: Blog) -> None:
    await blog.deliver()
    with blog.wordpress.role("contributor"):
        for work in (blog.deliver(2), blog.remove("kill")):
            with pytest.raises(Refused, match="role author"):
                await work
    assert blog.post.status == "publish"


async def test_a_post_that_was_given_to_somebody_else_stops_nothing_but_itself(blog: Blog) -> None:
    await blog.deliver()
    blog.wordpress.asks("POST", f"/wp/v2/posts/{blog.post.id}", json={"author": 1}).raise_for_status()
    for work in (blog.deliver(2), blog.remove("kill")):
        with pytest.raises(Rejected, match="belongs to another user"):
            await work


async def test_a_wrong_password_stops_the_target(guarded: Blog) -> None:
    (guarded.folder / "wrong").write_text("abcd efgh ijkl mnop qrst uvwx")
    target = guarded.make(password_file="wrong")
    for work in (target.check, guarded.deliver):
        with pytest.raises(Refused, match="the application password is wrong") as caught:
            await work()
        assert "efgh" not in str(caught.value)


async def test_an_unknown_user_stops_the_target(guarded: Blog) -> None:
    guarded.make(user="nobody")
    with pytest.raises(Refused, match="the user or the application password is wrong"):
        await guarded.deliver()


async def test_application_passwords_that_are_off_are_told(guarded: Blog) -> None:
    with guarded.plugin("add_filter('wp_is_application_passwords_available', '__return_false');"):
        with pytest.raises(Refused, match="application passwords are off"):
            await guarded.target.check()
        with pytest.raises(Refused):
            await guarded.deliver()


async def test_a_closed_api_is_told(guarded: Blog) -> None:
    closed = "add_filter('rest_authentication_errors', fn() => new WP_Error('closed', 'No API', ['status' => 403]));"
    with guarded.plugin(closed), pytest.raises(Refused, match="No API"):
        await guarded.target.check()


async def test_a_blog_with_plain_addresses_is_written_to_as_well(blog: Blog) -> None:
    with blog.plugin("add_filter('pre_option_permalink_structure', fn() => '');"):
        first = await blog.deliver()
        second = await blog.deliver(2, headline="العنوان الثاني")
        assert (second.url, second.outcome) == (first.url, "updated")
        assert "العنوان الثاني" in blog.wordpress.page(str(second.url))
        await blog.remove("kill")
        assert blog.post.status == "trash"


async def test_a_blog_whose_pages_do_not_tell_of_the_api_is_found(guarded: Blog) -> None:
    with guarded.plugin(
        "add_action('init', fn() => remove_action('template_redirect', 'rest_output_link_header', 11));"
    ):
        assert (await guarded.deliver()).shows


async def test_our_password_goes_to_no_other_host(guarded: Blog, httpserver: HTTPServer) -> None:
    elsewhere = {"Link": f'<{guarded.wordpress.url}/wp-json/>; rel="https://api.w.org/"'}
    httpserver.expect_request("/").respond_with_data("", headers=elsewhere)
    guarded.make(url=f"http://127.0.0.1:{httpserver.port}")
    with pytest.raises(Refused, match="says that its API is at"):
        await guarded.deliver()
    assert guarded.wordpress.posts() == []


async def test_what_is_no_wordpress_is_told(guarded: Blog, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_data("<html>صيانة</html>", content_type="text/html")
    guarded.make(url=f"http://127.0.0.1:{httpserver.port}")
    with pytest.raises(Down, match="صيانة"):
        await guarded.target.check()


async def test_a_blog_that_breaks_is_tried_again(guarded: Blog) -> None:
    broken = "add_filter('rest_pre_insert_post', fn() => wp_die('broken', '', 500));"
    with guarded.plugin(broken), pytest.raises(Down, match="500"):
        await guarded.deliver()
    assert (await guarded.deliver()).shows


async def test_a_refused_post_is_refused_in_the_blogs_own_words(guarded: Blog) -> None:
    refuse = "add_filter('rest_pre_insert_post', fn() => new WP_Error('house_rule', 'عنوان طويل', ['status' => 400]));"
    with guarded.plugin(refuse), pytest.raises(KhabarError, match="house_rule عنوان طويل"):
        await guarded.deliver()


async def test_what_an_seo_plugin_registers_is_written(blog: Blog) -> None:
    names = ("_yoast_wpseo_canonical", "_yoast_wpseo_metadesc")
    code = "".join(
        f"register_post_meta('post', '{name}', ['type' => 'string', 'single' => true, 'show_in_rest' => true, "
        "'auth_callback' => '__return_true']);"
        for name in names
    )
    with blog.plugin(f"add_action('init', function () {{ {code} }});"):
        answer = await blog.deliver(lead="مقدمة", canonical_url="https://source.example/a")
        assert answer.outcome == "created"
    assert [blog.post.meta[name] for name in names] == ["https://source.example/a", "مقدمة"]


async def test_a_plugin_that_comes_later_takes_the_posts_over(guarded: Blog) -> None:
    with guarded.wordpress.without_plugin():
        first = await guarded.deliver()
    guarded.make()
    for number in (2, 3):
        assert (await guarded.deliver(number)).outcome == "updated"
    assert (str(guarded.post.id), guarded.post.meta["khabar_revision"]) == (first.remote_id, "3")
    guarded.held = None
    assert (await guarded.deliver_unheard(enriched(3))).outcome == "unchanged"


async def test_a_plugin_that_goes_is_noticed(guarded: Blog) -> None:
    first = await guarded.deliver()
    with guarded.wordpress.without_plugin():
        for number in (2, 3):
            assert (await guarded.deliver(number)).shows
        guarded.held = None
        assert (await guarded.deliver_unheard(enriched(2))).outcome == "stale"
    assert str(guarded.post.id) == first.remote_id


async def test_a_canary_is_read_at_its_address_and_nowhere_else(guarded: Blog) -> None:
    await guarded.deliver()
    first = await guarded.target.canary("a" * 32)
    mark = "b" * 32
    assert await guarded.target.canary(mark) == first
    page = guarded.wordpress.page(first)
    assert mark in page
    assert "noindex" in page
    for place in ("/", "/?feed=rss2", "/?s=bbbb", "/wp-json/wp/v2/search?search=bbbb"):
        assert mark not in guarded.wordpress.page(f"{guarded.wordpress.url}{place}")
    maps = "wp_sitemaps_get_server()->registry->get_provider('posts')->get_object_subtypes()"
    with guarded.plugin(f"add_action('wp_head', fn() => print('maps: ' . implode(' ', array_keys({maps})) . ';'));"):
        assert "maps: post page;" in guarded.wordpress.page(guarded.wordpress.url)


async def test_without_our_plugin_there_is_no_canary(bare: Blog) -> None:
    assert await bare.target.canary("a" * 32) == ""
    assert bare.wordpress.posts() == []
