"""How well sources and facts are found, measured against a gold article."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from khabar.models import Attribution, Enrichment, Fact
from khabar_enrich.gold import GoldArticle, Place

_KINDS: Final = {
    "killed": "killed",
    "wounded": "wounded",
    "killed_and_wounded": "casualties",
    "missing": "missing",
    "detained": "detained",
    "displaced": "displaced",
}
_UNSPECIFIED: Final = "unspecified"


@dataclass(slots=True)
class Tally:
    """Right answers of all, right findings of all, and what was missed or found amiss, in words."""

    right: int = 0
    total: int = 0
    right_found: int = 0
    found: int = 0
    misses: list[str] = field(default_factory=list)
    extras: list[str] = field(default_factory=list)

    def figures(self) -> dict[str, Any]:
        """The tally as it is printed."""
        return {
            "right": self.right,
            "total": self.total,
            "precision": round(self.right_found / self.found, 3) if self.found else 1.0,
            "recall": round(self.right / self.total, 3) if self.total else 1.0,
            "misses": self.misses,
            "extras": self.extras,
        }


def score_attributions(article: GoldArticle, found: Enrichment, tally: Tally) -> None:
    """Count an answer right where a finding's source overlaps it, of the same kind."""
    left = list(found.attributions)
    for answer in article.answers.get("attributions", ()):
        tally.total += 1
        hit = next((item for item in left if _is_source(article, answer, item)), None)
        if hit is None:
            tally.misses.append(f"{article.name}: {answer.get('cue', '')} {answer['source']['text']}")
            continue
        left.remove(hit)
        tally.right += 1
        tally.right_found += 1
    tally.found += len(found.attributions)
    tally.extras += [f"{article.name}: {item.verb} {_named(item)} [{item.kind}]" for item in left]


def score_facts(article: GoldArticle, found: Enrichment, tally: Tally) -> None:
    """Count an answer right where each figure it gives is told by a finding that overlaps its evidence."""
    told: set[tuple[str, int | None]] = set()
    for answer in article.answers.get("casualties", ()):
        tally.total += 1
        figures = {kind: _number(answer[key]) for key, kind in _KINDS.items() if answer.get(key) is not None}
        told |= set(figures.items())
        place = article.place(answer["evidence"])
        here = {(fact.kind, fact.number) for fact in found.facts if place is not None and place.overlaps(_place(fact))}
        if set(figures.items()) <= here:
            tally.right += 1
        else:
            tally.misses.append(f"{article.name}: {answer['evidence']['text']}")
    tally.found += len(found.facts)
    tally.right_found += sum((fact.kind, fact.number) in told for fact in found.facts)
    tally.extras += [
        f"{article.name}: {f.kind} {f.number} {f.text}" for f in found.facts if (f.kind, f.number) not in told
    ]


def _is_source(article: GoldArticle, answer: Mapping[str, Any], item: Attribution) -> bool:
    kind = str(answer.get("source_kind", item.kind)).partition("-")[0]
    if item.source is None or item.kind != kind:
        return False
    source = Place(item.source.zone, item.source.start, item.source.end)
    if "start" in answer["source"]:
        place = article.place(answer["source"])
        return place is not None and place.overlaps(source)
    return _words_meet(answer["source"]["text"], item.source.text) and _cue_fits(answer, item)


def _cue_fits(answer: Mapping[str, Any], item: Attribution) -> bool:
    return "cue" not in answer or answer["cue"] == item.verb or not {answer["cue"], item.verb} - {""}


def _words_meet(one: str, other: str) -> bool:
    return bool(set(one.split()) & set(other.split()))


def _named(item: Attribution) -> str:
    return item.source.text if item.source else ""


def _place(fact: Fact) -> Place:
    return Place(fact.zone, fact.start, fact.end)


def _number(value: object) -> int | None:
    return None if value == _UNSPECIFIED else int(str(value))


def rows(tallies: Mapping[str, Tally]) -> Sequence[dict[str, Any]]:
    """A row of figures for each tally."""
    return [{"what": name, **tally.figures()} for name, tally in tallies.items()]
