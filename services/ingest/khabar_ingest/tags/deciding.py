"""What becomes of a decision about a tag: no clock, network or disk."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from khabar.arabic import fold
from khabar.models import TagLocks, TagRef, TagRuling
from khabar_ingest.by_hand.refusal import Refusal
from khabar_ingest.tags.book import TagBook
from khabar_ingest.tags.order import RetagOrder, ReviewOrder, TagOrder, TagVerb

_KINDS: Final = {"person": "per", "organisation": "org", "place": "loc", "topic": "topic", "event": "event"}
_BREAK: Final = re.compile(r"[\W_]+")
_SLUG_LETTERS: Final = 60


def decide(verb: TagVerb, id_: str, order: TagOrder, book: TagBook, at: datetime) -> TagRuling | None:
    """Say how a tag stands after a decision; None when it stands so already.

    Raises:
        Refusal: there is no such tag, or the decision contradicts another.
    """
    tag = _known(id_, book)
    before = book.rulings.get(id_) or TagRuling(id=id_, revision=1, type=tag.type)
    changed = before.model_copy(update=_change(verb, id_, order, book))
    return None if changed == before else _signed(changed, order, book, at)


def accept(order: ReviewOrder, book: TagBook, written: str, at: datetime) -> TagRuling:
    """Make a tag of a name in review, ``written`` as articles have it.

    Raises:
        Refusal: its id is taken, or its kind is none.
    """
    type_ = order.type or order.key.partition(" ")[0]
    if type_ not in _KINDS:
        msg = f"key: begins with {type_!r}, not with one of {', '.join(_KINDS)}"
        raise Refusal(msg)
    id_ = order.id or f"{_KINDS[type_]}:{_slug(order.name or written)}"
    if book.tag(id_):
        msg = f"the id {id_} is taken; give another id, or merge the tags"
        raise Refusal(msg)
    made: dict[str, Any] = {"id": id_, "revision": 1, "type": type_, "name": order.name or written}
    spelt = tuple(dict.fromkeys((written, made["name"])))
    return _signed(TagRuling.model_validate(made | {"aliases": spelt}), order, book, at)


def retag(order: RetagOrder, before: TagLocks, book: TagBook, at: datetime) -> TagLocks | None:
    """Say which tags are locked on an article and off it after a decision; None when that changes nothing.

    Raises:
        Refusal: a tag to be put on is not there or blocked, or is both put on and taken off.
    """
    if twice := sorted({*order.add} & {*order.remove}):
        msg = f"{', '.join(twice)}: cannot be added and removed at once"
        raise Refusal(msg)
    named = {*order.add, *order.remove, *order.unlock}
    added = [ref for ref in before.added if ref.id not in named] + [_usable(id_, book) for id_ in order.add]
    removed = [id_ for id_ in before.removed if id_ not in named] + list(dict.fromkeys(order.remove))
    after = before.model_copy(update={"added": tuple(_once(added)), "removed": tuple(removed)})
    if after == before:
        return None
    return after.model_copy(update={"by": order.by, "reason": order.reason, "at": at})


def _change(verb: TagVerb, id_: str, order: TagOrder, book: TagBook) -> dict[str, Any]:
    match verb:
        case "merge":
            return {"into": _target(id_, str(order.into), book)}
        case "unmerge":
            return {"into": None}
        case "rename":
            return {"name": order.name}
        case "block" | "unblock":
            return {"blocked": verb == "block"}


def _target(id_: str, into: str, book: TagBook) -> TagRef:
    found = _known(into, book)
    if book.final(into) == id_:
        msg = f"into: {into} {'is the tag itself' if into == id_ else f'leads to {id_} already'}"
        raise Refusal(msg)
    return found


def _known(id_: str, book: TagBook) -> TagRef:
    if found := book.tag(id_):
        return found
    hint = "see: khabar tag list" if book.known else "enrich has not told its table yet; start it"
    msg = f"there is no tag {id_}; {hint}"
    raise Refusal(msg, unknown=True)


def _usable(id_: str, book: TagBook) -> TagRef:
    found = _known(id_, book)
    final = book.rulings.get(book.final(id_))
    if final is not None and final.blocked:
        msg = f"tag {final.id} is blocked; unblock it first"
        raise Refusal(msg)
    return found


def _once(refs: Iterable[TagRef]) -> Iterable[TagRef]:
    return {ref.id: ref for ref in refs}.values()


def _signed(ruling: TagRuling, order: TagOrder | ReviewOrder, book: TagBook, at: datetime) -> TagRuling:
    signed = {"revision": book.version + 1, "by": order.by, "reason": order.reason, "at": at}
    return ruling.model_copy(update=signed)


def _slug(name: str) -> str:
    """The folded words of a name, joined by hyphens."""
    return "-".join(word for word in _BREAK.split(fold(name)) if word)[:_SLUG_LETTERS].strip("-") or "name"
