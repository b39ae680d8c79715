"""Where a blog's API is: https://developer.wordpress.org/rest-api/using-the-rest-api/discovery/."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

import httpx

from khabar_publish.targets.calls import call, told
from khabar_publish.targets.failures import Refused
from khabar_publish.targets.wordpress.said import Options

_LINK = re.compile(r"<([^<>]*)>\s*;[^<]*rel=\"?https://api\.w\.org/", re.IGNORECASE)
_NO_PAGE: Final = frozenset({400, 404, 405, 406, 410, 501})
_ROUTE: Final = "rest_route"
_KNOWS: Final = frozenset({"khabar_id", "khabar_revision", "khabar_sha"})


@dataclass(frozen=True, slots=True)
class Api:
    """A blog's API.

    Args:
        root: its address, with or without a route in the query.
        meta: the names of the meta fields that posts have there.
        tags_by_name: whether posts take their tags by name, as our plug-in lets them, and not by number alone.
    """

    root: httpx.URL
    meta: frozenset[str] = frozenset()
    tags_by_name: bool = False

    @property
    def guarded(self) -> bool:
        """Whether the blog has our plug-in, and so lets no article come twice."""
        return self.meta >= _KNOWS

    def at(self, path: str, query: Mapping[str, str | int]) -> httpx.URL:
        """The address of a route such as ``wp/v2/posts``; an empty one is the root's."""
        route = self.root.params.get(_ROUTE)
        asked = {name: str(value) for name, value in query.items()}
        if route is None:
            return self.root.copy_with(path=f"{self.root.path.rstrip('/')}/{path}").copy_merge_params(asked)
        return self.root.copy_merge_params({_ROUTE: f"{route.rstrip('/')}/{path}", **asked})


async def discovered(http: httpx.AsyncClient, url: str, seconds: float) -> Api:
    """Ask the front page where the API is, and the API what it knows of posts.

    Raises:
        Refused: it is said to be on another host, which our password is not sent to.
    """
    page = await call(http, http.build_request("HEAD", f"{url}/"), seconds=seconds, accept=_NO_PAGE)
    root = _root(url, page.headers.get("link", ""))
    if _origin(root) != _origin(httpx.URL(url)):
        msg = f"{url} says that its API is at {root}; if that is so, make that host's address the target's url"
        raise Refused(msg)
    request = http.build_request("OPTIONS", Api(root).at("wp/v2/posts", {}))
    options = told(await call(http, request, seconds=seconds), Options)
    return Api(root, options.meta, options.tags_by_name)


def _root(url: str, links: str) -> httpx.URL:
    found = _LINK.search(links)
    return httpx.URL(urljoin(f"{url}/", found[1])) if found else httpx.URL(f"{url}/", params={_ROUTE: "/"})


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port
