"""A newsroom with a Telegram channel as its target."""

from pathlib import Path

from khabar_publish.settings import PublishSettings
from khabar_publish.shown import Shown, read

from .desk import Desk
from .rooms import Room
from .telegram_server import CHANNEL, TOKEN, TelegramServer

ID = "channel"
QUICK = ('rate = "600/second"', "burst = 100")


def channel_toml(folder: Path, api: str, *lines: str, token: str = TOKEN) -> Path:
    """A newsroom's file with the channel, and the bot's token beside it."""
    (folder / "token").write_text(f"{token}\n")
    table = ["[[targets]]", f'id = "{ID}"', 'type = "telegram"', f'channel = "{CHANNEL}"', 'token_file = "token"']
    path = folder / "newsroom.toml"
    path.write_text("\n".join([*table, f'api = "{api}"', *lines]))
    return path


def channel_room(desk: Desk, valkey_url: str, folder: Path, server: TelegramServer, *lines: str) -> Room:
    """A newsroom whose only target is the channel; ``lines`` are further ones of its table."""
    settings = PublishSettings(
        redis_url=valkey_url,
        newsroom=desk.keys.newsroom,
        blobs=folder / "blobs",
        config=channel_toml(folder, server.url, *lines),
        target_timeout_seconds=2,
    )
    return Room(desk, settings, {})


async def held(room: Room, article: str) -> Shown | None:
    """What the newsroom remembers of an article in the channel."""
    known = await room.redis.hget(room.keys.shown(article), ID)
    return read(known.encode() if isinstance(known, str) else known or b"")
