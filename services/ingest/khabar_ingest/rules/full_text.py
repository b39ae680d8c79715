"""Which items of a feed are only the beginning of an article, and what is made of the page that has all of it. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

from khabar.config import SourceSettings
from khabar.models import Block
from khabar_ingest.draft import Draft
from khabar_ingest.parsers.make import lead
from khabar_ingest.rules.phrases import spaced
from khabar_ingest.sanitise import canonical

_CUT_SHORT = re.compile(r"(?:…|\.{3}|\[\s*\.{2,3}\s*\])[\s\]).»\"]*$")
_LONGEST_TEASER: Final = 1_500
_LONGEST_SUMMARY: Final = 700
_FEW: Final = 3
_SHARED: Final = 0.5


@dataclass(frozen=True, slots=True)
class Page:
    """What came of an item's page: its article, or why there is none; ``again`` when it will be tried again."""

    article: Draft | None = None
    note: str = ""
    again: bool = False


def teasers(drafts: Sequence[Draft], source: SourceSettings, url: str | None) -> list[int]:
    """Return which drafts of a document need their page: the beginnings of articles, or all when the rule says always.

    A beginning says so by its three dots, or has no text at all, or stands in a feed that has nothing but single
    paragraphs. What has no link of its own has no page; what is held or taken back needs none.
    """
    if source.full_text == "never":
        return []
    own = canonical(url or "")
    linked = [index for index, draft in enumerate(drafts) if _has_page(draft, own)]
    if source.full_text == "always":
        return linked
    if url is None:  # what was pushed or dropped here is as its sender wants it
        return []
    summaries = len(linked) >= _FEW and all(_is_summary(drafts[index]) for index in linked)
    return [index for index in linked if summaries or _is_teaser(drafts[index])]


def is_whole(teaser: Draft, page: Draft) -> bool:
    """Whether a page tells what its teaser promises: half of the teaser's words at least are on it."""
    wanted = set(spaced(f"{teaser.headline} {_text(teaser)}").split())
    there = set(spaced(f"{page.headline} {page.lead} {_text(page)}").split())
    return len(wanted & there) >= _SHARED * len(wanted)


def filled(teaser: Draft, page: Draft) -> Draft:
    """Return the teaser with the text of its page, and with what else only the page tells.

    A page with no more text than the teaser adds none.
    """
    if len(_text(page)) <= len(_text(teaser)):
        return teaser
    update: dict[str, Any] = {
        "body": page.body,
        "lead": lead(teaser.lead, page.body),
        "media": tuple({media.url: media for media in (*page.media, *teaser.media)}.values()),
        "links": tuple({link.url: link for link in (*page.links, *teaser.links)}.values()),
    }
    if teaser.published_at is None:
        update |= {"published_at": page.published_at, "date_source": page.date_source}
    for name in ("authors", "dateline", "credit", "language", "direction", "section_hint", "categories"):
        update[name] = getattr(teaser, name) or getattr(page, name)
    return teaser.model_copy(update=update)


def _has_page(draft: Draft, own: str | None) -> bool:
    linked = draft.canonical_url is not None and draft.canonical_url != own
    return linked and draft.status == "usable" and draft.embargo is None


def _is_teaser(draft: Draft) -> bool:
    text = _text(draft)
    return not text or (len(text) <= _LONGEST_TEASER and bool(_CUT_SHORT.search(text)))


def _is_summary(draft: Draft) -> bool:
    return len(draft.body) <= 1 and len(_text(draft)) <= _LONGEST_SUMMARY


def _text(draft: Draft) -> str:
    return " ".join(line for block in draft.body for line in _lines(block) if line)


def _lines(block: Block) -> tuple[str, ...]:
    return (block.text, *block.items, *chain.from_iterable(block.rows))
