"""Whoever follows the page on adding a source has one."""

import asyncio
import sys
from pathlib import Path

import pytest

from khabar.keys import Keys
from tests.plug_in import installed, section

from .conftest import Events
from .scheduling import until_so

pytestmark = pytest.mark.server


@pytest.fixture
def environment(valkey_url: str, keys: Keys, tmp_path: Path) -> dict[str, str]:
    plug_in = installed(section("sources-and-parsers.md", "Adding a source"), "mailbox_for_khabar", tmp_path)
    toml = f'[[sources]]\nid = "mail"\ntype = "mailbox"\npath = "{tmp_path / "mail.txt"}"\n'
    (tmp_path / "newsroom.toml").write_text(toml, "utf-8")
    return plug_in | {
        "KHABAR_REDIS_URL": valkey_url,
        "KHABAR_NEWSROOM": keys.newsroom,
        "KHABAR_CONFIG": str(tmp_path / "newsroom.toml"),
        "KHABAR_BLOBS": str(tmp_path / "blobs"),
        "KHABAR_ARCHIVE": str(tmp_path / "archive"),
        "KHABAR_PORT": "0",
    }


async def test_a_source_is_added_by_one_file_and_its_registration(
    environment: dict[str, str], tmp_path: Path, events: Events
) -> None:
    (tmp_path / "mail.txt").write_text("اجتماع التحرير عند الظهر\nتأجيل الاجتماع إلى الغد\n", "utf-8")
    command = [sys.executable, "-m", "khabar_ingest"]
    process = await asyncio.create_subprocess_exec(*command, env=environment, stdout=asyncio.subprocess.DEVNULL)
    try:

        async def came() -> bool:
            return len(await events("articles")) >= 2

        await until_so(came)
    finally:
        process.terminate()
        await process.wait()
    found = [getattr(event.data, "headline", "") for event in await events("articles")]
    assert found == ["اجتماع التحرير عند الظهر", "تأجيل الاجتماع إلى الغد"]
