"""What enrichment tells about ties between articles, as publish puts it to the site."""

from typing import Any

from httpx import Client, Response

from tests.unit.site.articles import pushed, uuid_of

FLOOD = "aaaaaaaaaaaa"
FIRE = "bbbbbbbbbbbb"
NEWS = "http://news.test"


def push(site: Client, name: str, revision: int = 1, **changes: Any) -> str:  # noqa: ANN401 - any field of an article
    """Push an article whose headline is its name, and return the path that was answered."""
    article = pushed(name, revision, **{"headline": name, **changes})
    url: str | None = site.put(f"/api/articles/{uuid_of(name)}", json=article).json()["url"]
    return (url or "").removeprefix(NEWS)


def relate(site: Client, name: str, *others: str, version: int = 1, **changes: Any) -> Response:  # noqa: ANN401 - any field of a change
    """Tell an article's related links."""
    links = [{"article_id": uuid_of(other), "score": 0.5, "reasons": ["tag الرقة"]} for other in others]
    change = {"id": uuid_of(name), "revision": 1, "version": version, "related": links, **changes}
    return site.put(f"/api/articles/{uuid_of(name)}/related", json=change)


def copy(site: Client, name: str, of: str | None, version: int = 1, reporters: Any = (), **changes: Any) -> Response:  # noqa: ANN401 - any field of a change
    """Tell what an article is a copy of, or who else reported it."""
    duplicate_of = of and uuid_of(of)
    told = {"duplicate_of": duplicate_of, "also_reported_by": reporters, "copies": []}
    change = {"id": uuid_of(name), "revision": 1, "version": version, **told, **changes}
    return site.put(f"/api/articles/{uuid_of(name)}/copies", json=change)


def reporter(name: str, source: str, shown: str | None = None) -> dict[str, Any]:
    return {"article_id": uuid_of(name), "source": source, "name": shown}


def follow(site: Client, story: str, *told: tuple[str, str], version: int = 1, **changes: Any) -> Response:  # noqa: ANN401 - any field of a change
    """Tell a story: its articles, each with the day of what it tells."""
    articles = [
        {"article_id": uuid_of(name), "published_at": f"2024-03-10T0{place % 10}:00:00Z", "happened": happened}
        for place, (name, happened) in enumerate(told)
    ]
    change = {"id": story, "revision": version, "name": "سيول الحسكة", "articles": articles, **changes}
    return site.put(f"/api/stories/{story}", json=change)


def related(page: str) -> list[str]:
    """The headlines under «مقالات ذات صلة»."""
    return _headlines(page.partition("مقالات ذات صلة")[2])


def following(page: str) -> list[str]:
    """The headlines under «ضمن متابعة»."""
    return _headlines(page.partition("ضمن متابعة")[2].partition("مقالات ذات صلة")[0])


def _headlines(html: str) -> list[str]:
    block = html.partition("</section>")[0].split('<article class="card')[1:]
    return [card.split("</a></h3>")[0].rpartition(">")[2] for card in block]
