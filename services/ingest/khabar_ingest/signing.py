"""Signatures of calls to the API: HMAC-SHA256 over what is asked, when, and which once. Pure.

A caller signs six lines: ``v1``, the time in Unix seconds, a nonce, the method, the path with its query, and the
SHA-256 of the body in hexadecimal. It sends the time, the nonce and ``v1=<hexadecimal>`` in three headers.
"""

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

TIMESTAMP: Final = "x-khabar-timestamp"
NONCE: Final = "x-khabar-nonce"
SIGNATURE: Final = "x-khabar-signature"
WINDOW_SECONDS: Final = 300
"""How far a caller's clock may be from ours."""

_SCHEME: Final = "v1"
_TIME = re.compile(r"[0-9]{1,11}")
_ONCE = re.compile(r"[A-Za-z0-9._~-]{16,128}")


@dataclass(frozen=True, slots=True)
class Call:
    """What is asked: the method, the path with its query as it was sent, and the body."""

    method: str
    target: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Signed:
    """What a caller says in the three headers."""

    timestamp: str
    nonce: str
    signature: str

    @classmethod
    def read(cls, headers: Mapping[str, str]) -> "Signed | None":
        """Read the headers; None where none of the three is there."""
        said = [headers.get(name, "").strip() for name in (TIMESTAMP, NONCE, SIGNATURE)]
        return cls(*said) if any(said) else None

    def headers(self) -> dict[str, str]:
        """The headers to send."""
        return {TIMESTAMP: self.timestamp, NONCE: self.nonce, SIGNATURE: self.signature}


def sign(secret: str, call: Call, *, timestamp: int, nonce: str) -> Signed:
    """Sign a call that is made at ``timestamp`` (Unix seconds) and with this nonce only once."""
    return Signed(str(timestamp), nonce, f"{_SCHEME}={_digest(secret, call, str(timestamp), nonce)}")


def untimely(signed: Signed, now: float) -> str:
    """Say what is wrong with the form or the time of a signature, or nothing; ``now`` is in Unix seconds."""
    if not _TIME.fullmatch(signed.timestamp):
        return f"{TIMESTAMP}: send the time in Unix seconds"
    if not _ONCE.fullmatch(signed.nonce):
        return f"{NONCE}: send 16 to 128 of A-Z, a-z, 0-9 and '._~-', never the same twice"
    skew = round(int(signed.timestamp) - now)
    if abs(skew) > WINDOW_SECONDS:
        side = "ahead of" if skew > 0 else "behind"
        return f"{TIMESTAMP}: is {abs(skew)} s {side} our clock, of {WINDOW_SECONDS} allowed; set the caller's clock"
    return ""


def fits(secret: str, call: Call, signed: Signed) -> bool:
    """Whether a call was signed with the secret; takes the same time whatever was sent."""
    wanted = f"{_SCHEME}={_digest(secret, call, signed.timestamp, signed.nonce)}"
    return hmac.compare_digest(wanted.encode(), signed.signature.encode("utf-8", "replace"))


def _digest(secret: str, call: Call, timestamp: str, nonce: str) -> str:
    lines = (_SCHEME, timestamp, nonce, call.method, call.target, sha256(call.body).hexdigest())
    return hmac.new(secret.encode(), "\n".join(lines).encode("utf-8", "replace"), "sha256").hexdigest()
