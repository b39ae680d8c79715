"""A bare client of WordPress's REST interface: posts what it is given, one after the other on each connection."""

import multiprocessing
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any

import httpx

_FIELDS = ("slug", "status", "date_gmt", "categories", "tags", "featured_media", "meta")
_PAGE = 100


def stored(url: str, who: tuple[str, str]) -> list[dict[str, Any]]:
    """All posts of a blog as they would be posted again."""
    found: list[dict[str, Any]] = []
    with _client(url, who) as client:
        while True:
            page: dict[str, str | int] = {
                "context": "edit",
                "per_page": _PAGE,
                "offset": len(found),
                "orderby": "id",
                "order": "asc",
            }
            posts = client.get("/wp/v2/posts", params=page).raise_for_status().json()
            found += [_again(post) for post in posts]
            if len(posts) < _PAGE:
                return found


def _again(post: dict[str, Any]) -> dict[str, Any]:
    raw = {name: post[name]["raw"] for name in ("title", "content", "excerpt")}
    return {name: post[name] for name in _FIELDS} | raw


def posted(url: str, who: tuple[str, str], posts: Sequence[dict[str, Any]], connections: int) -> float:
    """Post them all from a process of its own; how many a second WordPress took."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as apart:
        apart.submit(time.time).result()  # the process is there before the clock starts
        return apart.submit(_posted, url, who, list(posts), connections).result()


def _posted(url: str, who: tuple[str, str], posts: list[dict[str, Any]], connections: int) -> float:
    parts = [(url, who, posts[number::connections]) for number in range(connections)]
    began = time.perf_counter()
    with ThreadPoolExecutor(connections) as pool:
        list(pool.map(_post, parts))
    return len(posts) / (time.perf_counter() - began)


def _post(part: tuple[str, tuple[str, str], list[dict[str, Any]]]) -> None:
    url, who, posts = part
    with _client(url, who) as client:
        for post in posts:
            client.post("/wp/v2/posts", json=post).raise_for_status()


def _client(url: str, who: tuple[str, str]) -> httpx.Client:
    return httpx.Client(base_url=f"{url}/wp-json", auth=who, trust_env=False, timeout=60)
