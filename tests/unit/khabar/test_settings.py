from pathlib import Path
from traceback import format_exception

import pytest

from khabar.errors import ConfigError
from khabar.settings import Settings, load


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"KHABAR_{name.upper()}", raising=False)


def test_a_fresh_machine_needs_no_settings() -> None:
    settings = load(Settings)
    assert settings.keys("articles") == "khabar:{main}:articles"
    assert settings.newsroom_config.sources == ()
    assert settings.reader_url == "http://127.0.0.1:8000"


def test_readers_may_see_another_address_than_the_services(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHABAR_SITE_PUBLIC_URL", "https://news.example/")
    assert load(Settings).reader_url == "https://news.example"


def test_all_mistakes_of_the_environment_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHABAR_PORT", "99999")
    monkeypatch.setenv("KHABAR_LOG_LEVEL", "loud")
    monkeypatch.setenv("KHABAR_LOG_FORMAT", "xml")
    with pytest.raises(ConfigError) as refused:
        load(Settings)
    assert all(f"  {name}: " in str(refused.value) for name in ("port", "log_level", "log_format"))


def test_a_secret_may_lie_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("hunter2\n")
    monkeypatch.setenv("KHABAR_INGEST_TOKEN_FILE", str(tmp_path / "token"))
    token = load(Settings).ingest_token
    assert token is not None
    assert token.get_secret_value() == "hunter2"


def test_a_secret_in_the_environment_wins_over_its_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("from the file")
    monkeypatch.setenv("KHABAR_SITE_TOKEN_FILE", str(tmp_path / "token"))
    monkeypatch.setenv("KHABAR_SITE_TOKEN", "from the environment")
    token = load(Settings).site_token
    assert token is not None
    assert token.get_secret_value() == "from the environment"


def test_an_empty_secret_is_none_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHABAR_INGEST_TOKEN", "")
    assert load(Settings).ingest_token is None


@pytest.mark.parametrize(("content", "reason"), [(None, "cannot be read"), (" \n", "is empty")])
def test_a_secret_file_without_a_secret_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str | None, reason: str
) -> None:
    file = tmp_path / "token"
    if content is not None:
        file.write_text(content)
    monkeypatch.setenv("KHABAR_SITE_TOKEN_FILE", str(file))
    with pytest.raises(ConfigError, match=f"secret file {file} {reason}"):
        load(Settings)


def test_secrets_are_in_no_print_and_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHABAR_INGEST_TOKEN", "hunter2")
    monkeypatch.setenv("KHABAR_REDIS_URL", "redis://:hunter2@127.0.0.1:6379/0")
    settings = load(Settings)
    assert "hunter2" not in repr(settings) + str(settings)
    monkeypatch.setenv("KHABAR_PORT", "many")
    with pytest.raises(ConfigError) as refused:
        load(Settings)
    assert "hunter2" not in "".join(format_exception(refused.value))


def test_a_newsroom_with_a_wrong_name_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHABAR_NEWSROOM", "Main News")
    with pytest.raises(ConfigError, match="newsroom 'Main News'"):
        _ = load(Settings).keys
