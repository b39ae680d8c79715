"""The secrets of an embedded pipeline."""

import os
from pathlib import Path

from khabar.cli import secret_files


def test_secrets_are_made_once_and_for_their_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "secrets"
    old = os.umask(0)
    try:
        made = secret_files.ensure(folder)
    finally:
        os.umask(old)
    assert [path.name for path in made] == ["ingest_token", "site_token", "control_password"]
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in made} == {0o600}
    words = [path.read_text("utf-8").strip() for path in made]
    assert len(set(words)) == 3
    assert min(map(len, words)) >= 32
    assert secret_files.ensure(folder) == []
    assert [path.read_text("utf-8").strip() for path in made] == words


def test_a_secret_that_an_operator_set_stays(tmp_path: Path) -> None:
    (tmp_path / "site_token").write_text("ours", "utf-8")
    made = secret_files.ensure(tmp_path)
    assert [path.name for path in made] == ["ingest_token", "control_password"]
    assert (tmp_path / "site_token").read_text("utf-8") == "ours"
