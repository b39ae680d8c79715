"""A delivery in hand, and what may become of it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from khabar.stage.entry import FAILING_SINCE, Entry
from khabar.wire import Fields
from khabar_publish.bare.ahead import AHEAD
from khabar_publish.shown import Shown, read


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery under a lease.

    Args:
        name: what it is about, and waits under: an article or a tag, or what is told beside an article.
        work: what is kept of it on the server, as ``khabar.stage.due`` describes.
        held: what the target holds of the article.
        lost: how often whoever had it in hand did not end it.
        probe: whether it tries out a target that did not answer.
        tried: whether a call for it failed, or what it supersedes was in hand without an end, so that the target may
            have taken something all the same.
        beside: what the target holds of the article that it is told beside.
        at: when it was taken, by the server's clock in Unix milliseconds.
    """

    name: str
    token: str
    work: bytes
    held: Shown | None
    lost: int
    probe: bool
    tried: bool = False
    beside: Shown | None = None
    at: int = 0

    @classmethod
    def rows(cls, taken: Sequence[bytes], token: str, at: int, *, probe: bool) -> list["Claimed"]:
        """What the script took: six values for each delivery."""
        rows = zip(*[iter(taken)] * 6, strict=True)
        return [
            cls(name.decode(), token, work, read(held), int(lost), probe, tried == b"1", read(beside), at)
            for name, work, held, lost, tried, beside in rows
        ]

    @property
    def subject(self) -> str:
        """What its event is about, read without decoding it; the name where it says nothing."""
        return self.entry.fields.get(b"subject", b"").decode() or self.name

    @property
    def ahead(self) -> bool:
        """Whether it did not wait for enrichment, which is to pass the same on."""
        return AHEAD.encode() in self.entry.fields

    @property
    def digest(self) -> str:
        """By which the server knows whether something newer waits by now."""
        return hashlib.sha1(self.work, usedforsecurity=False).hexdigest()

    @property
    def entry(self) -> Entry:
        """The event's entry, which says how often its delivery was tried."""
        parts = json.loads(self.work.split(b"\n", 4)[4])
        return Entry("", {name.encode(): value.encode() for name, value in zip(parts[::2], parts[1::2], strict=True)})

    def again(self, attempt: int, failing_since: float) -> bytes:
        """What is to be kept for the next try."""
        head = self.work.split(b"\n", 4)[:4]
        fields = {name.decode(): value.decode() for name, value in self.entry.fields.items()}
        fields |= {"attempt": str(attempt), FAILING_SINCE: f"{failing_since:.3f}"}
        flat = json.dumps([part for pair in fields.items() for part in pair], ensure_ascii=False)
        return b"\n".join([*head, flat.encode()])


@dataclass(frozen=True, slots=True)
class Ending:
    """What is to be written about a delivery in hand: entries and what is shown, or that it is to be tried again.

    Args:
        told: entries, each with the name of its stream.
        shown: what the target holds from here on; None leaves it as it is.
        again: what is kept for another try, which comes ``wait`` seconds later; empty when the delivery has ended.
        until: when that try comes instead, by the server's clock in Unix milliseconds.
        unused: whether the target was not called, so that others may be in its place.
        doubtful: whether the call's end is not known; None leaves what was known of calls before.
    """

    claimed: Claimed
    told: Sequence[tuple[str, Fields]] = ()
    shown: Shown | None = None
    again: bytes = b""
    wait: float = 0.0
    until: int = 0
    unused: bool = False
    doubtful: bool | None = None

    def arguments(self, streams: Mapping[str, int]) -> list[str | bytes | int]:
        """The arguments of the script that writes it; ``streams`` are the streams' indices in its keys."""
        shown = self.shown.to_json() if self.shown else b""
        of, wait = self.claimed, max(0, int(self.wait * 1000))
        doubtful = "" if self.doubtful is None else int(self.doubtful)
        flat: list[str | bytes | int] = [of.name, of.token, of.digest, shown, self.again, wait, self.until]
        flat += [int(self.unused), doubtful, int(of.ahead), len(self.told)]
        for stream, fields in self.told:
            flat += [streams[stream], 2 * len(fields), *(part for pair in fields.items() for part in pair)]
        return flat
