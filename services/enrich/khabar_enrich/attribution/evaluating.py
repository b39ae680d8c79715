"""``khabar evaluate attribution``: how many sources and casualty figures of gold articles are found."""

from pathlib import Path
from typing import Annotated, Final

import typer

from khabar.cli.table import print_json, print_table
from khabar.config import Config
from khabar_enrich.attribution.scoring import Tally, rows, score_attributions, score_facts
from khabar_enrich.desk import Desk
from khabar_enrich.gold import GoldArticle, gold_articles
from khabar_enrich.pipeline import enrich

_COLUMNS: Final = ("what", "right", "total", "precision", "recall")


def attribution(
    file: Annotated[Path, typer.Argument(help="Gold articles with attributions and casualties, as JSON")],
    *,
    json: Annotated[bool, typer.Option("--json", help="One JSON document")] = False,
) -> None:
    """Score sources and facts on gold articles: by overlap of the source and its kind, by evidence and figure."""
    try:
        articles = gold_articles(file)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    sources, facts = Tally(), Tally()
    try:
        _score(articles, sources, facts)
    except (KeyError, TypeError, ValueError) as error:
        msg = f"{file}: an answer cannot be read ({error!r}); see the form in khabar_enrich/gold.py"
        raise typer.BadParameter(msg) from error
    if json:
        print_json(sources.figures() | {"facts": facts.figures()})
        return
    print_table(f"Sources in {file.name}", _COLUMNS, rows({"sources": sources, "facts": facts}))
    for name, tally in (("sources", sources), ("facts", facts)):
        for line in (*(f"missed  {miss}" for miss in tally.misses), *(f"beside  {extra}" for extra in tally.extras)):
            typer.echo(f"{name}  {line}")


def _score(articles: list[GoldArticle], sources: Tally, facts: Tally) -> None:
    desk = Desk.load(Config())
    for article in articles:
        found = enrich(article.revision, desk)
        score_attributions(article, found, sources)
        score_facts(article, found, facts)
