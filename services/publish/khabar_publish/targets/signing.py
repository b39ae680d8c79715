"""The secret that a webhook's calls are signed with (https://www.standardwebhooks.com, symmetric signatures)."""

from base64 import b64decode
from binascii import Error as NotBase64
from pathlib import Path

from khabar import ConfigError
from khabar.config import TargetSettings

_PREFIX = "whsec_"
_BYTES = range(24, 65)


def signing_key(target: TargetSettings, newsroom_file: Path | None) -> bytes:
    """The key in the target's ``secret_file``, which is read from the folder of the newsroom's file.

    Raises:
        ConfigError: there is none, or it is no secret of 24 to 64 bytes in base64.
    """
    name = getattr(target, "secret_file", None)
    if not isinstance(name, str) or not name:
        msg = f"target {target.id}: no secret_file; a webhook without a signature is not sent"
        raise ConfigError(msg)
    path = (newsroom_file.parent if newsroom_file else Path()) / name
    try:
        text = path.read_text("utf-8").strip()
        key = b64decode(text.removeprefix(_PREFIX), validate=True)
    except OSError as error:
        msg = f"target {target.id}: secret_file {path} cannot be read ({error.strerror})"
        raise ConfigError(msg) from error
    except (NotBase64, ValueError):
        key = b""
    if len(key) not in _BYTES:
        make = f'(printf {_PREFIX}; openssl rand -base64 32) > "{path}"'
        msg = f"target {target.id}: secret_file {path} holds no secret of 24 to 64 bytes in base64; make one: {make}"
        raise ConfigError(msg)
    return key
