"""The blocks that publish renders, as WordPress' own sanitiser and parser read them: nothing is dropped or left."""

import asyncio
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from khabar import EnrichedRevision
from khabar_publish.formats import make_format
from khabar_publish.settings import PublishSettings
from tests.unit.publish.articles import hostile, samples, whole
from tests.unit.publish.stories import told

_CORE = Path("/usr/share/wordpress")
_READER = Path(__file__).with_name("blocks.php")


@pytest.fixture(autouse=True)
def _installed() -> None:
    if not shutil.which("php") or not (_CORE / "wp-includes/kses.php").exists():
        pytest.skip("the packages php-cli and wordpress are not installed")


async def understood(revision: EnrichedRevision) -> tuple[str, dict[str, Any]]:
    """What is rendered, and what WordPress makes of it."""
    body = make_format("blocks", PublishSettings()).render(told("article.enriched", revision)) or b""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec("php", str(_READER), str(_CORE), stdin=pipe, stdout=pipe)
    out, _ = await process.communicate(body)
    return body.decode(), json.loads(out)


@pytest.mark.parametrize("revision", [whole(), hostile(), *samples()[:6]], ids=lambda revision: revision.id[:12])
async def test_an_author_without_rights_to_raw_html_loses_nothing(revision: EnrichedRevision) -> None:
    given, said = await understood(revision)
    assert said["sanitised"] == given
    assert said["written"] == given
    assert said["outside"] == ""


async def test_the_editor_finds_a_block_for_each_part_of_an_article() -> None:
    _, said = await understood(whole())
    kinds = ["paragraph", "heading", "paragraph", "paragraph", "quote", "list", "table", "image"]
    assert said["names"] == [f"core/{kind}" for kind in (*kinds, "paragraph", "paragraph", "paragraph")]
