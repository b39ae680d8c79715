"""What is known of each kind of target: where its pages, lists and feed lie, and how long a page may take to show."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import httpx

from khabar.config import TargetSettings
from khabar.events import short_id
from khabar.models import Receipt
from khabar_publish.proving.places import Origins, Places, Rebased, is_local
from khabar_publish.settings import PublishSettings


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of target.

    Args:
        seconds: how long a page may take to show what was delivered; 0 looks at none.
        canary: whether it has a canary where the newsroom does not say.
        front: where the front page lies, from the address of the target on.
        feed: where the feed lies.
        signed: whether its pages always carry the mark of their revision.
        by_sid: whether addresses hold the ``sid`` of the article that they show.
    """

    seconds: float = 0.0
    canary: bool = False
    front: str = ""
    feed: str = ""
    signed: bool = False
    by_sid: bool = False


KINDS: Final[Mapping[str, Kind]] = {
    "site": Kind(30.0, canary=True, front="/", feed="/feed.xml", signed=True, by_sid=True),
    "wordpress": Kind(60.0, canary=True, front="/", feed="/?feed=rss2"),
    "folder": Kind(30.0, canary=True, front="/index.html", feed="/feed.xml", by_sid=True),
}
_OTHER: Final = Kind()


@dataclass(frozen=True, slots=True)
class Grounds:
    """How the pages of one target are proved.

    Args:
        seconds: how long a page may take; 0 looks at none.
        canary: whether there is a canary.
        kind: the kind of target.
        base: the address of its pages from here; empty where none is known.
        rebase: leads addresses for readers to where they are reached from here.
        origins: from where anything is read.
    """

    seconds: float
    canary: bool
    kind: Kind
    base: str
    rebase: Rebased
    origins: Origins

    @property
    def by_words(self) -> bool:
        """Whether pages are looked at that may carry no mark, so that their words have to be known."""
        return bool(self.seconds) and not self.kind.signed

    @classmethod
    def of(cls, target: TargetSettings, settings: PublishSettings) -> "Grounds":
        """How a configured target is proved."""
        kind, read_at = KINDS.get(target.type, _OTHER), (target.read_at or "").rstrip("/")
        inside, public = _addresses(target, settings)
        base = read_at or (inside if is_local(public) and not is_local(inside) else public)
        return cls(
            seconds=(kind.seconds if target.verify_seconds is None else target.verify_seconds) if base else 0.0,
            canary=(kind.canary if target.canary is None else target.canary) and bool(base) and target.enabled,
            kind=kind,
            base=base,
            rebase=Rebased(base, public),
            origins=Origins([base, inside, public]),
        )

    def places(self, receipt: Receipt, url: str) -> Places:
        """Where the article of a receipt is looked for."""
        page, kind = self.rebase(url), self.kind
        own = _sid(receipt.id) if kind.by_sid else ""
        return Places(
            page,
            front=f"{self.base}{kind.front}" if kind.front else "",
            feed=f"{self.base}{kind.feed}" if kind.feed else "",
            needle=own or _tail(page),
            copy=bool(own) and own not in page,
        )


def _addresses(target: TargetSettings, settings: PublishSettings) -> tuple[str, str]:
    """Where a target is reached from here, and where readers find it."""
    url = (target.url or "").rstrip("/")
    if target.type != "site":
        return url, url
    inside = url or settings.site_url.rstrip("/")
    return inside, (settings.site_public_url or inside).rstrip("/")


def _sid(article_id: str) -> str:
    try:
        return short_id(article_id)
    except ValueError:
        return ""


def _tail(page: str) -> str:
    """What of an address is written in lists, which may leave the host away; empty where that is too little."""
    try:
        tail = httpx.URL(page).raw_path.decode("ascii")
    except httpx.InvalidURL:
        return ""
    return tail if len(tail.strip("/")) > 1 else ""
