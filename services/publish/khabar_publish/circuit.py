"""Whether a target may be called, decided from what its calls came to. No clock, network or disk.

============ ============================================== ================================= =======================
state        entered                                        meanwhile                         left
============ ============================================== ================================= =======================
``closed``   at first, and after a success                  everything is delivered           see below
``asked``    the target asks for a pause (Retry-After)      nothing, then one probe           the probe succeeds
``open``     five failures in a row, or asked for 15 min    one probe at a time, ever rarer   the probe succeeds
``refused``  credentials or address are refused             a probe each 15 min               the probe succeeds
``paused``   a person pauses it, or it says it is gone      nothing                           a person resumes it
============ ============================================== ================================= =======================

Times are Unix milliseconds of the server.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Final, Literal, get_args

from khabar.stage import Backoff

State = Literal["closed", "asked", "open", "refused", "paused"]
Alarm = Literal["target.down", "target.recovered", "target.refused"]

FAILURES: Final = 5
"""How many failures in a row open the circuit."""

PATIENCE_MS: Final = 900_000
"""Between two probes of a target that refuses us; and how long one may ask for pauses before it counts as down."""

_PROBES: Final = Backoff(give_up_after=float("inf"))
STATES: Final[tuple[State, ...]] = get_args(State)


@dataclass(frozen=True, slots=True)
class Circuit:
    """The state of one target.

    ``blamed`` is the article whose delivery the target answered with the last failure: one that fails again and again
    is no sign that the target is down. ``closed_at`` is when the target was last found to be well after it was not.
    """

    state: State = "closed"
    failures: int = 0
    blamed: str = ""
    since: int = 0
    until: int = 0
    probes: int = 0
    closed_at: int = 0
    reason: str = ""

    @classmethod
    def read(cls, fields: Mapping[str, str]) -> "Circuit":
        """The state as it is kept; what is damaged counts as not there."""
        state: State = next((known for known in STATES if known == fields.get("state")), "closed")
        figures = {name: _figure(fields.get(name, "0")) for name in _FIGURES}
        return cls(state=state, blamed=fields.get("blamed", ""), reason=fields.get("reason", ""), **figures)

    def fields(self) -> dict[str, str]:
        """The state as it is kept."""
        return {name: str(value) for name, value in asdict(self).items()}


Change = tuple[Circuit, Alarm | None]
_FIGURES: Final = ("failures", "since", "until", "probes", "closed_at")


def succeeded(circuit: Circuit, now: int, *, probe: bool) -> Change:
    """The target took or understood a call."""
    if circuit.state == "closed":
        return replace(circuit, failures=0, blamed=""), None
    if circuit.state == "paused" or not probe:
        return circuit, None
    return Circuit(since=now, closed_at=now), None if circuit.state == "asked" else "target.recovered"


def failed(circuit: Circuit, now: int, reason: str, *, probe: bool, article: str = "") -> Change:
    """The target did not take a call; ``article`` is given where it answered, so that the article may be the cause."""
    if circuit.state == "closed":
        if article and circuit.blamed == article:
            return circuit, None
        return _counted(replace(circuit, blamed=article), now, reason)
    if not probe or circuit.state == "paused":
        return circuit, None
    later = replace(circuit, probes=circuit.probes + 1, reason=reason)
    later = replace(later, until=now + _wait(later, now))
    return _counted(later, now, reason) if circuit.state == "asked" else (later, None)


def asked(circuit: Circuit, now: int, reason: str, *, seconds: float, probe: bool) -> Change:
    """The target asks to be left alone for some seconds."""
    until = now + int(max(1.0, seconds) * 1000)
    if circuit.state == "closed":
        return replace(circuit, state="asked", since=now, until=until, probes=0, reason=reason), None
    if circuit.state == "asked" and now - circuit.since >= PATIENCE_MS:
        return replace(circuit, state="open", since=now, until=until, reason=reason), "target.down"
    if circuit.state == "asked" or (circuit.state in {"open", "refused"} and probe):
        return replace(circuit, until=max(circuit.until, until), reason=reason), None
    return circuit, None


def refused(circuit: Circuit, now: int, reason: str, *, probe: bool) -> Change:
    """The target does not accept who we are, or is not there any more."""
    if circuit.state == "paused" or (circuit.state == "refused" and not probe):
        return circuit, None
    alarm: Alarm | None = None if circuit.state == "refused" else "target.refused"
    since = now if alarm else circuit.since
    return replace(circuit, state="refused", since=since, until=now + PATIENCE_MS, reason=reason), alarm


def gone(circuit: Circuit, now: int, reason: str) -> Change:
    """The target wants no more calls: it is paused, whatever it was, and somebody is told."""
    if circuit.state == "paused":
        return circuit, None
    return Circuit("paused", since=now, closed_at=circuit.closed_at, reason=reason), "target.refused"


def _counted(circuit: Circuit, now: int, reason: str) -> Change:
    failures = circuit.failures + 1
    if failures < FAILURES:
        return replace(circuit, failures=failures), None
    opened = Circuit("open", failures, since=now, closed_at=circuit.closed_at, reason=reason)
    return replace(opened, until=now + _wait(opened, now)), "target.down"


def _wait(circuit: Circuit, now: int) -> int:
    if circuit.state == "refused":
        return PATIENCE_MS
    wait = _PROBES.delay(circuit.probes + 1, (now - circuit.since) / 1000)
    return int((wait or 0) * 1000)


def _figure(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 15 else 0  # noqa: PLR2004 - digits of a date in ms
