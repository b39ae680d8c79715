"""The signatures that a webhook's calls carry, and the secrets that they are made with."""

import hmac
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from time import time
from typing import Final

from khabar import ConfigError

_PREFIX: Final = "whsec_"
_BYTES: Final = range(24, 65)
_LEAST_TOKEN: Final = 8

Signer = Callable[[str, bytes], dict[str, str]]
"""Makes the headers that sign a call, given its id and its body."""


def standard(keys: Sequence[bytes]) -> Signer:
    """Sign as Standard Webhooks 1.0.0 says (https://www.standardwebhooks.com, symmetric signatures).

    While a secret is changed for another there are two keys and two signatures: a receiver takes either.
    """

    def headers(id_: str, body: bytes) -> dict[str, str]:
        stamp = int(time())
        signatures = " ".join(signature(key, id_, stamp, body) for key in keys)
        return {"webhook-id": id_, "webhook-timestamp": str(stamp), "webhook-signature": signatures}

    return headers


def signature(key: bytes, id_: str, stamp: int, body: bytes) -> str:
    """One signature of a call, made at ``stamp`` (Unix seconds)."""
    signed = hmac.new(key, f"{id_}.{stamp}.".encode() + body, sha256).digest()
    return f"v1,{b64encode(signed).decode()}"


def superdesk(token: str) -> Signer:
    """Sign as Superdesk Web Publisher asks ("secure content push" in its manual): the SHA-1 HMAC of the body alone."""

    def headers(id_: str, body: bytes) -> dict[str, str]:  # noqa: ARG001 - it has no id
        return {"x-superdesk-signature": f"sha1={hmac.new(token.encode(), body, 'sha1').hexdigest()}"}

    return headers


def signing_key(target: str, name: str, newsroom_file: Path | None) -> bytes:
    """The key in a secret file, which is read from the folder of the newsroom's file.

    Raises:
        ConfigError: there is none, or it is no secret of 24 to 64 bytes in base64.
    """
    path, text = _read(target, name, newsroom_file)
    try:
        key = b64decode(text.removeprefix(_PREFIX), validate=True)
    except (NotBase64, ValueError):
        key = b""
    if len(key) not in _BYTES:
        make = f'(printf {_PREFIX}; openssl rand -base64 32) > "{path}"'
        msg = f"target {target}: secret_file {path} holds no secret of 24 to 64 bytes in base64; make one: {make}"
        raise ConfigError(msg)
    return key


def token(target: str, name: str, newsroom_file: Path | None) -> str:
    """The token that the other side gave us, in a file as above.

    Raises:
        ConfigError: there is none, or it cannot be sent as it is.
    """
    path, text = _read(target, name, newsroom_file)
    if len(text) < _LEAST_TOKEN or not text.isascii() or not text.isprintable() or " " in text:
        msg = f"target {target}: {path} holds no token of at least {_LEAST_TOKEN} ASCII characters on one line"
        raise ConfigError(msg)
    return text


def _read(target: str, name: str, newsroom_file: Path | None) -> tuple[Path, str]:
    path = (newsroom_file.parent if newsroom_file else Path()) / name
    try:
        return path, path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        msg = f"target {target}: secret_file {path} cannot be read ({why})"
        raise ConfigError(msg) from error
