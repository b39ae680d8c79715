"""Every page of a site, found by following its links as a reader would."""

import re
from urllib.parse import quote

import httpx

from tests.integration.archive.newsroom import ADDRESS

_HREF = re.compile(rb'(?:href=|<loc>|<link>|"url": ?)"?((?:http://news\.test)?/[^"<>#\s]*)')
_BEGIN = ("/", "/latest", "/corrections", "/archive", "/feed.xml", "/feed.json", "/sitemap.xml", "/robots.txt")
_NOT = ("/static/", "/api/")
Page = tuple[int, str, bytes]


def crawl(site: str, searches: tuple[str, ...], more: tuple[str, ...] = ()) -> dict[str, Page]:
    """Status, kind and body of every page that can be reached, and of some more, by path."""
    waiting = [*_BEGIN, *(f"/search?q={quote(words)}" for words in searches), *more]
    found: dict[str, Page] = {}
    with httpx.Client(base_url=site, trust_env=False, headers={"host": "news.test"}) as client:
        while waiting:
            path = waiting.pop()
            if path in found or path.startswith(_NOT):
                continue
            answer = client.get(path)
            found[path] = (answer.status_code, answer.headers.get("content-type", ""), answer.content)
            waiting += [href.decode().removeprefix(ADDRESS) or "/" for href in _HREF.findall(answer.content)]
    return found
