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
    assert report["recall"] >= 0.86
    assert report["linked_of_linkable"] >= 0.92


def test_the_days_that_articles_speak_of_are_dated() -> None:
    found = score(_ARTICLES)
    assert found.total >= 120
    assert found.figures()["precision"] >= 0.97
    assert found.figures()["recall"] >= 0.97


def test_sentences_that_no_rule_was_written_for_are_dated() -> None:
    found = score(_FOLDER / "dates.tsv")
    assert found.total == 96
    assert found.right >= 93
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
