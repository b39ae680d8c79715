import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from khabar.models import Revision
from khabar_ingest.commands import inspect

STORY = "بدء موسم القطاف\n\nبدأ، أمس، موسم قطاف الزيتون في ريف المدينة.\n"


@pytest.fixture
def command() -> typer.Typer:
    app = typer.Typer()
    app.command()(inspect)
    return app


def test_anything_can_be_looked_at_with_nothing_running(command: typer.Typer, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(STORY, "utf-8")
    result = CliRunner().invoke(command, [str(tmp_path / "a.html"), "--json"])
    assert result.exit_code == 0
    [line] = result.stdout.splitlines()
    found = Revision.model_validate_json(line)
    assert (found.headline, found.revision, found.source.id) == ("بدء موسم القطاف", 1, "inspect")
    assert "بدء" in line


def test_what_is_printed_can_be_read_back_to_the_same_content(command: typer.Typer, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY, "utf-8")
    first = CliRunner().invoke(command, [str(tmp_path / "a.txt")]).stdout
    (tmp_path / "b.json").write_text(first, "utf-8")
    second = CliRunner().invoke(command, [str(tmp_path / "b.json")]).stdout
    assert json.loads(first)["content_sha"] == json.loads(second)["content_sha"]


def test_one_file_that_fails_is_named_and_the_others_are_shown(command: typer.Typer, tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(STORY, "utf-8")
    (tmp_path / "bad.json").write_text('{"headline": "خبر", "urgency": 40}', "utf-8")
    result = CliRunner().invoke(command, [str(tmp_path / name) for name in ("bad.json", "none.xml", "good.txt")])
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 1
    bad, missing = result.stderr.splitlines()
    assert "bad.json" in bad
    assert "urgency" in bad
    assert "none.xml: cannot be read" in missing


def test_no_file_at_all_is_a_mistake_of_use(command: typer.Typer) -> None:
    assert CliRunner().invoke(command, []).exit_code == 2
