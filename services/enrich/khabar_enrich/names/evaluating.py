"""``khabar evaluate tags``: how many of the names of gold articles are found, and how many that are found are names."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from khabar.config import Config
from khabar.models import Mention
from khabar_enrich.gold import GoldArticle, Place, gold_articles
from khabar_enrich.names.finding import find
from khabar_enrich.page import Page
from khabar_enrich.steps.names import Names

_TYPES: Final = {"PERSON": "person", "ORG": "organisation", "LOC": "place", "EVENT": "event"}
_CANNOT: Final = 2


@dataclass
class _Score:
    """What one or more articles come to."""

    found: int = 0
    right: int = 0
    wanted: int = 0
    met: int = 0
    linked: int = 0
    linkable: int = 0
    misses: list[dict[str, str]] = field(default_factory=list)
    invented: list[dict[str, str]] = field(default_factory=list)

    def report(self) -> dict[str, Any]:
        """The shares, and what was missed."""
        return {
            "precision": _share(self.right, self.found),
            "recall": _share(self.met, self.wanted),
            "linked": _share(self.linked, self.wanted),
            "linked_of_linkable": _share(self.linked, self.linkable),
            "found": self.found,
            "wanted": self.wanted,
            "misses": self.misses,
            "invented": self.invented,
        }


def tags(
    file: Annotated[Path, typer.Argument(help="Articles with their names, a JSON file of gold articles.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    sure: Annotated[bool, typer.Option("--sure", help="Leave suggestions of the model out.")] = False,
) -> None:
    """Score the names found in articles: a name counts where it shares a letter with one of the gold."""
    try:
        report = scored(gold_articles(file), Names.load(Config()), sure=sure)
    except (ValueError, KeyError, TypeError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(_CANNOT) from error
    typer.echo(json.dumps(report, ensure_ascii=False) if as_json else "\n".join(_lines(report)))


def scored(articles: Sequence[GoldArticle], step: Names, *, sure: bool) -> dict[str, Any]:
    """Return precision, recall, the share of linked names, the misses, and what was found that is no name.

    Args:
        articles: articles with their names.
        step: what finds names.
        sure: leave out what only the model suggests.
    """
    score = _Score()
    for article in articles:
        _compare(article, step, score, sure=sure)
    return score.report()


def _compare(article: GoldArticle, step: Names, score: _Score, *, sure: bool) -> None:
    entities = find(Page.of(article.revision), step.taggers, step.names, step.bodies)
    found = [
        (entity, mention)
        for entity in entities
        if entity.type in _TYPES.values() and not (sure and entity.suggested)
        for mention in entity.mentions
    ]
    gold = list(_gold(article))
    score.found += len(found)
    score.wanted += len(gold)
    for entity, mention in found:
        if any(_place(mention).overlaps(place) for place, _, _ in gold):
            score.right += 1
        else:
            score.invented.append({"text": mention.text, "type": entity.type, "by": entity.by, "in": article.name})
    for place, text, id_ in gold:
        ids = [entity.id for entity, mention in found if _place(mention).overlaps(place)]
        score.met += bool(ids)
        score.linkable += id_ is not None
        score.linked += id_ is not None and id_ in ids
        if not ids or (id_ is not None and id_ not in ids):
            got = ", ".join(str(one) for one in ids)
            score.misses.append({"text": text, "id": str(id_), "found": got, "in": article.name})


def _gold(article: GoldArticle) -> Iterator[tuple[Place, str, str | None]]:
    for entity in article.answers["entities"]:
        for mention in entity["mentions"] if entity["type"] in _TYPES else ():
            place = article.place(mention)
            if place is not None:
                yield place, mention["text"], entity.get("id")


def _place(mention: Mention) -> Place:
    return Place(mention.zone, mention.start, mention.end)


def _share(part: int, whole: int) -> float:
    return round(part / whole, 3) if whole else 1.0


def _lines(report: dict[str, Any]) -> Iterator[str]:
    yield "precision {precision:.3f}  recall {recall:.3f}  linked {linked:.3f}".format(**report)
    yield "{found} found, {wanted} wanted; linked of those with an id {linked_of_linkable:.3f}".format(**report)
    for miss in report["misses"]:
        kind = "other id" if miss["found"] else "missed"
        yield f"  {kind}: {miss['text']} ({miss['id']}; {miss['found']}) in {miss['in']}"
    for one in report["invented"]:
        yield f"  no name: {one['text']} ({one['type']}, {one['by']}) in {one['in']}"
