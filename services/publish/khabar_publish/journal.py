"""What the log and the metrics say of deliveries: one rich line for each try."""

import structlog

from khabar.metrics import DELIVERIES, DELIVERY_SECONDS
from khabar_publish.attempt import Attempt
from khabar_publish.circuit import Alarm, Circuit
from khabar_publish.claimed import Ending

_NEXT_STEP: dict[Alarm, str] = {
    "target.down": "nothing is lost; see whether the target runs, it is probed by itself",
    "target.refused": "mend its credentials or address, then `khabar target resume`",
    "target.recovered": "",
}
log = structlog.get_logger()


def write(target: str, attempt: Attempt, ending: Ending, circuit: Circuit) -> None:
    """Tell one try."""
    event, error = attempt.event, attempt.error
    dead = error is not None and not ending.again
    outcome = _outcome(attempt, dead=dead)
    DELIVERIES.labels(target, outcome).inc()
    if attempt.took:
        DELIVERY_SECONDS.labels(target).observe(attempt.took)
    said = {
        "target": target,
        "article": attempt.claimed.name,
        "type": event.name if event else "",
        "revision": event.revision if event else 0,
        "attempt": event.attempt if event else attempt.claimed.entry.attempt,
        "outcome": outcome,
        "took_ms": round(attempt.took * 1000, 2),
    }
    if dead:
        log.error("delivery.dead", **said, reason=str(error))
    elif error is not None:
        log.warning("delivery.delayed", **said, wait=round(ending.wait, 2), state=circuit.state, reason=str(error))
    elif attempt.until:
        log.debug("delivery.later", **said)
    else:
        log.info("delivery.done", **said)


def alarm(target: str, name: Alarm, circuit: Circuit) -> None:
    """Tell that a target went down, refuses us, or is back."""
    say = log.info if name == "target.recovered" else log.error
    say(name, target=target, reason=circuit.reason, next_step=_NEXT_STEP[name])


def _outcome(attempt: Attempt, *, dead: bool) -> str:
    if attempt.answer:
        return attempt.answer.outcome
    if attempt.needless or attempt.until:
        return "needless" if attempt.needless else "later"
    return "dead" if dead else "delayed"
