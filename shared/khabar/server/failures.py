"""What a call to the server may raise, and whether the same call may succeed later."""

from redis.exceptions import (
    AskError,
    ClusterDownError,
    OutOfMemoryError,
    ReadOnlyError,
    TryAgainError,
)
from redis.exceptions import ConnectionError as ServerGone
from redis.exceptions import TimeoutError as ServerSlow

SERVER_ERRORS = (ServerGone, ServerSlow, ConnectionError)
"""What a call raises while the server is away."""

_FULL_OR_FAILING_OVER = (OutOfMemoryError, ReadOnlyError, AskError, ClusterDownError, TryAgainError)
_REFUSED_FOR_NOW = ("MISCONF ", "NOREPLICAS ", "UNBLOCKED ", "BUSY ")


def passes(error: Exception) -> bool:
    """Tell whether the same call may succeed later: the server is away, full, failing over or short of replicas."""
    if isinstance(error, (*SERVER_ERRORS, *_FULL_OR_FAILING_OVER)):
        return True
    return str(error).startswith(_REFUSED_FOR_NOW)
