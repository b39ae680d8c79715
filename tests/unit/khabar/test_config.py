from pathlib import Path
from traceback import format_exception

import pytest

from khabar.config import Config, load
from khabar.errors import ConfigError

_WHOLE = """
[newsroom]
name = "صوت الساحل"
timezone = "Asia/Damascus"

[[sections]]
id = "local"
name = "محلّيات"
words = ["بلدية", "حيّ"]

[[sources]]
id = "wire"
type = "feed"
url = "https://example.org/feed"
every_seconds = 60

[[targets]]
id = "site"
type = "site"

[tags]
table = "tags.tsv"

[related]
of_one_story = 0
"""
_WRONG = """
motto = "?"

[newsroom]
timezone = "Asia/Nowhere"

[[sources]]
id = "وكالة"
type = "feed"
publish = "perhaps"

[[targets]]
id = "site"
password = "hunter2"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "newsroom.toml"


def _refusal(file: Path, text: str) -> ConfigError:
    file.write_text(text, "utf-8")
    with pytest.raises(ConfigError) as refused:
        load(file)
    return refused.value


def test_a_newsroom_without_a_file_has_the_defaults() -> None:
    assert load(None) == Config()


def test_the_file_says_who_publishes_what_from_where(file: Path) -> None:
    file.write_text(_WHOLE, "utf-8")
    config = load(file)
    assert (config.newsroom.name, config.newsroom.zone.key) == ("صوت الساحل", "Asia/Damascus")
    assert config.sections[0].words == ("بلدية", "حيّ")
    assert config.sources[0].model_extra == {"every_seconds": 60}
    assert config.targets[0].enabled
    assert config.tags.table == file.parent / "tags.tsv"
    assert (config.related.of_one_story, load(None).related.of_one_story) == (0, 2)


def test_all_mistakes_are_told_at_once(file: Path) -> None:
    told = str(_refusal(file, _WRONG))
    for part in ("motto", "newsroom.timezone", "sources.0.id", "sources.0.publish", "targets.0.type", str(file)):
        assert part in told
    assert "no time zone 'Asia/Nowhere'; use a name such as Asia/Damascus" in told


def test_a_password_in_the_file_is_in_no_error(file: Path) -> None:
    refusal = _refusal(file, _WRONG)
    assert "hunter2" not in "".join(format_exception(refusal))


@pytest.mark.parametrize("kind", ["sections", "sources", "targets"])
def test_an_id_that_is_used_twice_is_named(file: Path, kind: str) -> None:
    once = f'[[{kind}]]\nid = "wire"\ntype = "feed"\nname = "وكالة"\n'.replace(
        "type", "#" if kind == "sections" else "type"
    )
    assert f"{kind[:-1]} id used twice: wire" in str(_refusal(file, once * 2))


def test_a_file_that_is_not_toml_says_where(file: Path) -> None:
    assert "is not valid TOML" in str(_refusal(file, "newsroom = ["))
    file.write_bytes(b'name = "\xff"')
    with pytest.raises(ConfigError, match="is not valid TOML"):
        load(file)


def test_a_file_that_is_not_there_says_what_to_do(file: Path) -> None:
    with pytest.raises(ConfigError, match=r"cannot be read .*set KHABAR_CONFIG to your newsroom"):
        load(file)
