"""The table of what readers type, asked of the site's own search, and the command that scores such tables."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from khabar.cli.evaluate import evaluate as command

TABLES = Path(__file__).parents[2] / "data" / "search"


def evaluate(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(command, ["search", *arguments])
    return result.exit_code, result.output


def test_every_query_of_the_table_finds_its_text_and_none_finds_another() -> None:
    code, output = evaluate(str(TABLES / "pairs.tsv"), "--negatives", str(TABLES / "negatives.tsv"), "--json")
    report = json.loads(output)
    assert (code, report["misses"], report["wrong"]) == (0, [], [])
    assert (report["found"], report["total"], report["negatives"]) == (155, 155, 56)


def test_a_miss_is_named_with_its_line_and_fails_the_command(tmp_path: Path) -> None:
    table = tmp_path / "table.tsv"
    table.write_text("# تعليق\n\nالماء\tعاد الماء\nالنار\tعاد الماء\n", "utf-8")
    code, output = evaluate(str(table))
    assert code == 1
    assert "1 of 2 found" in output
    assert "4" in output
    assert "النار" in output


def test_a_text_that_is_found_though_it_must_not_be_fails_the_command(tmp_path: Path) -> None:
    (tmp_path / "pairs.tsv").write_text("ماء\tعاد الماء\n", "utf-8")
    code, output = evaluate(str(tmp_path / "pairs.tsv"), "--negatives", str(tmp_path / "pairs.tsv"), "--json")
    assert code == 1
    assert json.loads(output)["wrongly_found"] == 1


@pytest.mark.parametrize("line", ["بلا فاصل", "أ\tب\tج", "\tنص", "كلمة\t "])
def test_a_line_that_is_no_pair_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "table.tsv").write_text(f"ماء\tعاد الماء\n{line}\n", "utf-8")
    code, output = evaluate(str(tmp_path / "table.tsv"))
    assert code == 2
    assert "line 2" in output
