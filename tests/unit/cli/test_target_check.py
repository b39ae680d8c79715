"""What `khabar target check` says: asked of whoever delivers where that is installed, else of the socket alone."""

import socket

from khabar import KhabarError
from khabar.cli.settings import CommandSettings
from khabar.cli.target_check import check_one, installed
from khabar.config import TargetSettings

_PARTNER = TargetSettings(id="partner", type="webhook", url="https://partner.example/hook")


async def _well(target: TargetSettings) -> str:
    return f"{target.id} takes our key"


async def _refused(target: TargetSettings) -> str:
    msg = f"401; mend its credentials, then `khabar target resume {target.id}`"
    raise KhabarError(msg)


def test_whoever_delivers_registers_how_a_target_is_checked() -> None:
    check = installed()
    assert check is not None
    assert check.__module__ == "khabar_publish.checking"


async def test_a_target_that_is_well_has_a_row_that_says_what_was_found() -> None:
    row = await check_one(_PARTNER, CommandSettings(), _well)
    assert row == {"id": "partner", "type": "webhook", "ok": True, "what": "partner takes our key"}


async def test_one_that_is_not_has_a_row_with_the_next_step() -> None:
    row = await check_one(_PARTNER, CommandSettings(), _refused)
    assert row["ok"] is False
    assert "khabar target resume partner" in str(row["what"])


async def test_without_publish_a_socket_that_listens_is_all_that_is_seen_and_the_row_says_where_more_is() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        target = TargetSettings(id="partner", type="webhook", url=f"http://127.0.0.1:{port}/hook")
        row = await check_one(target, CommandSettings(), None)
        assert row["ok"] is True
        assert f"127.0.0.1:{port} takes connections" in str(row["what"])
        assert "python -m khabar_publish.checking" in str(row["what"])
        site = await check_one(
            TargetSettings(id="site", type="site"), CommandSettings(site_url=f"http://127.0.0.1:{port}"), None
        )
        assert site["ok"] is True
    row = await check_one(target, CommandSettings(), None)
    assert row["ok"] is False


async def test_without_publish_a_target_without_an_address_is_not_called_broken() -> None:
    row = await check_one(TargetSettings(id="pages", type="folder"), CommandSettings(), None)
    assert row["ok"] is True
    assert "no url" in str(row["what"])
