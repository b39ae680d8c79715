"""A message in Telegram's HTML: ``b``, ``i``, ``a`` and ``blockquote`` (https://core.telegram.org/bots/api#html-style).

A text has 4,096 characters at most after its marks were read (sendMessage, ``text``). Telegram counts places in a text
in UTF-16 code units, so these are what is counted here. Each part has a length of its own, and all of them together are
no more than that.
"""

import re
from collections.abc import Iterator
from html import escape
from typing import Final
from unicodedata import category

from khabar import EnrichedRevision, Event
from khabar.config import NewsroomSettings
from khabar.events import short_id
from khabar.models import Removal, Tag
from khabar_publish.formats.marks import web_address
from khabar_publish.formats.words import Words, calm, words
from khabar_publish.rights import whole
from khabar_publish.settings import PublishSettings

MOST_UNITS: Final = 4_096
_HEADLINE, _EXCERPT, _CORRECTION, _NOTICE, _HASHTAG = 700, 1_600, 900, 1_000, 100
_MOST_TAGS: Final = 5
_CUT: Final = " …"
_NO_WORD = re.compile(r"[^\w]+|_+")


class Telegram:
    """Renders headline, lead, the latest correction, a link and hashtags; of what was withdrawn or killed, a notice."""

    content_type = "text/html; charset=utf-8"
    suffix = ".html"

    def __init__(self, settings: PublishSettings) -> None:
        config = settings.newsroom_config
        self._newsroom: NewsroomSettings = config.newsroom
        shown = any(target.type == "site" and target.enabled for target in config.delivered_to)
        self._site = settings.reader_url if shown and settings.site_public_url else ""

    def render(self, event: Event) -> bytes | None:
        """Render the message."""
        told = event.data
        if isinstance(told, EnrichedRevision):
            said = words(self._newsroom, told.language)
            return "\n\n".join(part for part in self._parts(told, said) if part).encode()
        if isinstance(told, Removal) and event.name in {"article.withdrawn", "article.killed"}:
            reason = _line(told.reason) if event.name == "article.withdrawn" else ""
            return f"<i>{_text(words(self._newsroom).withdrawn(reason), _NOTICE)}</i>".encode()
        return None

    def _parts(self, revision: EnrichedRevision, said: Words) -> Iterator[str]:
        yield f"<b>{_text(_line(revision.headline), _HEADLINE)}</b>"
        yield _text(_excerpt(revision), _EXCERPT)
        if revision.corrections:
            past = revision.corrections[-1]
            yield f"<blockquote>{_text(said.correction(past.at, _line(past.note)), _CORRECTION)}</blockquote>"
        if link := self._link(revision):
            yield f'<a href="{escape(link)}">{escape(said.said["read"], quote=False)}</a>'
        yield " ".join(_hashtags(revision))

    def _link(self, revision: EnrichedRevision) -> str:
        """Where readers find all of it: on our own site, or at the source where its rights keep the text there."""
        there = web_address(revision.canonical_url)
        own = f"{self._site}/a/{short_id(revision.id)}" if self._site else ""
        return own or there if whole(revision) else there or own


def units(text: str) -> int:
    """How long Telegram finds a text: its UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def cut(text: str, most: int) -> str:
    """The text, or as many of its words as have room before an ellipsis."""
    if units(text) <= most:
        return text
    room = 2 * (most - units(_CUT))
    kept = text.encode("utf-16-le")[:room].decode("utf-16-le", "ignore")
    ended = text[len(kept) : len(kept) + 1].isspace()
    words_ = kept if ended else kept.rpartition(" ")[0] or kept
    return f"{words_.rstrip()}{_CUT}"


def hashtag(name: str) -> str:
    """A name as a hashtag: its letters and digits, other signs as ``_``; empty where no letter is left.

    Telegram ends a hashtag at any other sign, Arabic vowel marks among them.
    """
    bare = "".join(sign for sign in calm(name) if category(sign)[0] != "M" and sign != "\u0640")
    joined = _NO_WORD.sub("_", bare).strip("_")
    whole_ = any(sign.isalpha() for sign in joined) and units(joined) < _HASHTAG
    return f"#{joined}" if whole_ else ""


def _hashtags(revision: EnrichedRevision) -> Iterator[str]:
    shown = [tag for tag in revision.enrichment.tags if not tag.suggested]
    first = sorted(shown, key=_prominence)[:_MOST_TAGS]
    yield from dict.fromkeys(found for tag in first if (found := hashtag(tag.name)))


def _prominence(tag: Tag) -> tuple[float, str]:
    return -tag.salience, tag.id


def _excerpt(revision: EnrichedRevision) -> str:
    paragraphs = (block.text for block in revision.body if block.type == "paragraph" and block.text.strip())
    return _line(revision.lead) or _line(next(paragraphs, ""))


def _line(text: str) -> str:
    return " ".join(calm(text).split())


def _text(text: str, most: int) -> str:
    return escape(cut(text, most), quote=False)
