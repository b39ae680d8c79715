"""What the newsroom says of a folder of static files."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from khabar import ConfigError
from khabar.config import TargetSettings, mistakes
from khabar_publish.targets.address import http_address


class FolderSettings(BaseModel):
    """The key of a folder's table beside those of every target.

    Args:
        path: the folder, which has to be there; read from the folder of the newsroom's file.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, strict=True)

    path: str = Field(min_length=1)


def base(target: TargetSettings) -> str:
    """The folder's address for readers; empty where it has none.

    Raises:
        ConfigError: it is no address.
    """
    return http_address(target.id, target.url, "it in newsroom.toml").rstrip("/") if target.url else ""


def root(target: TargetSettings, newsroom_file: Path | None) -> Path:
    """The folder.

    Raises:
        ConfigError: something is missing or wrong; the message lists all of it.
    """
    try:
        path = FolderSettings.model_validate(target.model_extra or {}).path
    except ValidationError as error:
        raise ConfigError(mistakes(f"target {target.id}", error)) from error
    return (newsroom_file.parent if newsroom_file else Path()) / path
