import re
import tomllib
from pathlib import Path

from khabar.config import Config, SourceSettings
from khabar.source_rules import Drop, Priority

_PAGE = (Path(__file__).resolve().parents[3] / "docs" / "operate" / "source-rules.md").read_text("utf-8")


def rows(heading: str) -> set[str]:
    section = _PAGE.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0] if heading else _PAGE.split("\n## ", 1)[0]
    return set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE))


def test_an_operator_finds_every_setting_of_a_source_described() -> None:
    assert rows("") == set(SourceSettings.model_fields)
    assert rows("Priority") == set(Priority.model_fields)
    assert rows("Drop") == set(Drop.model_fields)


def test_the_rules_of_the_document_are_rules() -> None:
    example = re.search(r"```toml\n(.*?)```", _PAGE, re.DOTALL)
    assert example
    [source] = Config.model_validate(tomllib.loads(example[1])).sources
    assert {name for name in SourceSettings.model_fields if name not in source.model_fields_set} == set()
