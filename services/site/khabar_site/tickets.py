"""The signed addresses of drafts: whoever was given one may look at one draft until a moment, and at nothing else."""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import NamedTuple, Self
from uuid import UUID

_PURPOSE = b"khabar site drafts 1"
_ID, _TIME, _DIGEST = 16, 8, 16
_SAID = _ID + _TIME + _DIGEST


class Ticket(NamedTuple):
    """What an address says: which article's draft, of which text, until when (seconds since 1970)."""

    article_id: str
    digest: str
    expires: int

    def signed(self, secret: str) -> str:
        """The ticket as an address carries it."""
        said = UUID(self.article_id).bytes + self.expires.to_bytes(_TIME) + bytes.fromhex(self.digest)
        return urlsafe_b64encode(said + _seal(said, secret)).decode().rstrip("=")

    @classmethod
    def read(cls, text: str, secret: str) -> Self | None:
        """Read what an address carries; None where it was not signed with this secret, letter by letter."""
        try:
            whole = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
        except ValueError:
            return None
        said, seal = whole[:_SAID], whole[_SAID:]
        if not secret or not hmac.compare_digest(seal, _seal(said, secret)):
            return None
        ticket = cls(str(UUID(bytes=said[:_ID])), said[_ID + _TIME :].hex(), int.from_bytes(said[_ID : _ID + _TIME]))
        return ticket if ticket.signed(secret) == text else None


def digest(content: bytes) -> str:
    """What tells one text of a draft from another."""
    return hashlib.sha256(content).hexdigest()[: 2 * _DIGEST]


def _seal(said: bytes, secret: str) -> bytes:
    """RFC 2104, with a key of its own that is drawn from the secret, so that it signs nothing else."""
    key = hmac.digest(secret.encode(), _PURPOSE, hashlib.sha256)
    return hmac.digest(key, said, hashlib.sha256)
