"""What the newsroom's file says of a Telegram channel."""

from pathlib import Path

import pytest

from khabar import ConfigError
from khabar.config import TargetSettings
from khabar_publish.app import make_target
from khabar_publish.settings import PublishSettings

from .channel import ID, channel_toml
from .telegram_server import CHANNEL


def test_every_mistake_in_the_table_is_named(tmp_path: Path) -> None:
    table = {"id": ID, "type": "telegram", "channel": "khabar", "preview": "no", "chanel": "@khabar", "api": 7}
    with pytest.raises(ConfigError) as caught:
        make_target(TargetSettings.model_validate(table), PublishSettings(config=tmp_path / "newsroom.toml"))
    for key in ("channel", "preview", "chanel", "api", "token_file"):
        assert f"  {key}: " in str(caught.value)


@pytest.mark.parametrize("channel", ["@khabar_news", "-1001234567890", -1001234567890])
def test_a_channel_has_a_name_or_a_number(tmp_path: Path, channel: str | int) -> None:
    channel_toml(tmp_path, "http://127.0.0.1")
    table = {"id": ID, "type": "telegram", "channel": channel, "token_file": "token"}
    assert make_target(TargetSettings.model_validate(table), PublishSettings(config=tmp_path / "newsroom.toml"))


@pytest.mark.parametrize(
    ("content", "words"), [(None, "cannot be read"), ("", "holds no bot's token"), ("geheim", "no")]
)
def test_without_a_token_publish_does_not_start(tmp_path: Path, content: str | None, words: str) -> None:
    channel_toml(tmp_path, "http://127.0.0.1", token=content or "")
    if content is None:
        (tmp_path / "token").unlink()
    table = {"id": ID, "type": "telegram", "channel": CHANNEL, "token_file": "token"}
    with pytest.raises(ConfigError, match=words) as caught:
        make_target(TargetSettings.model_validate(table), PublishSettings(config=tmp_path / "newsroom.toml"))
    assert "geheim" not in str(caught.value)
