"""The articles of the world that the site is looked at with, as publish pushes them."""

import json
import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.unit.site.articles import date, pushed, uuid_of

WORLD: dict[str, Any] = tomllib.loads(
    (Path(__file__).parents[1] / "data" / "site" / "world.toml").read_text(encoding="utf-8")
)
NOW = datetime.fromisoformat("2026-03-15T14:00:00+03:00")
"""When the site is looked at; all that is told as some time ago is so from here."""
_SECTIONS = dict(WORLD["newsroom"]["sections"])
_OWN = ("furat", WORLD["newsroom"]["name"])


def told(name: str) -> dict[str, Any]:
    """What the world tells of an article."""
    return next(article for article in WORLD["article"] if article["name"] == name)


def revisions(article: dict[str, Any], pictures: dict[str, str]) -> Iterator[dict[str, Any]]:
    """All revisions of an article, oldest first; what a later one corrected is still wrong in those before it."""
    changes: list[dict[str, Any]] = article.get("revised", [])
    corrections: list[dict[str, Any]] = []
    for place in range(len(changes) + 1):
        text = json.dumps({**article, "revised": []}, ensure_ascii=False)
        for change in changes[place:]:
            text = text.replace(change["was"][1], change["was"][0])
        more: dict[str, Any] = {}
        if place:
            change = changes[place - 1]
            at = _before(change["hours"])
            note = {"note": change["note"], "kind": change["kind"]}
            corrections.append({**note, "revision": place + 1, "at": at})
            more = {"correction": note, "updated_at": at}
        yield _revision(json.loads(text), place + 1, pictures, corrections=list(corrections), **more)


def everyday(pictures: dict[str, str]) -> Iterator[dict[str, Any]]:
    """What happens in every town: forty articles of one section."""
    many = WORLD["everyday"]
    towns = many["towns"]
    for place in range(len(towns) * len(many["told"])):
        slug, town = towns[place % len(towns)]
        headline, lead = many["told"][place % len(many["told"])]
        yield _revision(
            {
                "name": f"everyday-{place}",
                "hours": 60.0 + place * 41 + place * place / 2,
                "section": many["section"],
                "headline": headline.replace("{town}", town),
                "lead": lead,
                "picture": "field" if place % 4 == 0 else None,
                "tags": [["place", slug, town]],
                "body": [{"type": "paragraph", "text": lead}],
            },
            1,
            pictures,
        )


def _revision(article: dict[str, Any], number: int, pictures: dict[str, str], **more: Any) -> dict[str, Any]:  # noqa: ANN401 - any field of an article
    at = _before(article["hours"])
    source, name = article.get("source", _OWN)
    fields = ("headline", "language", "direction", "authors", "dateline", "breaking", "rights", "canonical_url")
    media = {key: article[key] for key in ("alt", "caption", "credit") if article.get(key)}
    body = [
        {**block, "url": pictures[block["url"]]} if block["type"] == "image" else block for block in article["body"]
    ]
    return pushed(
        article["name"],
        number,
        **{key: article[key] for key in fields if key in article},
        lead=article.get("lead", ""),
        body=body,
        media=[{"url": pictures[article["picture"]], **media}] if article.get("picture") else [],
        source={"id": source, "name": name},
        translation_of=uuid_of(article["translation_of"]) if "translation_of" in article else None,
        published_at=at,
        received_at=at,
        enrichment=_found(article),
        **more,
    )


def _found(article: dict[str, Any]) -> dict[str, Any]:
    """What enrichment says of it."""
    texts = {"headline": article["headline"], "lead": article.get("lead", "")}
    texts |= {f"body.{place}": block.get("text", "") for place, block in enumerate(article["body"])}
    letters = sum(len(text) for text in texts.values())
    return {
        "slug": article["headline"],
        "section": {"id": article["section"], "name": _SECTIONS[article["section"]], "reason": "rule"},
        "tags": [
            {"id": f"{kind}:{slug}", "type": kind, "name": name, "salience": 0.9 - place / 10}
            for place, (kind, slug, name) in enumerate(article.get("tags", []))
        ],
        "dates": [date(texts[zone], words, zone, value) for zone, words, value in article.get("dates", [])],
        "attributions": [_agency(zone, texts[zone], words) for zone, words in article.get("outlets", [])],
        "reading_minutes": max(1, letters // 600),
    }


def _agency(zone: str, text: str, words: str) -> dict[str, Any]:
    start = text.index(words)
    source = {"zone": zone, "start": start, "end": start + len(words), "text": words}
    return {"kind": "agency", "named": True, "zone": zone, "start": start, "end": len(text), "source": source}


def _before(hours: float) -> str:
    return (NOW - timedelta(hours=hours)).isoformat(timespec="seconds")
