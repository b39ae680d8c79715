"""What becomes of a decision about the related links of an article: no clock, network or disk."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from khabar.models import LinkLocks
from khabar_ingest.by_hand.refusal import Refusal
from khabar_ingest.links.order import MOST_BLOCKED, MOST_PINNED, LinkOrder
from khabar_ingest.state import State


def decide(order: LinkOrder, before: LinkLocks, others: Mapping[str, State], at: datetime) -> LinkLocks | None:
    """Say what is decided about an article's links after an order; None when it is so already.

    The later word wins: who is pinned is no longer blocked, and the other way round. ``others`` are the states of the
    articles that the order names.

    Raises:
        Refusal: one of the others is not there, is the article itself, or cannot be pinned; or there would be too many.
    """
    after = before.model_copy(update=_change(order, before, others))
    if after == before:
        return None
    return after.model_copy(update={"by": order.by, "reason": order.reason, "at": at})


def undone(order: LinkOrder, before: LinkLocks) -> dict[str, list[str]]:
    """What an order takes back of earlier ones: who was blocked and is pinned, or was pinned and is blocked."""
    earlier = {"pin": ("unblocked", before.blocked), "block": ("unpinned", before.pinned)}
    word, ids = earlier.get(order.verb, ("", ()))
    found = [id_ for id_ in ids if id_ in order.others]
    return {word: found} if found else {}


def _change(order: LinkOrder, before: LinkLocks, others: Mapping[str, State]) -> dict[str, object]:
    match order.verb:
        case "pin":
            _check(before.id, order, others)
            _pinnable(others[id_] for id_ in order.others)
            pinned = _few((*before.pinned, *order.others), MOST_PINNED, "pinned", "unpin one first")
            return {"pinned": pinned, "blocked": _without(before.blocked, order.others)}
        case "block":
            _check(before.id, order, others)
            blocked = _few((*before.blocked, *order.others), MOST_BLOCKED, "blocked", "unblock some first")
            return {"blocked": blocked, "pinned": _without(before.pinned, order.others)}
        case "unpin":
            return {"pinned": _without(before.pinned, order.others)}
        case "unblock":
            return {"blocked": _without(before.blocked, order.others)}
        case "freeze" | "thaw":
            return {"frozen": order.verb == "freeze"}


def _check(id_: str, order: LinkOrder, others: Mapping[str, State]) -> None:
    if id_ in order.others:
        msg = f"{id_} is the article itself, and is never among its own links"
        raise Refusal(msg)
    if unknown := [other for other in order.others if not others[other].known]:
        msg = f"there is no article {', '.join(unknown)}"
        raise Refusal(msg, unknown=True)


def _pinnable(others: Iterable[State]) -> None:
    if hidden := [f"{state.id} ({state.status})" for state in others if state.status != "usable"]:
        msg = f"only what readers may see can be pinned, not {', '.join(hidden)}"
        raise Refusal(msg)


def _few(ids: Iterable[str], most: int, what: str, hint: str) -> tuple[str, ...]:
    once = tuple(dict.fromkeys(ids))
    if len(once) > most:
        msg = f"{len(once)} articles would be {what}, and {most} are the most; {hint}"
        raise Refusal(msg)
    return once


def _without(ids: Iterable[str], gone: Iterable[str]) -> tuple[str, ...]:
    taken = set(gone)
    return tuple(id_ for id_ in ids if id_ not in taken)
