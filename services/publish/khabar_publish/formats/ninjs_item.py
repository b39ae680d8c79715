"""A revision as an item of ninjs 3.1 (https://www.iptc.org/std/ninjs, schema of 3.1)."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote
from uuid import UUID

from khabar import EnrichedRevision, Event
from khabar.models import Media, Removal, Tag, TagType
from khabar_publish.formats.html import body
from khabar_publish.formats.marks import web_address
from khabar_publish.formats.pieces import main_picture
from khabar_publish.formats.plain import paragraphs
from khabar_publish.formats.words import Words
from khabar_publish.rights import whole

Item = dict[str, Any]
MEDIA_TOPICS: Final = "http://cv.iptc.org/newscodes/mediatopic/"
_TOPIC = re.compile(r"medtop:(\d{8})")
_SAFE: Final = ":/?@!$&'()*+,;=~%"
_KINDS: Final[dict[TagType, str]] = {
    "person": "people",
    "organisation": "organisations",
    "place": "places",
    "event": "events",
    "topic": "subjects",
}


def item(event: Event, revision: EnrichedRevision, said: Words, version: str) -> Item:
    """The whole revision; what is empty is left out."""
    made = {
        **_head(event, revision.id, revision.status, version),
        "representationType": "full" if whole(revision) else "partial",
        "language": revision.language,
        "firstCreated": moment(revision.published_at or revision.received_at),
        "contentCreated": moment(revision.published_at) if revision.published_at else "",
        "expires": moment(revision.expires_at) if revision.expires_at else "",
        "urgency": revision.urgency,
        "headlines": [{"role": "main", "contentType": "text/plain", "value": revision.headline}],
        "slugline": revision.enrichment.slug,
        "by": said.listed(revision.authors),
        "located": revision.dateline,
        "copyrightHolder": revision.credit or revision.source.name,
        "usageTerms": revision.usage_terms,
        "edNote": revision.correction.note if revision.correction else "",
        "descriptions": _texts("summary", revision.lead),
        "bodies": _bodies(revision, said),
        **_about(revision),
        "infoSources": [_source(revision)],
        "altIds": list(_names(revision)),
        "renditions": _page(revision),
        "associations": [*_media(revision), *_related(revision)],
    }
    return {name: value for name, value in made.items() if value not in (None, "", [])}


def canceled(event: Event, removal: Removal, version: str) -> Item:
    """What is said of an article that is to be shown no more: nothing but that, and why."""
    head = _head(event, removal.id, "canceled", version)
    return head | ({"edNote": removal.reason} if removal.reason else {})


def urn(article: str) -> str:
    """The name of an article everywhere (RFC 9562, or one of our own where its id is no UUID)."""
    try:
        return UUID(article).urn
    except ValueError:
        return f"urn:khabar:{quote(article.encode('utf-8', 'replace'), safe='')}"


def uri(url: str | None) -> str:
    """An address with only the characters of RFC 3986, others escaped; empty where it is none of the web."""
    address, mark, place = web_address(url).partition("#")
    escaped = re.sub("%(?![0-9A-Fa-f]{2})", "%25", address)
    return quote(escaped, safe=_SAFE) + (mark and "#" + quote(place, safe=_SAFE.replace("%", "")))


def moment(at: datetime) -> str:
    """A moment as RFC 3339 has it."""
    return at.isoformat(timespec="seconds")


def _head(event: Event, article: str, status: str, version: str) -> Item:
    return {
        "uri": urn(article),
        "type": "text",
        "standard": {"name": "ninjs", "version": version, "schema": _schema(version)},
        "version": str(event.revision),
        "versionCreated": moment(event.time),
        "pubStatus": status,
    }


def _schema(version: str) -> str:
    return f"http://www.iptc.org/std/ninjs/ninjs-schema_{version}.json"


def _texts(role: str, text: str | None) -> list[Item]:
    return [{"role": role, "contentType": "text/plain", "value": text}] if text else []


def _bodies(revision: EnrichedRevision, said: Words) -> list[Item]:
    html, text = "".join(body(revision, said)), "\n\n".join(paragraphs(revision, said))
    if not html:
        return []
    plain = {"contentType": "text/plain", "charCount": len(text), "wordCount": len(text.split()), "value": text}
    return [{"role": "main", "contentType": "text/html", "value": html}, {"role": "plain", **plain}]


def _about(revision: EnrichedRevision) -> Item:
    """Topics, section and tags; what awaits an editor's word is shown to nobody."""
    found = revision.enrichment
    about: dict[str, list[Item]] = {"subjects": list(_topics(revision))}
    if found.section:
        about["subjects"].append({"name": found.section.name, "rel": "section", "literal": found.section.id})
    for tag in found.tags:
        if not tag.suggested:
            about.setdefault(_KINDS[tag.type], []).append(_tag(tag))
    return about


def _topics(revision: EnrichedRevision) -> Iterator[Item]:
    known = {topic.id: topic for topic in revision.enrichment.subjects}
    for code in dict.fromkeys((*known, *revision.enrichment.topics)):
        coded, topic = _TOPIC.fullmatch(code), known.get(code)
        said = {"name": topic.name, "confidence": round(topic.confidence * 100)} if topic else {}
        yield {**said, "rel": "about", **({"uri": MEDIA_TOPICS + coded[1]} if coded else {"literal": code})}


def _tag(tag: Tag) -> Item:
    said: Item = {"name": tag.name, "rel": "about", "literal": tag.id}
    if tag.type == "topic":
        said |= {"relevance": round(tag.salience * 100), "confidence": round(tag.confidence * 100)}
    return said


def _source(revision: EnrichedRevision) -> Item:
    source = revision.source
    said = {"name": source.name, "role": "origin", "uri": uri(source.url), "literal": source.id}
    return {name: value for name, value in said.items() if value}


def _names(revision: EnrichedRevision) -> Iterable[Item]:
    names = {
        "khabar": revision.id,
        "source": revision.source.guid,
        "evolves": revision.evolves,
        "translation_of": revision.translation_of,
        "content_sha256": revision.content_sha,
    }
    return ({"role": role, "value": value} for role, value in names.items() if value)


def _page(revision: EnrichedRevision) -> list[Item]:
    href = uri(revision.canonical_url)
    return [{"name": "web", "href": href, "contentType": "text/html"}] if href else []


def _media(revision: EnrichedRevision) -> Iterator[Item]:
    main = main_picture(revision)
    for number, media in enumerate(revision.media):
        if href := uri(media.url):
            name = "featuremedia" if media is main else f"media{number}"
            yield {"name": name, "rel": "media", "uri": href, "type": media.type, **_shown(media, href)}


def _shown(media: Media, href: str) -> Item:
    rendition: Item = {"name": "original", "href": href, "contentType": media.mimetype}
    rendition |= {"width": media.width, "height": media.height}
    told = {
        "pubStatus": "usable",
        "descriptions": [*_texts("caption", media.caption), *_texts("alternative", media.alt)],
        "by": media.credit,
        "copyrightHolder": media.credit,
        "renditions": [{name: value for name, value in rendition.items() if value}],
    }
    return {name: value for name, value in told.items() if value}


def _related(revision: EnrichedRevision) -> Iterator[Item]:
    for number, link in enumerate(revision.enrichment.related):
        headlines = [{"role": "main", "value": link.headline}] if link.headline else []
        yield {
            "name": f"related{number}",
            "rel": "related",
            "uri": urn(link.article_id),
            "type": "text",
            **({"headlines": headlines} if headlines else {}),
        }
