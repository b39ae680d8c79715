"""Comparing what a caller shows with a secret, in constant time."""

import hmac


def bears(authorization: str, secret: str) -> bool:
    """Tell whether an ``Authorization`` header is ``Bearer`` and the secret.

    ``authorization`` is the header as Starlette gives it: its bytes read as latin-1.
    """
    scheme, _, shown = authorization.partition(" ")
    same = hmac.compare_digest(shown.strip().encode("latin-1"), secret.encode())
    return scheme.lower() == "bearer" and same
