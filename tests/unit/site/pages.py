"""Pages of articles as a site renders them, for tests that need no server."""

import json
import re
from typing import Any
from zoneinfo import ZoneInfo

from khabar.config import Config
from khabar_site.look import Look
from khabar_site.store import Kept, Note, Shown
from khabar_site.store.shown import milliseconds, place
from tests.unit.site.articles import revision_of

ZONE = ZoneInfo("Asia/Damascus")
NEWSROOM = {"name": "مرصد الفرات", "timezone": "Asia/Damascus"}


def look(**site: Any) -> Look:  # noqa: ANN401 - any setting of the site
    return Look(Config.model_validate({"newsroom": NEWSROOM, "site": site}), "https://news.test")


ARABIC, ENGLISH = look(), look(language="en")


def page(
    of: Look = ARABIC,
    notes: tuple[Note, ...] = (),
    pictures: dict[str, Kept] | None = None,
    **changes: Any,  # noqa: ANN401 - any field of an article
) -> str:
    """An article's own page, without what belongs to other articles."""
    revision = revision_of(**changes)
    first = revision.published_at or revision.received_at
    shown = Shown(revision, place(revision, milliseconds(first), ZONE), notes, pictures=pictures or {})
    return "".join(of.render_article(shown))


def linked(html: str) -> list[dict[str, Any]]:
    """What a page tells machines."""
    return [json.loads(found) for found in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)]


def words(html: str) -> str:
    """The words that a reader sees."""
    return " ".join(re.sub(r"<[^>]+>", " ", html.partition("<body")[2]).split())
