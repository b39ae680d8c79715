"""How commands find the pipeline that ``khabar up`` started: a file in its data folder names the addresses."""

import json
import os
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter

from khabar.errors import ConfigError

FILE = "run.json"
_SERVER: Final = "KHABAR_REDIS_URL"
_ADDRESSES: Final = TypeAdapter(dict[str, str])


def data_folder(given: Path | None = None) -> Path:
    """The data folder: the one given, else ``KHABAR_DATA``, else ``khabar-data`` here."""
    return (given or Path(os.environ.get("KHABAR_DATA", "khabar-data"))).resolve()


def write(data: Path, environment: dict[str, str]) -> None:
    """Leave the addresses (and the paths of the secret files, never the secrets) for other commands."""
    whole = data / f".{FILE}"
    whole.write_text(json.dumps(environment, indent=1, sort_keys=True) + "\n", "utf-8")
    whole.replace(data / FILE)  # a command that looks now finds the old file or the new one, never half of it


def use(data: Path | None = None) -> None:
    """Take the addresses of a pipeline started here as settings, where the environment does not say otherwise.

    Where ``KHABAR_REDIS_URL`` names another server, none are taken: they would mix two pipelines.

    Raises:
        ConfigError: the file is there and cannot be read.
    """
    path = data_folder(data) / FILE
    try:
        found = _ADDRESSES.validate_json(path.read_bytes())
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not what `khabar up` writes"
        msg = f"{path} cannot be read ({reason}); remove it and run `khabar up` again"
        raise ConfigError(msg) from error
    if os.environ.get(_SERVER, found.get(_SERVER)) != found.get(_SERVER):
        return
    for name, value in found.items():
        os.environ.setdefault(name, value)
