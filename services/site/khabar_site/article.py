"""An article as its page tells it, computed from its revision alone."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from markupsafe import Markup

from khabar.models import Media
from khabar.website import Website
from khabar_site import addresses, content
from khabar_site.blocks import Blocks, Paragraph, contents
from khabar_site.embeds import embed
from khabar_site.leads import says
from khabar_site.linkdata import Node, Told, crumbs, news_article, picture, publisher
from khabar_site.quoting import Quoted, quoted
from khabar_site.sharing import Share, shares
from khabar_site.store import Kept, Note, Shown
from khabar_site.voice import Voice
from khabar_site.weblinks import host, weblink

_KINDS = ("person", "organisation", "place", "event", "topic")


@dataclass(frozen=True, slots=True)
class Linked:
    """A tag or an author: the slug of its page, and its name; no slug where it has no page."""

    slug: str
    name: str


class ArticlePage:
    """What the article template asks for."""

    def __init__(self, shown: Shown, voice: Voice) -> None:
        self.revision, self.place, self._voice = shown.public, shown.place, voice
        self.rights = content.rights(shown.revision)
        self.section = content.section(shown.revision)
        self.picture: Media | None = content.picture(shown.revision)
        self.excerpt = content.excerpt(shown.revision)
        self.notes: tuple[Note, ...] = shown.notes
        self._pictures = shown.pictures
        self._blocks = Blocks(shown.revision, voice)
        self.canonical = voice.base + addresses.quoted(shown.place.path)
        self.short = voice.base + addresses.short_path(shown.place.sid)

    def kept(self, url: str | None) -> Kept | None:
        """What the site holds of one of the article's pictures."""
        return self._pictures.get(url or "")

    def embedded(self, url: str) -> str:
        """What lies at an embedded address: a film or a post at its provider, else the name of its host."""
        told = embed(url)
        return self._voice.say(told.label, provider=told.provider) if told else host(url)

    @property
    def headline(self) -> Markup:
        """The headline with its times marked."""
        return self._blocks.woven("headline", self.revision.headline)

    @cached_property
    def lead(self) -> Markup | None:
        """The lead, where the body does not begin with it."""
        text, blocks = content.lead(self.revision), content.body(self.revision)
        if not text or (blocks and says(blocks[0], text)):
            return None
        return self._blocks.woven("lead" if self.revision.lead else "body.0", text)

    @cached_property
    def paragraphs(self) -> list[Paragraph]:
        """The blocks of the body that can be shown."""
        return list(self._blocks.paragraphs())

    @property
    def contents(self) -> list[Paragraph]:
        """The sub-heads that a list of contents names."""
        return contents(self.paragraphs)

    @property
    def updated(self) -> datetime | None:
        """When the content last changed; only a later revision is a change, and only a later moment an update."""
        changed = self.revision.updated_at if self.revision.revision > 1 else None
        return changed.astimezone(self._voice.zone) if changed and changed > self.place.first else None

    @property
    def authors(self) -> list[Linked]:
        """Who wrote it, each once."""
        return [Linked(addresses.slug(name), name) for name in content.authors(self.revision)]

    @property
    def tags(self) -> dict[str, list[Linked]]:
        """The tags that have a page, by what they name; the most salient first."""
        found: defaultdict[str, dict[str, Linked]] = defaultdict(dict)
        for tag in content.tags(self.revision):
            if slug := addresses.slug(tag.id):
                found[tag.type][slug] = Linked(slug, tag.name)
        return {kind: list(found[kind].values()) for kind in _KINDS if kind in found}

    @property
    def quoted(self) -> Quoted:
        """Whom it quotes."""
        return quoted(self.revision, self._voice.name)

    @property
    def origin(self) -> str | None:
        """The address the article came from, if it is one of the web."""
        return weblink(self.revision.canonical_url)

    @property
    def origin_name(self) -> str:
        """Who told it first: the source's name, else the host of its address."""
        return self.revision.source.name or host(self.origin)

    @property
    def shares(self) -> list[Share]:
        """Links that share it."""
        return shares(self._voice, self.revision.headline, self.short)

    def image(self, site: Website) -> Node | None:
        """The picture as schema.org describes it, where the page shows one."""
        held = self.kept(self.picture.url) if self.picture else None
        return picture(self.picture, held, self._voice.base, linked=site.pictures == "link")

    def linked(self, section: str, site: Website, logo: str) -> Node:
        """The article as schema.org describes it; ``section`` is its section's name, ``logo`` an address."""
        base, image = self._voice.base, self.image(site)
        told = Told(self.revision, self.place, self.canonical, base, section, self.updated, self.notes, image)
        return news_article(told, publisher(self._voice.name, base, site.about, logo))

    def linked_crumbs(self, section: str) -> Node:
        """The way to the article as schema.org describes it."""
        home = (self._voice.say("common.home"), "/")
        between = [(section, f"/section/{self.section[0]}")] if section else []
        return crumbs([home, *between, (self.revision.headline, self.place.path)], self._voice.base)
