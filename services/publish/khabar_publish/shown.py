"""What a target holds of an article, as the newsroom remembers it from the receipts."""

from typing import Literal

from pydantic import AwareDatetime, ValidationError

from khabar.models import Model


class Shown(Model):
    """The newest state that a target confirmed; ``rank`` is above its revision for a kill.

    A removal leaves the address and the remote id as they were: they say where the article once was. ``unknown`` is the
    state after a call that cannot be repeated and of which nobody can tell whether it took effect: a person settles it.
    ``bare`` is what did not wait for enrichment, ``receipt_sha256`` the last link of the article's chain of receipts.
    ``by_hand`` is what a person found there, until something is delivered on it.
    """

    revision: int
    rank: int
    state: Literal["shown", "removed", "unknown"]
    content_sha256: str = ""
    url: str | None = None
    remote_id: str | None = None
    at: AwareDatetime
    bare: bool = False
    receipt_sha256: str = ""
    by_hand: bool = False


def read(value: bytes) -> Shown | None:
    """What is remembered; None where there is nothing, or nothing that can be read."""
    try:
        return Shown.model_validate_json(value) if value else None
    except ValidationError:
        return None
