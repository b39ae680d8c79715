"""Whoever follows the page on formats and targets has one of each; the page on webhooks gives receivers."""

import asyncio
import base64
import os
import re
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import entry_points
from pathlib import Path

import httpx
import pytest
from pytest_httpserver import HTTPServer

from khabar.config import TargetSettings
from khabar_publish.app import make_target
from khabar_publish.formats import make_format
from khabar_publish.settings import PublishSettings
from khabar_publish.targets import Target
from tests.plug_in import installed, section
from tests.unit.publish.stories import ARTICLE, enriched, told

from .desk import until
from .receiver import SECRET
from .target_contract import deliver, remove

PAGE = "formats-and-targets.md"
_OTHER = base64.b64encode(b"another secret, that of before").decode()
_WEBHOOK = Path(__file__).parents[3] / "docs/operate/target-webhook.md"


@pytest.fixture
def plugged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that a package may be put into as pip does."""
    monkeypatch.syspath_prepend(tmp_path)
    for heading, module in {"Adding a format": "ticker_for_khabar", "Adding a target": "shelf_for_khabar"}.items():
        installed(section(PAGE, heading), module, tmp_path)
    return tmp_path


@pytest.mark.usefixtures("plugged")
def test_a_format_is_added_by_one_file_and_its_registration() -> None:
    format_ = make_format("ticker", PublishSettings())
    body = format_.render(told("article.enriched", enriched()))
    assert body == "خبر: عودة المياه إلى أحياء الرقة\n".encode()


async def test_a_target_is_added_by_one_file_and_its_registration(plugged: Path, httpserver: HTTPServer) -> None:
    target = shelf(plugged, httpserver.url_for("/news"))
    httpserver.expect_request(f"/news/{ARTICLE}.txt", method="PUT").respond_with_data("", 201)
    httpserver.expect_request(f"/news/{ARTICLE}.txt", method="DELETE").respond_with_data("", 404)
    created, gone = await deliver(target), await remove(target)
    await target.close()
    assert (created.outcome, created.url) == ("created", httpserver.url_for(f"/news/{ARTICLE}.txt"))
    assert (gone.outcome, gone.shows) == ("removed", True)
    assert httpserver.log[0][0].get_data(as_text=True).startswith("خبر: عودة المياه")


def shelf(folder: Path, url: str) -> Target:
    (folder / "newsroom.toml").touch()
    keys = {"id": "shelf", "type": "shelf", "url": url, "format": "ticker"}
    return make_target(TargetSettings.model_validate(keys), PublishSettings(config=folder / "newsroom.toml"))


def test_every_format_that_comes_with_khabar_has_its_row() -> None:
    rows = re.findall(r"^\| `([\w.-]+)` \|", section(PAGE, "Formats that come with Khabar"), re.MULTILINE)
    ours = [point.name for point in entry_points(group="khabar.formats") if point.module.startswith("khabar_publish.")]
    assert sorted(rows) == sorted(set(ours))


@pytest.mark.parametrize(
    ("language", "program", "name"), [("python", sys.executable, "receiver.py"), ("js", "node", "receiver.mjs")]
)
async def test_the_receivers_take_our_calls_and_nobody_elses(
    tmp_path: Path, unused_tcp_port: int, language: str, program: str, name: str
) -> None:
    if not shutil.which(program):
        pytest.skip(f"{program} is not installed: its receiver is not run")
    found = re.search(rf"```{language}\n(.*?)```", _WEBHOOK.read_text("utf-8"), re.DOTALL)
    assert found
    (tmp_path / name).write_text(found[1], "utf-8")
    (tmp_path / "secret").write_text(SECRET)
    url = f"http://127.0.0.1:{unused_tcp_port}/hook"
    keys = {"id": "partner", "type": "webhook", "url": url, "secret_file": "secret", "format": "native"}
    target = make_target(
        TargetSettings.model_validate(keys), PublishSettings(config=_touched(tmp_path / "newsroom.toml"))
    )
    async with _running(program, tmp_path / name, unused_tcp_port) as process:
        assert (await deliver(target)).shows
        await target.close()
        assert process.stdout
        said = (await process.stdout.readline()).decode()
        assert said.startswith("article.enriched {")
        assert enriched().headline in said
        assert (await _forged(url)).status_code == httpx.codes.UNAUTHORIZED


def _touched(path: Path) -> Path:
    path.touch()
    return path


async def _forged(url: str) -> httpx.Response:
    headers = {"webhook-id": "1", "webhook-timestamp": "1700000000", "webhook-signature": "v1,bm8="}
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.post(url, content=b"{}", headers=headers)


@asynccontextmanager
async def _running(program: str, file: Path, port: int) -> AsyncIterator[asyncio.subprocess.Process]:
    own = os.environ | {"SECRETS": f"whsec_{_OTHER} {SECRET}", "PORT": str(port)}
    process = await asyncio.create_subprocess_exec(program, str(file), env=own, stdout=asyncio.subprocess.PIPE)
    try:
        await until(lambda: _listens(port), 30)
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True
