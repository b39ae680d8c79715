"""The article for machines: schema.org's NewsArticle and BreadcrumbList as JSON-LD.

The fields are those of schema.org/NewsArticle, and what Google's documentation of structured data asks of articles.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from khabar.models import EnrichedRevision, Media, Tag
from khabar.website import About
from khabar_site import addresses, content
from khabar_site.store import Card, Kept, Note, Place
from khabar_site.weblinks import weblink
from khabar_site.words import calm

HEADLINE_LETTERS = 110
_TYPES = {"person": "Person", "organisation": "Organization", "place": "Place", "event": "Event", "topic": "Thing"}
_SUBJECTS = 3

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """What the description of an article is made from; addresses are whole, ``base`` is that of the site."""

    revision: EnrichedRevision
    place: Place
    canonical: str
    base: str
    section: str
    updated: datetime | None
    notes: Sequence[Note]
    image: Node | None


def news_article(told: Told, publisher: Node) -> Node:
    """Describe an article; fields that say nothing are left out."""
    revision, at = told.revision, told.place.first
    subjects = content.tags(revision)
    found: Node = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": node_id(told.canonical),
        "headline": short(revision.headline),
        "description": content.excerpt(revision),
        "inLanguage": revision.language,
        "url": told.canonical,
        "mainEntityOfPage": told.canonical,
        "identifier": revision.id,
        "version": revision.revision,
        "datePublished": at.isoformat(),
        "dateModified": (told.updated or at).isoformat(),
        "dateline": revision.dateline,
        "author": _authors(revision, publisher, told.base),
        "publisher": publisher,
        "articleSection": told.section,
        "keywords": [tag.name for tag in subjects],
        "about": [_thing(tag, told.base) for tag in subjects[:_SUBJECTS]],
        "mentions": [_thing(tag, told.base) for tag in subjects[_SUBJECTS:]],
        "image": [told.image] if told.image else None,
        "creditText": revision.credit,
        "isBasedOn": weblink(revision.canonical_url),
        "correction": [_comment(note) for note in told.notes],
        "isAccessibleForFree": content.rights(revision) == "full",
    }
    return _quiet_node({name: value for name, value in found.items() if value not in (None, "", [])})


def publisher(name: str, base: str, about: About, logo: str) -> Node:
    """Describe the newsroom, with where it says by which principles it works; ``logo`` is an address."""
    policies = {
        "publishingPrinciples": "ethics" if about.ethics else "",
        "ethicsPolicy": "ethics" if about.ethics else "",
        "correctionsPolicy": "corrections" if about.corrections else "",
        "ownershipFundingInfo": "ownership" if about.ownership else "",
    }
    told: Node = {name: f"{base}/about#{anchor}" for name, anchor in policies.items() if anchor}
    told.setdefault("correctionsPolicy", f"{base}/corrections")
    told.setdefault("publishingPrinciples", f"{base}/about")
    kind: Node = {"@type": "NewsMediaOrganization", "@id": f"{base}/#newsroom", "name": name, "url": f"{base}/"}
    return {**kind, "logo": {"@type": "ImageObject", "url": logo}, **told}


def crumbs(steps: Iterable[tuple[str, str]], base: str) -> Node:
    """Describe the way to a page: names with their unquoted paths, the page itself last."""
    items = [
        {"@type": "ListItem", "position": place, "name": name, "item": base + addresses.quoted(path)}
        for place, (name, path) in enumerate(steps, 1)
    ]
    return _quiet_node({"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items})


def ties(path: str, base: str, story: tuple[str, str] | None, others: Sequence[Card], *, root: str) -> Node | None:
    """What ties the article at a path to others: its story (id and name), and the same article in other languages.

    ``root`` is the id of the article that was there first. None where nothing ties it.
    """
    found: Node = {}
    if story:
        found["isPartOf"] = {"@type": "CreativeWorkSeries", "name": story[1], "url": f"{base}/story/{story[0]}"}
    first = next((card for card in others if card.id == root), None)
    if first:
        found["translationOfWork"] = _work(first, base)
    elif others:
        found["workTranslation"] = [_work(card, base) for card in others]
    own = {"@context": "https://schema.org", "@type": "NewsArticle", "@id": node_id(base + addresses.quoted(path))}
    return _quiet_node({**own, **found}) if found else None


def picture(media: Media | None, kept: Kept | None, base: str, *, linked: bool) -> Node | None:
    """Describe an article's picture as far as the page shows it: as the site holds it, else where it lies."""
    if media is None or not (kept or linked):
        return None
    found: Node = {"@type": "ImageObject", "url": media.url, "width": media.width, "height": media.height}
    if kept:
        found = {"@type": "ImageObject", "url": base + _widest(kept), "width": kept.width, "height": kept.height}
    found |= {"caption": media.caption or media.alt, "creditText": media.credit}
    return {name: value for name, value in found.items() if value}


def node_id(canonical: str) -> str:
    """What names an article among all that is described anywhere."""
    return f"{canonical}#article"


def short(headline: str) -> str:
    """A headline of at most `HEADLINE_LETTERS` letters, cut at a word."""
    text = " ".join(headline.split())
    if len(text) <= HEADLINE_LETTERS:
        return text
    cut = text[: HEADLINE_LETTERS - 1]
    return f"{cut.rsplit(' ', 1)[0]}…"


def _quiet_node(node: Node) -> Node:
    """Take unruly characters out of every text of a description; a program may show it to somebody."""
    return {name: _quiet(part) for name, part in node.items()}


def _quiet(value: Any) -> Any:  # noqa: ANN401 - what JSON can say
    match value:
        case dict():
            return _quiet_node(value)
        case list():
            return [_quiet(part) for part in value]
        case _:
            return calm(value)


def _authors(revision: EnrichedRevision, publisher: Node, base: str) -> list[Node]:
    if not revision.authors:
        return [{"@type": "Organization", "name": revision.source.name or publisher["name"]}]
    return [_author(name, base) for name in content.authors(revision)]


def _author(name: str, base: str) -> Node:
    slug = addresses.slug(name)
    page = {"url": base + addresses.quoted(f"/author/{slug}")} if slug else {}
    return {"@type": "Person", "name": name, **page}


def _thing(tag: Tag, base: str) -> Node:
    slug = addresses.slug(tag.id)
    page = {"url": base + addresses.quoted(f"/tag/{slug}")} if slug else {}
    return {"@type": _TYPES[tag.type], "name": tag.name, **page}


def _comment(note: Note) -> Node:
    return {"@type": "CorrectionComment", "text": note.note, "datePublished": note.at.isoformat()}


def _work(card: Card, base: str) -> Node:
    url = base + addresses.quoted(card.path)
    return {"@type": "NewsArticle", "@id": node_id(url), "url": url, "inLanguage": card.language}


def _widest(kept: Kept) -> str:
    return kept.srcset.rpartition(", ")[2].partition(" ")[0]
