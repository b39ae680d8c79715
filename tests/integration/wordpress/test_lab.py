"""The test's own WordPress: it behaves as a real one does, keeps to itself, and is gone when it is told to be."""

import random
import subprocess
from pathlib import Path

import httpx
import pytest

from .lossy import Lossy
from .server import WordPress


def _post(wordpress: WordPress, url: str, **said: object) -> httpx.Response:
    who = (wordpress.user, wordpress.password)
    story = {"title": "عودة المياه", "content": "<p>عادت</p>", "status": "publish", **said}
    return httpx.post(f"{url}/wp-json/wp/v2/posts", json=story, auth=who, trust_env=False, timeout=30)


def _lives(folder: Path) -> dict[str, str]:
    return {name: (folder / f"{name}.pid").read_text() for name in ("mariadb", "php")}


def test_started_twice_it_is_the_same_and_stopped_it_keeps_what_was_written(wordpress_server: WordPress) -> None:
    wordpress_server.clean()
    folder, lives = wordpress_server.folder, _lives(wordpress_server.folder)
    assert WordPress.start(folder) == wordpress_server
    assert _lives(folder) == lives
    link = _post(wordpress_server, wordpress_server.url).json()["link"]
    wordpress_server.stop()
    listed = subprocess.run(["ps", "-eo", "pgid,args"], capture_output=True, text=True, check=True).stdout
    assert str(folder) not in listed
    port = wordpress_server.url.rpartition(":")[2]
    assert WordPress.start(folder, "--port", port) == wordpress_server
    assert "عادت" in wordpress_server.page(link)


def test_the_same_slug_twice_makes_a_second_post(wordpress: WordPress) -> None:
    for _ in range(2):
        assert _post(wordpress, wordpress.url, slug="water").status_code == 201
    assert [post.slug for post in wordpress.posts()] == ["water", "water-2"]


def test_our_user_is_an_author_unless_a_test_says_otherwise(wordpress: WordPress) -> None:
    who, terms = (wordpress.user, wordpress.password), f"{wordpress.url}/wp-json/wp/v2/categories"

    def make(name: str) -> int:
        return httpx.post(terms, json={"name": name}, auth=who, trust_env=False, timeout=30).status_code

    assert make("اقتصاد") == 403
    with wordpress.role("editor"):
        assert make("اقتصاد") == 201
    assert make("ثقافة") == 403


def test_it_asks_nobody_else(wordpress: WordPress) -> None:
    folder = wordpress.folder / "site" / "wp-content" / "mu-plugins"
    asks = folder / "asks.php"
    asks.write_text("<?php add_action('rest_api_init', function () { $a = wp_remote_get('http://192.0.2.1/');"
                    " header('x-asked: ' . (is_wp_error($a) ? $a->get_error_code() : 'yes')); });")  # fmt: skip
    try:
        answer = httpx.get(f"{wordpress.url}/wp-json/", trust_env=False, timeout=30)
    finally:
        asks.unlink()
    assert answer.headers["x-asked"] == "http_request_not_executed"


async def test_behind_the_lossy_proxy_what_was_asked_is_done_though_nobody_hears_of_it(wordpress: WordPress) -> None:
    chance = random.Random(1)  # noqa: S311 - chance in a test
    async with Lossy(wordpress.url, chance, lose=1).running() as proxy, httpx.AsyncClient() as client:
        with pytest.raises(httpx.RemoteProtocolError):
            await client.post(
                f"{proxy.url}/wp-json/wp/v2/posts",
                json={"title": "عودة المياه", "content": "<p>عادت</p>", "status": "publish"},
                auth=(wordpress.user, wordpress.password),
            )
        assert [post.title for post in wordpress.posts()] == ["عودة المياه"]
        proxy.lose = 0
        answer = await client.get(f"{proxy.url}/")
    assert proxy.asked == {"POST": 1, "GET": 1}
    assert proxy.lost == {"POST": 1}
    assert proxy.url in answer.headers["link"]
