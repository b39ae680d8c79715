"""What a view answers with: a page, or where it lies."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from starlette.responses import RedirectResponse, Response

from khabar_site import addresses

HTML = "text/html; charset=utf-8"
FOLLOWS = "script-src 'self'; connect-src 'self'"
"""What a page adds to the policy that follows the site's changes by a script."""


@dataclass(frozen=True, slots=True)
class Page:
    """Something to answer with; `khabar_site.ready` sends it.

    Args:
        keys: what it was made of (`khabar_site.surrogates`); a page without any is good until the next change.
        until: when its words are no more true by themselves, such as how long ago something was.
        policy: what it adds to the content policy that every page has.
        private: it is for whoever was given its address: never kept, indexed, or told to other sites.
        modified: when what it shows last changed, for programs that ask by date.
        more: further headers.
    """

    text: str
    media_type: str = HTML
    status: int = 200
    robots: str = ""
    keys: frozenset[str] = frozenset()
    until: datetime | None = None
    policy: str = ""
    private: bool = False
    modified: datetime | None = None
    more: tuple[tuple[str, str], ...] = ()
    body: bytes = field(init=False)
    etag: str = field(init=False)

    def __post_init__(self) -> None:
        body = self.text.encode("utf-8", "replace")
        object.__setattr__(self, "body", body)
        object.__setattr__(self, "etag", f'"{hashlib.sha256(body).hexdigest()[:24]}"')


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The page lies at another path (unquoted)."""

    path: str

    @property
    def response(self) -> Response:
        """A lasting redirect; it is asked for anew each time, because an article may come back."""
        return RedirectResponse(addresses.quoted(self.path), 301, {"cache-control": "no-cache"})


Reply = Page | Elsewhere
