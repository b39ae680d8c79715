"""Answers are lost after WordPress did its work, and replicas die: each article is one post with its newest text."""

import asyncio
import os
import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from redis.asyncio import Redis

from khabar import Event
from khabar.keys import Keys
from tests.integration.publish.desk import Desk, until

from .articles import PICTURES, SECTIONS, Article, png
from .lossy import Lossy
from .replicas import Replicas
from .server import Post, WordPress

_BLOG = "blog"
_TOML = """[[targets]]
id = "blog"
type = "wordpress"
url = "{url}"
user = "khabar"
password_file = "password"
removal = "delete"
missing = "create"
verify_seconds = 0
canary = false
"""
_BETWEEN_SECONDS, _MOST_SECONDS = 0.1, 1_200
Record = Callable[[str, object], None]
pytestmark = [pytest.mark.server, pytest.mark.timeout(1_500)]


@dataclass
class Scene:
    """A blog behind a proxy that loses answers, and the newsroom that publishes to it."""

    wordpress: WordPress
    plugin: bool
    proxy: Lossy
    desk: Desk
    replicas: Replicas
    articles: list[Article]

    @property
    def figures(self) -> str:
        """What it was put through."""
        asked, lost = dict(self.proxy.asked), dict(self.proxy.lost)
        return f"asked {asked}, lost {lost}, killed {self.replicas.kills} times"

    async def storm(self, *waves: Sequence[Event]) -> None:
        """Send events, those of a later wave one by one, and have replicas die until all is delivered."""
        async with self.replicas.killed_at_random():
            await self.desk.send_together(*waves[0])
            for event in (event for wave in waves[1:] for event in wave):
                await self.desk.send(event)
                await asyncio.sleep(_BETWEEN_SECONDS)

            async def idle() -> bool:
                return bool(self.replicas.kills) and await self.desk.is_idle(_BLOG)

            await until(idle, _MOST_SECONDS)


async def test_every_article_is_one_post_with_its_newest_text_and_a_kill_takes_it_away(
    scene: Scene, record_testsuite_property: Record
) -> None:
    await scene.storm(*_revisions(scene.articles, scene.replicas.chance))
    _equal(scene)
    await scene.storm([article.killed() for article in scene.articles])
    record_testsuite_property(f"{len(scene.articles)} articles, plugin {scene.plugin}", scene.figures)
    assert scene.wordpress.posts() == []
    assert await scene.desk.told("dead") == []
    assert sum(scene.proxy.lost.values()) > sum(scene.proxy.asked.values()) / 8
    assert scene.replicas.kills


def _revisions(articles: Sequence[Article], chance: random.Random) -> tuple[list[Event], list[Event]]:
    """First revisions, and second ones in another order."""
    first, second = ([article.created(revision) for article in articles] for revision in (1, 2))
    return first, chance.sample(second, len(second))


def _equal(scene: Scene) -> None:
    """Compare all that WordPress holds with the second revisions."""
    wordpress, articles = scene.wordpress, scene.articles
    posts, pictures = wordpress.posts(), {one.id: one for one in wordpress.posts("attachment")}
    assert len(posts) == len(articles)
    assert not [post.slug for post in posts if post.slug.endswith("-2")]
    by_title = {post.title: post for post in posts}
    for article in articles:
        post = by_title[article.headline(2)]
        assert post.status == "publish"
        assert article.paragraph(2) in post.content
        assert article.paragraph(1) not in post.content
        assert post.excerpt == article.revision(2).lead
        assert post.categories == (SECTIONS[article.section(2)],)
        assert tuple(sorted(post.tags)) == article.tags(2)
        assert _stored(wordpress, pictures[post.image]) == png(article.picture(2))
        if scene.plugin:
            assert (post.meta["khabar_id"], post.meta["khabar_revision"]) == (article.id, "2")
            assert post.meta["khabar_sha"] == article.revision(2).content_sha
    used = {post.image for post in posts}  # one that a replica died over may lie in the library and is on no post
    assert len({_stored(wordpress, pictures[image]) for image in used}) == len(used)


def _stored(wordpress: WordPress, picture: Post) -> bytes:
    return (wordpress.folder / "site" / "wp-content" / "uploads" / picture.meta["_wp_attached_file"]).read_bytes()


@pytest.fixture
def articles(httpserver: HTTPServer) -> list[Article]:
    """As many as are asked for, and their pictures on a server."""
    for number in range(PICTURES):
        httpserver.expect_request(f"/{number}.png").respond_with_data(png(number), content_type="image/png")
    count = 200 if os.environ.get("KHABAR_CHAOS") == "long" else 30
    return [Article(number, f"http://127.0.0.1:{httpserver.port}") for number in range(count)]


@pytest.fixture
def desk(redis_client: Redis, keys: Keys) -> Desk:
    return Desk(redis_client, keys)


@pytest.fixture(params=[True, False], ids=["plugin", "bare"])
async def scene(
    wordpress: WordPress, settings: dict[str, str], desk: Desk, articles: list[Article], request: pytest.FixtureRequest
) -> AsyncIterator[Scene]:
    folder, chance = Path(settings["config"]).parent, random.Random(8)  # noqa: S311 - chance in a test
    for id_, name in SECTIONS.items():  # an author may not make categories
        wordpress.asks("POST", "/wp/v2/categories", json={"name": name, "slug": id_}).raise_for_status()
    with ExitStack() as stack:
        if not request.param:
            stack.enter_context(wordpress.without_plugin())
        async with Lossy(wordpress.url, chance).running() as proxy:
            (folder / "newsroom.toml").write_text(_TOML.format(url=proxy.url))
            (folder / "password").write_text(wordpress.password)
            async with Replicas(folder, settings, chance).running() as replicas:
                yield Scene(wordpress, request.param, proxy, desk, replicas, articles)


@pytest.fixture
def settings(valkey_url: str, keys: Keys, tmp_path: Path) -> dict[str, str]:
    """The machine's settings of the replicas."""
    return {
        "redis_url": valkey_url,
        "newsroom": keys.newsroom,
        "config": str(tmp_path / "newsroom.toml"),
        "blobs": str(tmp_path / "blobs"),
        "fetch_private": "127.0.0.1",
    }
