"""A blog that is away for two hours gets the newest of each article, once, like any other target."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis
from structlog.testing import capture_logs

from khabar.keys import Keys
from tests.integration.publish.desk import Desk
from tests.integration.publish.faulty import Faulty
from tests.integration.publish.outage import newsroom, two_hours_without
from tests.integration.publish.sides import Away

from .server import WordPress

pytestmark = pytest.mark.server


@dataclass
class AwayBlog(Away):
    """A blog behind a proxy."""

    wordpress: WordPress

    def table(self, folder: Path) -> dict[str, Any]:
        (folder / "password").write_text(self.wordpress.password)
        told = {"url": self.proxy.url, "user": self.wordpress.user, "password_file": "password"}
        return {"type": "wordpress", "concurrency": 2, **told}

    def standing(self) -> list[str]:
        posts = self.wordpress.posts()
        assert not [post.slug for post in posts if post.slug.endswith("-2")]
        return [post.title for post in posts if post.status == "publish"]


@pytest.fixture(autouse=True)
def _without_a_line_for_each() -> Iterator[None]:
    with capture_logs():
        yield


@pytest.mark.timeout(1800)
async def test_after_two_hours_a_blog_shows_exactly_the_newest_of_each_article(
    wordpress: WordPress, redis_client: Redis, keys: Keys, valkey_url: str, tmp_path: Path
) -> None:
    proxy = await Faulty(wordpress.url).start()
    side = AwayBlog(proxy, wordpress)
    await two_hours_without(await newsroom(Desk(redis_client, keys), valkey_url, tmp_path, side), side)
    await proxy.stop()
