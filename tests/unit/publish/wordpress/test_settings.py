"""A WordPress target's settings: all mistakes at once, and no password in the clear."""

from pathlib import Path
from typing import Any

import pytest

from khabar import ConfigError
from khabar.config import TargetSettings
from khabar_publish.app import make_target
from khabar_publish.settings import PublishSettings
from khabar_publish.targets import Target

_PASSWORD = "abcd efgh ijkl mnop qrst uvwx"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "newsroom.toml").touch()
    (tmp_path / "password").write_text(f"{_PASSWORD}\n")
    return tmp_path


def _make(folder: Path, **said: Any) -> Target:  # noqa: ANN401 - a target's settings
    table = {"url": "https://blog.example", "user": "khabar", "password_file": "password", **said}
    settings = PublishSettings(config=folder / "newsroom.toml")
    return make_target(TargetSettings(id="blog", type="wordpress", **table), settings)


def test_a_blog_with_a_user_and_a_password_is_enough(folder: Path) -> None:
    assert _make(folder).id == "blog"


def test_all_mistakes_are_told_at_once(folder: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        _make(folder, removal="burn", tags="many", colour="blue", password="abcd efgh")
    told = str(caught.value)
    assert all(name in told for name in ("target blog", "removal", "tags", "colour", "password"))
    assert "abcd" not in told


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8080", "http://[::1]", "http://10.2.3.4", "http://localhost", "http://wordpress:80"]
)
def test_plain_http_is_for_ones_own_network(folder: Path, url: str) -> None:
    assert _make(folder, url=url)


@pytest.mark.parametrize("url", ["http://blog.example", "http://8.8.8.8", "http://localhost.example.org"])
def test_a_password_does_not_travel_in_the_clear(folder: Path, url: str) -> None:
    with pytest.raises(ConfigError, match="use https"):
        _make(folder, url=url)
    assert _make(folder, url=url, insecure=True)


@pytest.mark.parametrize("url", [None, "blog.example", "ftp://blog.example", "https://khabar:pass@blog.example"])
def test_an_address_is_one_of_a_blog_and_nothing_more(folder: Path, url: str | None) -> None:
    with pytest.raises(ConfigError) as caught:
        _make(folder, url=url)
    assert "pass@" not in str(caught.value)


def test_a_password_file_that_is_missing_or_empty_is_named(folder: Path) -> None:
    (folder / "empty").touch()
    for name in ("nowhere", "empty"):
        with pytest.raises(ConfigError, match=name):
            _make(folder, password_file=name)


def test_only_formats_that_wordpress_shows_are_taken(folder: Path) -> None:
    assert _make(folder, format="html")
    with pytest.raises(ConfigError, match="blocks and html"):
        _make(folder, format="ninjs-3.1")
