"""Articles and expressions for which no rule was written: what is read in them, and how much of it rightly."""

from pathlib import Path

import pytest

from khabar.config import Config
from khabar_enrich.attribution.scoring import Tally, score_attributions, score_facts
from khabar_enrich.dates.scoring import score
from khabar_enrich.desk import Desk
from khabar_enrich.gold import GoldArticle, gold_articles
from khabar_enrich.names.evaluating import scored
from khabar_enrich.pipeline import enrich
from khabar_enrich.steps.names import Names

_FOLDER = Path(__file__).parents[2] / "data" / "unseen"
_ARTICLES = _FOLDER / "articles.json"
_MORE = _FOLDER / "more-articles.json"


@pytest.fixture(scope="module")
def articles() -> list[GoldArticle]:
    """The articles with their answers."""
    return gold_articles(_ARTICLES)


def test_the_names_in_articles_from_rabat_to_muscat_are_found_and_none_invented(
    articles: list[GoldArticle],
) -> None:
    report = scored(articles, Names.load(Config()), sure=True)
    assert len(articles) == 19
    assert report["precision"] >= 0.98
    assert report["recall"] >= 0.9
    assert report["linked_of_linkable"] >= 0.92


@pytest.mark.parametrize(("sure", "recall"), [(True, 0.92), (False, 0.96)])
def test_the_names_in_more_articles_from_safi_to_duqm_are_found(recall: float, *, sure: bool) -> None:
    report = scored(gold_articles(_MORE), Names.load(Config()), sure=sure)
    assert report["wanted"] == 191
    assert report["precision"] >= 0.98
    assert report["recall"] >= recall
    assert report["linked_of_linkable"] >= 0.92


@pytest.mark.parametrize(("file", "total", "least"), [(_ARTICLES, 120, 0.97), (_MORE, 64, 0.98)])
def test_the_days_that_articles_speak_of_are_dated(file: Path, total: int, least: float) -> None:
    found = score(file)
    assert found.total >= total
    assert found.figures()["precision"] >= least
    assert found.figures()["recall"] >= least


@pytest.mark.parametrize(("file", "total", "right"), [("dates.tsv", 96, 93), ("more-dates.tsv", 63, 62)])
def test_sentences_that_no_rule_was_written_for_are_dated(file: str, total: int, right: int) -> None:
    found = score(_FOLDER / file)
    assert found.total == total
    assert found.right >= right
    assert found.figures()["precision"] >= 0.98


def test_who_says_it_and_who_came_to_harm_is_told_as_an_editor_would(articles: list[GoldArticle], desk: Desk) -> None:
    sources, figures = Tally(), Tally()
    for article in articles:
        found = enrich(article.revision, desk)
        score_attributions(article, found, sources)
        score_facts(article, found, figures)
    assert (sources.total, figures.total) == (119, 43)
    assert min(sources.right / sources.total, sources.right_found / sources.found) >= 0.95, sources
    assert min(figures.right / figures.total, figures.right_found / figures.found) >= 0.9, figures
