"""One attribution as a reader of a line found it."""

from typing import NamedTuple

from khabar_enrich.attribution.claim import Claim
from khabar_enrich.attribution.speakers import Speaker


class Saying(NamedTuple):
    """Who says what: ``cue`` and ``beyond`` are the first word of the cue and the one after all of its words."""

    cue: int
    beyond: int
    verb: str
    speaker: Speaker
    outlet: str | None
    claim: Claim
