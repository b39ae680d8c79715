"""An article as its page tells it, computed from its revision alone."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from khabar.models import Block, DateMention, Media
from khabar_site import addresses, content
from khabar_site.inline import inline
from khabar_site.linkdata import news_article
from khabar_site.spans import spans, weave, weave_lines
from khabar_site.store import Note, Shown
from khabar_site.voice import Voice
from khabar_site.weblinks import securelink, weblink

_ELLIPSIS = re.compile(r"\s*(\[?(…|\.\.\.)\]?)\s*$")
_NOTHING = Markup()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block as the template writes it: which element, and its words as markup."""

    kind: str
    text: Markup = _NOTHING
    items: tuple[Markup, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class TagLink:
    """A tag on the page."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Share:
    """A plain link that shares the article."""

    name: str
    url: str


class ArticlePage:
    """What the article template asks for."""

    def __init__(self, shown: Shown, voice: Voice) -> None:
        self.revision, self.place, self._voice = shown.public, shown.place, voice
        self.rights = content.rights(shown.revision)
        self.section = content.section(shown.revision)
        self.picture: Media | None = content.picture(shown.revision)
        self.excerpt = content.excerpt(shown.revision)
        self.notes: tuple[Note, ...] = shown.notes
        self._mentions: defaultdict[str, list[DateMention]] = defaultdict(list)
        for mention in shown.revision.enrichment.dates:
            self._mentions[mention.zone].append(mention)
        self.canonical = voice.base + addresses.quoted(shown.place.path)
        self.short = voice.base + addresses.short_path(shown.place.sid)

    @property
    def headline(self) -> Markup:
        """The headline with its times marked."""
        return self._woven("headline", self.revision.headline)

    @cached_property
    def lead(self) -> Markup | None:
        """The lead, where the body does not begin with it."""
        text = content.lead(self.revision)
        blocks = content.body(self.revision)
        if not text or (blocks and _says(blocks[0], text)):
            return None
        return self._woven("lead" if self.revision.lead else "body.0", text)

    @cached_property
    def paragraphs(self) -> list[Paragraph]:
        """The blocks of the body that can be shown."""
        return list(self._paragraphs())

    @property
    def updated(self) -> datetime | None:
        """When the content last changed; only a later revision is a change."""
        changed = self.revision.updated_at if self.revision.revision > 1 else None
        return changed.astimezone(self._voice.zone) if changed else None

    @property
    def tags(self) -> list[TagLink]:
        """The tags that have a page, the most salient first."""
        ordered = sorted(self.revision.enrichment.tags, key=lambda tag: -tag.salience)
        slugs = {addresses.slug(tag.id): tag.name for tag in ordered}
        return [TagLink(slug, name) for slug, name in slugs.items() if slug]

    @property
    def origin(self) -> str | None:
        """The address the article came from, if it is one of the web."""
        return weblink(self.revision.canonical_url)

    @property
    def shares(self) -> list[Share]:
        """Links that work without a script and tell nobody anything until they are followed."""
        say, title, url = self._voice.say, self.revision.headline, self.short
        both = f"{title}\n{url}"
        return [
            Share(say("article.whatsapp"), "https://wa.me/?" + urlencode({"text": both})),
            Share(say("article.telegram"), "https://t.me/share/url?" + urlencode({"url": url, "text": title})),
            Share(say("article.facebook"), "https://www.facebook.com/sharer/sharer.php?" + urlencode({"u": url})),
            Share(say("article.x"), "https://x.com/intent/post?" + urlencode({"url": url, "text": title})),
            Share(say("article.mail"), f"mailto:?subject={addresses.quoted(title)}&body={addresses.quoted(both)}"),
        ]

    def linked(self, publisher: str) -> dict[str, Any]:
        """The article as schema.org describes it."""
        return news_article(self.revision, self.place, self.canonical, publisher, self.updated)

    def _paragraphs(self) -> Iterator[Paragraph]:
        lead = content.lead(self.revision)
        under_heading = False
        for index, block in enumerate(content.body(self.revision)):
            made = self._paragraph(index, block, under_heading=under_heading)
            under_heading = under_heading or made.kind == "h2"
            if index == 0 and lead and _says(block, lead):
                made = Paragraph("lead", made.text)
            if made.text or made.items or made.rows or made.url:
                yield made

    def _paragraph(self, index: int, block: Block, *, under_heading: bool) -> Paragraph:
        said = block.text or "\n".join(block.items)
        marks = spans(said, self._mentions[f"body.{index}"], self._voice.dates)
        text = inline(block.text, block.html, marks)
        match block.type:
            case "heading":
                return Paragraph("h3" if under_heading and (block.level or 2) > 2 else "h2", text)  # noqa: PLR2004 - h2 is the page's second level
            case "list":
                lines = block.items or block.text.splitlines()
                return Paragraph("list", items=tuple(weave_lines(lines, said, marks)))
            case "table":
                return Paragraph("table", rows=block.rows)
            case "image":
                shown = securelink(block.url)
                return Paragraph("image", text, url=shown) if shown else Paragraph("p")
            case "embed":
                return Paragraph("embed", text, url=weblink(block.url) or "")
            case _:
                return Paragraph("quote" if block.type == "quote" else "p", text)

    def _woven(self, zone: str, text: str) -> Markup:
        return weave(text, spans(text, self._mentions[zone], self._voice.dates))


def _says(block: Block, lead: str) -> bool:
    """Tell whether a block says what the lead says; feeds cut leads short with an ellipsis."""
    if block.type != "paragraph":
        return False
    text, wanted = " ".join(block.text.split()), " ".join(lead.split())
    shortened = _ELLIPSIS.sub("", wanted)
    return text == wanted or (shortened != wanted and text.startswith(shortened))
