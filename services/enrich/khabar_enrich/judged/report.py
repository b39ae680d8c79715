"""The figures of all answers together, and what the answers got wrong. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any, NamedTuple

from khabar_enrich.judged.answers import Answer, Shown
from khabar_enrich.judged.grades import Grades
from khabar_enrich.judged.measures import ndcg, precision, reciprocal_rank
from khabar_enrich.linking.choosing import THRESHOLD

_SAME_EVENT = 2


class Miss(NamedTuple):
    """A link that is not worth its place, or an article of the same event that got none."""

    query: str
    what: str
    article: str
    score: float | None
    title: str


@dataclass(frozen=True, slots=True)
class Report:
    """Answers beside the grades that people gave.

    Args:
        answers: of the queries that were among the articles.
        grades: of all queries.
        titles: of the articles, by their own ids.
        at: how many links of each answer count.
    """

    answers: Sequence[Answer]
    grades: Grades
    titles: Mapping[str, str]
    at: int

    def figures(self) -> dict[str, Any]:
        """Return the figures; to a query for which nothing judged is relevant every link is a wrong one.

        Such a query counts in coverage, precision and copies alone. Coverage is the share of the index's first links
        that reach the threshold, precision that of the relevant ones among the judged links that are shown and reach
        it.
        """
        asked, at = [one for one in self.answers if any(self.grades[one.query].values())], self.at
        told = [(one, link) for one in self.answers for link in one.links[:at] if link.score >= THRESHOLD]
        judged = [grade for one, link in told if (grade := self._judged(one, link)) is not None]
        raw = [link for one in self.answers for link in one.raw[:at]]
        return {
            f"p@{at}": _mean(precision(self._grades(one), at) for one in asked),
            f"ndcg@{at}": _mean(ndcg(self._grades(one), self.grades[one.query].values(), at) for one in asked),
            "mrr": _mean(reciprocal_rank(self._grades(one)) for one in asked),
            f"copies@{at}": sum(link.copy for one in self.answers for link in one.links[:at]),
            "coverage": _share(sum(link.score >= THRESHOLD for link in raw), len(raw)),
            "precision": _share(sum(grade > 0 for grade in judged), len(judged)),
            "queries": len(asked),
            "links": len(told),
            "unjudged": len(told) - len(judged),
        }

    def misses(self) -> Iterator[Miss]:
        """Yield, query by query, what stands among the links and should not, and what should and does not."""
        for one in self.answers:
            for link in one.links[: self.at]:
                if what := self._wrong(one, link):
                    yield Miss(one.query, what, link.name, round(link.score, 3), link.title)
            yield from self._missed(one)

    def _missed(self, one: Answer) -> Iterator[Miss]:
        """Yield what tells of the same event and is not shown, where something less stands in its place."""
        grades = self.grades[one.query]
        shown = [name for link in one.links[: self.at] for name in (link.name, *link.copies)]
        best = [name for name, grade in grades.items() if grade >= _SAME_EVENT]
        if sum((self._judged(one, link) or 0) >= _SAME_EVENT for link in one.links[: self.at]) == self.at:
            return
        for name in best:
            if name not in shown:
                yield Miss(one.query, "missed", name, None, self.titles.get(name, "(not among the articles)"))

    def _wrong(self, one: Answer, link: Shown) -> str:
        grade = self._judged(one, link)
        reasons = {"copy": link.copy, "not judged": grade is None, "not related": grade == 0}
        return ", ".join(reason for reason, holds in reasons.items() if holds)

    def _judged(self, one: Answer, link: Shown) -> int | None:
        """Return the grade of a link: where nobody judged it, that of the best copy whose page it is."""
        grades = self.grades[one.query]
        return next((grades[name] for name in (link.name, *link.copies) if name in grades), None)

    def _grades(self, one: Answer) -> list[int]:
        return [self._judged(one, link) or 0 for link in one.links]


def _mean(figures: Iterable[float]) -> float:
    return round(fmean([*figures] or [0.0]), 4)


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
