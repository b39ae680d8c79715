"""What the newsroom says of a Telegram channel, and the bot's token."""

import re
from pathlib import Path
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from khabar import ConfigError
from khabar.config import TargetSettings, mistakes
from khabar_publish.targets.address import http_address

_PUBLIC: Final = re.compile(r"@[A-Za-z][A-Za-z0-9_]{3,31}")
_PRIVATE: Final = re.compile(r"-100[0-9]{1,15}")
_TOKEN: Final = re.compile(r"[0-9]{3,20}:[A-Za-z0-9_-]{16,128}")


def _channel(value: str | int) -> str:
    text = str(value)
    if not (_PUBLIC.fullmatch(text) or _PRIVATE.fullmatch(text)):
        msg = "is no channel; write its public name as @name, or its number, which begins with -100"
        raise ValueError(msg)
    return text


class TelegramSettings(BaseModel):
    """The keys of a channel's table beside those of every target.

    Args:
        channel: its public name (``@name``) or its number (``-100…``).
        token_file: the file with the bot's token.
        preview: whether Telegram shows a preview of the page that a message leads to.
        api: the server of the Bot API, if it is one of our own.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, strict=True)

    channel: Annotated[str | int, AfterValidator(_channel)]
    token_file: str = Field(min_length=1)
    preview: bool = True
    api: str = "https://api.telegram.org"

    @property
    def public_name(self) -> str:
        """The channel's name in addresses; empty for one without."""
        name = str(self.channel)
        return name[1:] if name.startswith("@") else ""


def telegram_settings(target: TargetSettings) -> TelegramSettings:
    """Read what a target's table says of the channel.

    Raises:
        ConfigError: something is missing or wrong; the message lists all of it.
    """
    try:
        read = TelegramSettings.model_validate(target.model_extra or {})
    except ValidationError as error:
        raise ConfigError(mistakes(f"target {target.id}", error)) from None  # the cause may repeat a token
    http_address(target.id, read.api, "api in newsroom.toml")
    return read


def bot_token(target: TargetSettings, token_file: str, newsroom_file: Path | None) -> str:
    """The token in a file, which is read from the folder of the newsroom's file.

    Raises:
        ConfigError: there is none.
    """
    path = (newsroom_file.parent if newsroom_file else Path()) / token_file
    try:
        token = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        msg = f"target {target.id}: token_file {path} cannot be read ({why})"
        raise ConfigError(msg) from error
    if not _TOKEN.fullmatch(token):
        msg = f"target {target.id}: token_file {path} holds no bot's token; @BotFather gives one such as 123456:AAF…"
        raise ConfigError(msg)
    return token
