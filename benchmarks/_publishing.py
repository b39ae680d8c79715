"""A publish service in a process of its own with one WordPress as its target, and how fast it delivers there."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from redis import Redis

from benchmarks._site_world import SECTIONS
from khabar import EnrichedRevision, Wire, make
from khabar.keys import Keys

_TARGET = """[[targets]]
id = "blog"
type = "wordpress"
url = "{url}"
user = "{user}"
password_file = "password"
image = false
verify_seconds = 0
canary = false
[targets.categories]
"""
_SECONDS = 120


@dataclass(frozen=True)
class Publishing:
    """What puts articles before publish and waits for their receipts."""

    redis: Redis
    keys: Keys
    process: subprocess.Popen[bytes]
    log: Path

    def deliver(self, articles: Sequence[EnrichedRevision]) -> float:
        """Have them delivered; how many a second, by the server's clock, from the first event to the last receipt."""
        known = self.redis.xlen(self.keys.stream("published"))
        pipe = self.redis.pipeline(transaction=False)
        for article in articles:
            event = make(
                "article.enriched", article, source="khabar/enrich", subject=article.id, revision=article.revision
            )
            pipe.xadd(self.keys.stream("enriched"), cast("dict[Any, Any]", Wire().encode(event)))
        began = _at(pipe.execute()[0])
        until = time.monotonic() + _SECONDS
        while self.redis.xlen(self.keys.stream("published")) < known + len(articles):
            if time.monotonic() > until or self.process.poll() is not None or self.redis.xlen(self.keys.stream("dead")):
                msg = f"publish does not deliver: {self.log.read_text()[-2000:]}"
                raise RuntimeError(msg)
            time.sleep(0.05)
        [(last, _)] = cast("list[tuple[bytes, Any]]", self.redis.xrevrange(self.keys.stream("published"), count=1))
        return len(articles) / ((_at(last) - began) / 1e3)


@contextmanager
def publishing(folder: Path, redis_url: str, url: str, user: str, password: str) -> Iterator[Publishing]:
    """Run the service until the block ends; its log lies in the folder."""
    categories = "".join(f'{section} = "{section}"\n' for section in SECTIONS)
    (folder / "newsroom.toml").write_text(_TARGET.format(url=url, user=user) + categories)
    (folder / "password").write_text(password)
    settings = {"REDIS_URL": redis_url, "CONFIG": f"{folder}/newsroom.toml", "BLOBS": f"{folder}/blobs", "PORT": "0"}
    environment = {**os.environ, **{f"KHABAR_{name}": value for name, value in settings.items()}}
    redis = Redis.from_url(redis_url)
    with (folder / "publish.log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-m", "khabar_publish"], env=environment, stdout=log, stderr=log)
    try:
        yield Publishing(redis, Keys(), process, folder / "publish.log")
    finally:
        process.terminate()
        process.wait(30)
        redis.close()


def _at(entry: bytes) -> int:
    return int(entry.partition(b"-")[0])
