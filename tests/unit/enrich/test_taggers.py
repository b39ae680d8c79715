"""Taggers are plugged in by entry points, from local models only."""

import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from khabar.config import Config
from khabar.errors import ConfigError
from khabar.models import Revision
from khabar_enrich.names import tagger
from khabar_enrich.names.tagger import Span, load_taggers
from khabar_enrich.page import Page

Write = Callable[..., Revision]
_PAGE = Path(__file__).parents[3] / "docs/extend/taggers.md"


@pytest.fixture
def handbook() -> dict[str, Any]:
    """What the example of the handbook defines."""
    code = _PAGE.read_text("utf-8").partition("```python\n")[2].partition("```")[0]
    names: dict[str, Any] = {"__name__": "handbook"}
    exec(code, names)  # noqa: S102 - the example is the project's own text
    return names


def test_the_tagger_of_the_handbook_runs_on_a_local_model(
    handbook: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Write
) -> None:
    def pipeline(task: str, *, model: str, aggregation_strategy: str) -> Callable[[str], list[dict[str, Any]]]:
        assert (task, model, aggregation_strategy) == ("token-classification", str(tmp_path), "simple")
        return lambda text: [
            {"entity_group": "PERS", "score": 0.99, "start": text.index("كيري"), "end": text.index("كيري") + 4},
            {"entity_group": "MISC", "score": 0.99, "start": 0, "end": 1},
            {"entity_group": "LOC", "score": 0.3, "start": 0, "end": 1},
        ]

    (tmp_path / "config.json").write_text("{}")
    monkeypatch.setenv("NEWSROOM_NAMES_MODEL", str(tmp_path))
    monkeypatch.setitem(sys.modules, "transformers", SimpleNamespace(pipeline=pipeline))
    page = Page.of(write("قال كيري", "إن كيري غادر"))
    assert handbook["Transformer"].load(Config()).spans(page) == [
        Span("headline", 4, 8, "person", "model", 0.99, None, suggested=True),
        Span("body.0", 3, 7, "person", "model", 0.99, None, suggested=True),
    ]


def test_a_model_that_is_not_there_is_told_at_the_start(
    handbook: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSROOM_NAMES_MODEL", str(tmp_path))
    with pytest.raises(ConfigError, match="no model in"):
        handbook["Transformer"].load(Config())


def test_two_taggers_of_one_name_are_refused(handbook: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    points = [SimpleNamespace(name=name, load=lambda: handbook["Transformer"]) for name in ("one", "two")]
    monkeypatch.setattr(tagger, "entry_points", lambda group: points if group == tagger.GROUP else [])
    with pytest.raises(ConfigError, match="share a name"):
        load_taggers(Config())


def test_the_built_in_model_is_registered() -> None:
    assert "crf" in {point.name for point in metadata.entry_points(group=tagger.GROUP)}
