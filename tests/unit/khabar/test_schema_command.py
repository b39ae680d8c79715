from pathlib import Path

from typer.testing import CliRunner

from khabar.cli.schema import schema
from khabar.schemas import documents


def test_the_contracts_are_exported_into_a_folder_that_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "docs" / "schemas"
    ended = CliRunner().invoke(schema, ["export", str(folder)])
    assert ended.exit_code == 0, ended.output
    assert {path.name for path in folder.iterdir()} == set(documents())
    assert f"{len(documents())} files written" in ended.output


def test_a_file_where_the_folder_should_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "schemas").write_text("")
    ended = CliRunner().invoke(schema, ["export", str(tmp_path / "schemas")])
    assert ended.exit_code == 2
