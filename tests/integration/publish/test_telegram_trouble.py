"""A Telegram channel as a target: what its server refuses, what nobody knows, and the token that nobody sees."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from khabar import KhabarError, Rejected
from khabar_publish.app import make_target
from khabar_publish.settings import PublishSettings
from khabar_publish.targets import Answer, Asked, Down, Refused, Target, Unknown

from .channel import channel_toml
from .messages import SECOND, event_of, held_of, sent, taken_away, target_of
from .telegram_server import CHANNEL, TOKEN, Reply, TelegramServer, on


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    server = await TelegramServer().start()
    yield server
    await server.stop()


@pytest.fixture
async def target(server: TelegramServer, tmp_path: Path) -> AsyncIterator[Target]:
    made = target_of(tmp_path, server)
    yield made
    await made.close()


async def test_a_busy_channel_says_in_its_answer_how_long(target: Target, server: TelegramServer) -> None:
    server.per_minute = 1
    await sent(target)
    with pytest.raises(Asked) as caught:
        await sent(target)
    assert 55 < caught.value.seconds <= 61
    assert server.flooded == 1


@pytest.mark.parametrize(
    ("status", "rights", "words"),
    [
        ("administrator", {}, "need administrator rights in the channel chat; see that the channel is right"),
        ("left", {}, "bot is not a member of the channel chat; see"),
        ("kicked", {}, "bot was kicked from the channel chat; see"),
    ],
)
async def test_a_bot_that_may_not_post_stops_the_whole_target(
    target: Target, server: TelegramServer, status: str, rights: dict[str, bool], words: str
) -> None:
    server.status, server.rights = status, rights
    with pytest.raises(Refused, match=words):
        await sent(target)
    with pytest.raises(Refused):
        await target.check()


@pytest.mark.parametrize("token", ["123456789:AAFtoken-9c41-BBBBBBBBBBBBBBBBBBBBB", "123:AAAAAAAAAAAAAAAAAAAAAAA"])
async def test_a_token_that_telegram_does_not_know_stops_the_whole_target(
    server: TelegramServer, tmp_path: Path, token: str
) -> None:
    target = target_of(tmp_path, server, token=token)
    with pytest.raises(Refused, match="take the bot's token from @BotFather") as caught:
        await sent(target)
    assert token not in str(caught.value)
    await target.close()


async def test_a_channel_that_is_not_there_stops_the_whole_target(server: TelegramServer, tmp_path: Path) -> None:
    path = channel_toml(tmp_path, server.url)
    path.write_text(path.read_text().replace(CHANNEL, "@khabar_other"))
    settings = PublishSettings(config=path)
    target = make_target(settings.newsroom_config.targets[0], settings)
    with pytest.raises(Refused, match="chat not found; see that the channel is right"):
        await sent(target)
    await target.close()


@pytest.mark.parametrize(
    "reply",
    [
        Reply(drops=True),
        Reply(drops=True, takes=False),
        Reply(after=5),
        Reply(status=500, body="oh"),
        Reply(status=502, body="<html>Bad Gateway</html>"),
        Reply(status=504, body='{"ok": false, "error_code": 504, "description": "Gateway Timeout"}'),
        Reply(status=200, body="<html>ok</html>"),
        Reply(status=200, body='{"ok": true, "result": {}}'),
    ],
)
async def test_a_message_that_may_be_there_is_left_to_a_person(
    server: TelegramServer, tmp_path: Path, reply: Reply
) -> None:
    target = target_of(tmp_path, server, seconds=1)
    server.behaviour = on("sendMessage", reply)
    with pytest.raises(Unknown, match="in the channel") as caught:
        await sent(target)
    assert caught.value.called
    assert server.called("sendMessage") == 1
    await target.close()


@pytest.mark.parametrize("status", [408, 425, 429, 503])
async def test_a_server_that_says_it_did_nothing_is_tried_again(
    target: Target, server: TelegramServer, status: int
) -> None:
    server.behaviour = on("sendMessage", Reply(takes=False, status=status, body="later"))
    with pytest.raises(Down, match=str(status)):
        await sent(target)
    assert (await sent(target)).remote_id == "41"


async def test_without_a_connection_nothing_was_sent(target: Target, server: TelegramServer) -> None:
    await sent(target)
    await server.stop()
    with pytest.raises(Down) as caught:
        await sent(target)
    assert not caught.value.sent


async def test_after_a_doubt_the_server_is_asked_first_whether_it_is_well(
    target: Target, server: TelegramServer
) -> None:
    server.behaviour = lambda _, __: Reply(drops=True, takes=False) if server.called("sendMessage") else Reply()
    with pytest.raises(Unknown):
        await sent(target)
    for _ in range(3):
        with pytest.raises(Down):
            await sent(target)
    assert server.called("sendMessage") == 1


@pytest.mark.parametrize("method", ["editMessageText", "deleteMessage"])
@pytest.mark.parametrize("reply", [Reply(drops=True), Reply(status=502, body="oh"), Reply(status=200, body="<html>")])
async def test_edits_and_deletions_are_made_again(
    target: Target, server: TelegramServer, method: str, reply: Reply
) -> None:
    held = await sent(target)
    server.behaviour = on(method, reply)
    for attempt in range(2):
        try:
            if method == "deleteMessage":
                assert (await taken_away(target, "kill", held)).outcome == "removed"
            else:
                assert (await target.deliver(event_of(SECOND), SECOND, held)).outcome == "unchanged"
        except Down:
            assert attempt == 0
    assert server.called(method) == 2


async def test_a_message_in_doubt_is_neither_edited_nor_removed(target: Target, server: TelegramServer) -> None:
    doubt = held_of(Answer("?"), state="unknown")
    for work in (target.deliver(event_of(SECOND), SECOND, doubt), taken_away(target, "kill", doubt)):
        with pytest.raises(Unknown) as caught:
            await work
        assert not caught.value.called
    assert server.calls == []


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422, 429, 500, 503, 301])
async def test_the_token_is_in_no_error_and_no_log_even_when_the_other_side_repeats_it(
    server: TelegramServer, tmp_path: Path, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    target = target_of(tmp_path, server)
    said = f'{{"ok": false, "error_code": {status}, "description": "no /bot{TOKEN}/sendMessage"}}'
    server.behaviour = lambda _, __: Reply(takes=False, status=status, body=said)
    with capture_logs() as logs, pytest.raises(KhabarError) as caught:
        await sent(target)
    error = caught.value
    assert "[token]" in str(error) or status == 301
    assert TOKEN not in f"{error!r} {error.__cause__!r} {error.__context__!r} {logs} {caplog.text} {vars(target)}"
    await target.close()


async def test_a_token_whose_colon_was_escaped_is_hidden_too(target: Target, server: TelegramServer) -> None:
    said = f'{{"ok": false, "description": "no /bot{TOKEN.replace(":", "%3A")}/"}}'
    server.behaviour = lambda _, __: Reply(takes=False, status=400, body=said)
    with pytest.raises(Rejected) as caught:
        await sent(target)
    assert TOKEN.partition(":")[2] not in str(caught.value)


async def test_the_name_of_a_missing_right_stops_the_whole_target_too(target: Target, server: TelegramServer) -> None:
    said = '{"ok": false, "error_code": 400, "description": "Bad Request: CHAT_ADMIN_REQUIRED"}'
    server.behaviour = on("sendMessage", Reply(takes=False, status=400, body=said))
    with pytest.raises(Refused, match="one of its administrators"):
        await sent(target)
