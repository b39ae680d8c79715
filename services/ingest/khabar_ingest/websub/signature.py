"""The signatures of hubs: ``X-Hub-Signature: METHOD=HEX`` over the body alone. Pure."""

import hmac
from typing import Final

HEADER: Final = "x-hub-signature"
_METHODS: Final = frozenset({"sha1", "sha256", "sha384", "sha512"})


def is_signed(body: bytes, secret: str, said: str) -> bool:
    """Whether a hub that knows the secret signed the body; takes the same time whatever the digest shown is."""
    method, _, shown = said.strip().partition("=")
    if method.lower() not in _METHODS:
        return False
    wanted = hmac.new(secret.encode(), body, method.lower()).hexdigest()
    return hmac.compare_digest(wanted.encode(), shown.strip().lower().encode("utf-8", "replace"))
