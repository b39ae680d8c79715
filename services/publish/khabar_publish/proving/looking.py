"""One look at an article's public page, and then at the lists that should, or should not, show it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urljoin

from khabar.models import Receipt
from khabar_publish.proving.judge import judge
from khabar_publish.proving.page import Page
from khabar_publish.proving.places import Places
from khabar_publish.proving.reading import Reader
from khabar_publish.proving.sought import Finding, Sought

_LARGE: Final = 100_000
Find = Callable[[Receipt, str], Places]


@dataclass(frozen=True, slots=True)
class Looker:
    """Looks at the pages of one target.

    Args:
        find: where an article is looked for.
        signed: whether pages of this kind of target always carry their mark.
    """

    reader: Reader
    find: Find
    signed: bool

    async def look(self, sought: Sought, age: float) -> Finding:
        """What a look now comes to, so many seconds after the receipt."""
        places = self.find(sought.receipt, sought.url)
        page = await self.reader.read(places.page)
        finding = await self._judged(sought.model_copy(update={"url": places.page}), page, copy=places.copy)
        if not finding.seen:
            return finding
        lists = await self._lists(places, page, age)
        if sought.removed and finding.seen == "gone":
            return _gone_from(lists, finding)
        return finding._replace(places=(("page", True), *lists.items()))

    async def _judged(self, sought: Sought, page: Page, *, copy: bool) -> Finding:
        """What the page is taken for; reading a large one must not hold up deliveries."""
        if len(page.text) <= _LARGE:
            return judge(sought, page, signed=self.signed, copy=copy)
        return await asyncio.to_thread(judge, sought, page, signed=self.signed, copy=copy)

    async def _lists(self, places: Places, page: Page, age: float) -> dict[str, bool]:
        """Which lists show the article; those that cannot be read are left out."""
        if not places.needle:
            return {}
        section = places.section or page.meta("khabar-section")
        named = {
            "front": places.front,
            "section": urljoin(places.page, section) if section else "",
            "feed": places.feed,
        }
        needles = {places.needle, unquote(places.needle)}
        found = {name: await self.reader.shows(address, needles, age=age) for name, address in named.items() if address}
        return {name: shows for name, shows in found.items() if shows is not None}


def _gone_from(lists: dict[str, bool], finding: Finding) -> Finding:
    still = [name for name, shows in lists.items() if shows]
    if still:
        return Finding(why=f"still there: the page is gone, but the {' and the '.join(still)} still shows it")
    return finding._replace(places=(("page", False), *lists.items()))
