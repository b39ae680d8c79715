"""Orders about one article, decided with its state: tried again while others change it, refused where it is gone."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Final, TypeVar

from redis.exceptions import RedisError

from khabar.errors import Retryable
from khabar.models import LinkLocks, TagLocks
from khabar_ingest.by_hand.refusal import Refusal
from khabar_ingest.ledger import Ledger
from khabar_ingest.state import State

FINAL: Final = frozenset({"killed", "merged"})
"""What is so stays so, and nothing more is decided about it."""

_ROUNDS: Final = 50
_Answer = TypeVar("_Answer")
_Locks = TypeVar("_Locks", TagLocks, LinkLocks)


async def carried_out(once: Callable[[], Awaitable[_Answer | None]], what: str, id_: str) -> _Answer:
    """Try an order until nothing comes in between, and return its answer.

    Args:
        once: tries it; None where the article changed meanwhile.
        what: what it is about: ``tags``, ``links``.
        id_: the article.

    Raises:
        Retryable: the server cannot be reached, or the article changes again and again; nothing is done.
    """
    try:
        for _ in range(_ROUNDS):
            if answer := await once():
                return answer
    except RedisError as error:
        msg = f"the server did not take the {what} of article {id_} ({error}); they can be sent again"
        raise Retryable(msg, retry_after=2) from error
    msg = f"article {id_} keeps changing under us; send the {what} again"
    raise Retryable(msg, retry_after=1)


async def standing(ledger: Ledger, id_: str) -> tuple[datetime, State, int]:
    """Return the server's time, the state of an article, and the revision that the public has or is to have.

    Raises:
        Refusal: there is no such article, or it is killed or merged.
    """
    at, state = await ledger.state(id_)
    if not state.known:
        msg = f"there is no article {id_}"
        raise Refusal(msg, unknown=True)
    if state.status in FINAL:
        msg = f"article {id_} is {state.status}"
        raise Refusal(msg)
    return at, state, int(state.get("public") or state.revision or "1")


async def decided(ledger: Ledger, key: str, model: type[_Locks], asked: str) -> _Locks | None:
    """Return what is kept under a key of what was decided; None where nothing is.

    Raises:
        Retryable: the server cannot be reached and did not say what was ``asked``.
    """
    try:
        kept: Any = await ledger.client.get(key)
    except RedisError as error:
        msg = f"the server did not say {asked} ({error})"
        raise Retryable(msg, retry_after=2) from error
    return model.model_validate_json(kept) if kept else None
