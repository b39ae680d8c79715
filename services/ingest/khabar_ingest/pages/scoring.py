"""How near a reading of a page comes to its gold answer."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from statistics import fmean
from typing import Any, Final

from khabar_ingest.draft import Draft
from khabar_ingest.pages.gold import Gold
from khabar_ingest.text import fold

_WORD = re.compile(r"\w+")
_SHINGLE: Final = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of one page: the fields that are scored, all as text; empty is not found."""

    body: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """One page's score; ``f1`` and its two parts lie between 0 and 1."""

    page: str
    language: str
    f1: float
    precision: float
    recall: float
    title: bool
    boilerplate: tuple[str, ...]
    date: str
    author: str
    section: str


def reading_of(draft: Draft) -> Reading:
    """Return the scored fields of a draft; captions of pictures and words of embeds are no part of the body."""
    lines = [
        line
        for block in draft.body
        if block.type not in {"image", "embed"}
        for line in (block.text, *block.items, *(cell for row in block.rows for cell in row))
    ]
    return Reading(
        "\n".join(line for line in lines if line),
        draft.headline,
        draft.authors,
        draft.published_at.date().isoformat() if draft.published_at else "",
        draft.section_hint or "",
    )


def score(gold: Gold, found: Reading) -> Score:
    """Compare a reading with its gold answer."""
    precision, recall = _overlap(_shingles(found.body), _shingles(gold.body))
    both = precision + recall
    return Score(
        page=gold.file.name,
        language=gold.language,
        f1=2 * precision * recall / both if both else 0.0,
        precision=precision,
        recall=recall,
        title=_same_title(gold.title, found.title),
        boilerplate=tuple(bad for bad in gold.must_not_appear if fold(bad) in fold(found.body)),
        date=_judged(gold.date or "", found.date),
        author=_author(gold.author, found.authors),
        section=_judged(fold(gold.section or ""), fold(found.section)),
    )


def summary(scores: list[Score]) -> dict[str, Any]:
    """Return the figures over all pages, and each page's own under ``pages``."""
    return {
        "pages_total": len(scores),
        "macro_f1": _mean(each.f1 for each in scores),
        "macro_precision": _mean(each.precision for each in scores),
        "macro_recall": _mean(each.recall for each in scores),
        "lowest_f1": min((each.f1 for each in scores), default=0.0),
        "boilerplate_left": sum(len(each.boilerplate) for each in scores),
        "titles_right": sum(each.title for each in scores),
        "dates": _counted(each.date for each in scores),
        "authors": _counted(each.author for each in scores),
        "sections": _counted(each.section for each in scores),
        "by_language": {
            language: _mean(each.f1 for each in scores if each.language == language)
            for language in sorted({each.language for each in scores})
        },
        "pages": [asdict(each) for each in scores],
    }


def _mean(figures: Iterable[float]) -> float:
    return fmean(found) if (found := list(figures)) else 0.0


def _counted(verdicts: Iterable[str]) -> dict[str, int]:
    counted = Counter(verdicts)
    return {verdict: counted[verdict] for verdict in ("right", "wrong", "missing", "extra", "none")}


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    """Runs of four words; a text of fewer is one run."""
    words = _WORD.findall(fold(text))
    if not words:
        return Counter()
    return Counter(tuple(words[at : at + _SHINGLE]) for at in range(max(len(words) - _SHINGLE + 1, 1)))


def _overlap(found: Counter[tuple[str, ...]], wanted: Counter[tuple[str, ...]]) -> tuple[float, float]:
    common = (found & wanted).total()
    return common / (found.total() or 1), common / (wanted.total() or 1)


def _same_title(wanted: str | None, found: str) -> bool:
    """Whether the title is right; a gold title may carry the outlet's name before or after it."""
    ours, gold = _words(found), _words(wanted or "")
    return bool(ours) and (
        ours == gold or (len(ours) > len(gold) / 2 and (gold.startswith(ours) or gold.endswith(ours)))
    )


def _words(text: str) -> str:
    return " ".join(_WORD.findall(fold(text)))


def _judged(wanted: str, found: str) -> str:
    """Return ``right``, ``wrong`` (also what the page does not tell), ``missing``, or ``none`` when there is none."""
    if not found:
        return "missing" if wanted else "none"
    return "right" if found == wanted else "wrong"


def _author(wanted: str | None, found: tuple[str, ...]) -> str:
    """Judge bylines: each must be part of the gold byline, or hold it; ``extra`` is one where gold has none."""
    gold = _words(wanted or "")
    if not found:
        return "missing" if gold else "none"
    if not gold:
        return "extra"
    named = [_words(name) for name in found]
    return "right" if all(name in gold or gold in name for name in named) else "wrong"
