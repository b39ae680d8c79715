"""A WordPress beside us: pages a second of the same articles, and posts a second that publish delivers to it.

The same articles stand on the built-in site and on a WordPress of Debian's packages, and both are asked for pages in
turn. Then publish delivers new articles to that WordPress, in turn with a bare client of its REST interface that posts
what publish had made there, over as many connections: what the guarantees cost.
"""

import argparse
import json
import statistics
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import httpx
from tests.integration.wordpress.server import WordPress

from benchmarks._bare_rest import posted, stored
from benchmarks._load_anew import ask_anew
from benchmarks._publishing import Publishing, publishing
from benchmarks._server import valkey
from benchmarks._site_world import SECTIONS, articles, site
from khabar import EnrichedRevision

GOALS = "goal: posts/s of publish at least 0.90 of the bare client's"
_CONNECTIONS = 2
_ARTICLES = 20
_TAGS = {f"place:t{number}" for number in range(20)}
_EMPTY = "DELETE FROM wp_posts WHERE post_type = 'post'; DELETE FROM wp_postmeta; DELETE FROM wp_term_relationships"


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks wordpress", description=__doc__)
    parser.add_argument("--articles", type=int, default=200, help="that stand on both sites")
    parser.add_argument("--posts", type=int, default=100, help="of one round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=4, help="of the readers")
    parser.add_argument("--seconds", type=float, default=3, help="for which one kind of page is asked in a round")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="khabar-") as folder:
        blog = WordPress.start(Path(folder) / "wordpress")
        try:
            report = _measure(blog, Path(folder), chosen)
        finally:
            blog.stop()
    print(json.dumps(report) if chosen.json else _text(report))


def _measure(blog: WordPress, folder: Path, chosen: argparse.Namespace) -> dict[str, dict[str, float]]:
    for section in SECTIONS:  # an author may not make categories
        blog.asks("POST", "/wp/v2/categories", json={"name": section, "slug": section}).raise_for_status()
    source = map(_few_tags, articles())
    both = list(islice(source, chosen.articles))
    with valkey("everysec") as redis_url, publishing(folder, redis_url, blog.url, blog.user, blog.password) as publish:
        publish.deliver(both)
        with site(folder / "site.db") as client:
            _push(client, both)
            report = _pages(blog, client, chosen)
        return report | {"deliveries": _deliveries(blog, publish, source, chosen)}


def _few_tags(article: EnrichedRevision) -> EnrichedRevision:
    """With none but the commonest tags, so that all are made and known before the clock starts."""
    few = tuple(tag for tag in article.enrichment.tags if tag.id in _TAGS)
    return article.model_copy(update={"enrichment": article.enrichment.model_copy(update={"tags": few})})


def _push(client: httpx.Client, both: list[EnrichedRevision]) -> None:
    for start in range(0, len(both), 50):
        batch = [article.model_dump(mode="json") for article in both[start : start + 50]]
        client.post("/api/articles:batch", json={"articles": batch}).raise_for_status()


def _pages(blog: WordPress, client: httpx.Client, chosen: argparse.Namespace) -> dict[str, dict[str, float]]:
    """Ask both sides for each kind of page, in turn, round by round."""
    theirs, ours = _of_wordpress(blog), _of_site(client)
    loads: dict[str, dict[str, list[Any]]] = {kind: {"site": [], "wordpress": []} for kind in ours}
    for _ in range(chosen.rounds):
        for kind in ours:
            for side, urls in (("site", ours[kind]), ("wordpress", theirs[kind])):
                load = ask_anew(urls, connections=chosen.connections, seconds=chosen.seconds)
                loads[kind][side].append(load)
    return {
        f"{kind} {side}": {
            "pages/s": statistics.median(load.per_second for load in found),
            "p50 ms": statistics.median(load.p50_ms for load in found),
            "p99 ms": statistics.median(load.p99_ms for load in found),
            "failed": sum(load.failed for load in found),
            "spread %": _spread([load.per_second for load in found]),
        }
        for kind, sides in loads.items()
        for side, found in sides.items()
    }


def _of_wordpress(blog: WordPress) -> dict[str, list[str]]:
    posts = blog.asks("GET", f"/wp/v2/posts?per_page={_ARTICLES}").json()
    section = blog.asks("GET", f"/wp/v2/categories?slug={SECTIONS[0]}").json()[0]["link"]
    return {"home": [f"{blog.url}/"], "section": [section], "article": [post["link"] for post in posts]}


def _of_site(client: httpx.Client) -> dict[str, list[str]]:
    base = str(client.base_url).rstrip("/")
    pages = client.get("/latest").text.split('href="')
    paths = sorted({page.split('"')[0] for page in pages[1:] if page[:3] == "/20"})[:_ARTICLES]
    return {
        "home": [f"{base}/"],
        "section": [f"{base}/section/{SECTIONS[0]}"],
        "article": [f"{base}{path}" for path in paths],
    }


def _deliveries(
    blog: WordPress, publish: Publishing, source: Iterator[EnrichedRevision], chosen: argparse.Namespace
) -> dict[str, float]:
    """Publish and the bare client in turn, each into a blog without posts."""
    ours, bare = [], []
    for _ in range(chosen.rounds):
        blog.sql(_EMPTY)
        ours.append(publish.deliver(list(islice(source, chosen.posts))))
        posts = stored(blog.url, (blog.user, blog.password))
        blog.sql(_EMPTY)
        bare.append(posted(blog.url, (blog.user, blog.password), posts, _CONNECTIONS))
    ratios = [mine / theirs for mine, theirs in zip(ours, bare, strict=True)]
    return {
        "publish posts/s": statistics.median(ours),
        "bare posts/s": statistics.median(bare),
        "of bare": statistics.median(ratios),
        "least": min(ratios),
        "most": max(ratios),
        "spread %": _spread(bare),
    }


def _spread(figures: list[float]) -> float:
    return (max(figures) - min(figures)) / statistics.median(figures) * 100


def _text(report: dict[str, dict[str, float]]) -> str:
    lines = []
    for name, figures in report.items():
        told = ", ".join(f"{figure} {value:,.2f}" for figure, value in figures.items())
        lines.append(f"{name:>18}: {told}")
    return "\n".join([*lines, GOALS])
