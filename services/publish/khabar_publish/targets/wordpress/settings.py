"""What a newsroom says of a WordPress target, checked when the service starts."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Final, Literal

import httpx
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from khabar import ConfigError
from khabar.config import TargetSettings, mistakes
from khabar_publish.settings import PublishSettings
from khabar_publish.targets.address import http_address

FORMATS: Final = ("blocks", "html")
_NEAR: Final = ("localhost", ".localhost", ".local", ".internal", ".home.arpa")


class WordPressRules(BaseModel):
    """The settings that this kind alone knows.

    Args:
        status: how an article is shown: published, or kept for an editor of the blog.
        removal: what a kill does to the post.
        missing: what becomes of an update whose post somebody took away in WordPress.
        categories: the name of a section's category, or its slug, by the section's id.
        tags: so many tags at most.
        author: the number of the account that posts stand under, where it is not our own.
        insecure: lets the password travel in the clear to a public host.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    user: str = Field(min_length=1, pattern=r"^[^:]*$")
    password_file: Annotated[str, Field(min_length=1)]
    status: Literal["publish", "draft", "pending", "private"] = "publish"
    removal: Literal["trash", "delete"] = "trash"
    missing: Literal["create", "leave"] = "leave"
    categories: Mapping[str, str] = {}
    tags: int = Field(10, ge=0, le=50)
    image: bool = True
    author: int | None = Field(None, ge=1)
    insecure: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """Where a blog is and how it is entered."""

    url: str
    user: str
    password: SecretStr


def rules(target: TargetSettings) -> WordPressRules:
    """The target's own settings.

    Raises:
        ConfigError: some are wrong; the message lists all of them.
    """
    try:
        read = WordPressRules.model_validate(target.model_extra or {})
    except ValidationError as error:
        raise ConfigError(mistakes(f"target {target.id}", error)) from None  # the cause repeats what was given
    if target.format not in {None, *FORMATS}:
        msg = f"target {target.id}: WordPress takes the formats {' and '.join(FORMATS)}, not {target.format!r}"
        raise ConfigError(msg)
    return read


def account(target: TargetSettings, said: WordPressRules, settings: PublishSettings) -> Account:
    """The blog's address and our password, read from the folder of the newsroom's file.

    Raises:
        ConfigError: the address is none or would have the password travel in the clear, or there is no password.
    """
    url = http_address(target.id, target.url, "its url in newsroom.toml").rstrip("/")
    if httpx.URL(url).userinfo or httpx.URL(url).query:
        msg = f"target {target.id}: its url holds more than where the blog is; give user and password_file instead"
        raise ConfigError(msg)
    if not (said.insecure or url.startswith("https://") or _is_near(httpx.URL(url).host)):
        msg = (
            f"target {target.id}: over plain http the application password could be read on the way; "
            "use https, or set insecure = true if the way is your own"
        )
        raise ConfigError(msg)
    folder = settings.config.parent if settings.config else Path()
    return Account(url, said.user, _password(target.id, folder / said.password_file))


def _password(target: str, path: Path) -> SecretStr:
    try:
        text = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        msg = f"target {target}: password_file {path} cannot be read ({type(error).__name__})"
        raise ConfigError(msg) from None
    if not text:
        msg = f"target {target}: password_file {path} is empty; make an application password in the profile of the user"
        raise ConfigError(msg)
    return SecretStr(text)


def _is_near(host: str) -> bool:
    """Whether a host is of one's own network, by how it is written."""
    try:
        address = ip_address(host.strip("[]"))
    except ValueError:
        return host == _NEAR[0] or host.endswith(_NEAR[1:]) or "." not in host
    return address.is_private or address.is_loopback
