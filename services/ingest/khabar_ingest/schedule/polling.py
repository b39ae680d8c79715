"""One poll of one source: what comes of it, whatever happens."""

import re
from typing import Final

import structlog

from khabar.errors import Rejected, Retryable
from khabar.fetching import Resting
from khabar_ingest.schedule.board import LOST, Claim, Ending
from khabar_ingest.sources import Gone, Rooms, Source

_FIRST_SECONDS: Final = 5.0
_LONGEST_SECONDS: Final = 3600.0
_LONGEST_REASON: Final = 500
_BUG: Final = "a bug in Khabar; the log of the ingest service shows where"
_TROUBLE: Final = ("error", "failures", LOST)
_FIGURES = re.compile(r"\d+")
_log = structlog.get_logger()


async def poll(source: Source, rooms: Rooms, claim: Claim) -> Ending:
    """Poll a source that was claimed and say how it ended; a failure is told to the operators once, until it changes.

    That its host asked others for rest is no failure: it is asked when the host wishes.

    Raises:
        Gone: the place is gone for good; that has been told.
    """
    memory = rooms.memory
    memory.clear()
    memory.update(claim.memory)
    try:
        wait = await source.poll()
        await _recovered(source, rooms, claim)
        return _ending(claim, memory, wait, rooms)
    except Gone as error:
        await _tell(rooms, "source.refused", claim.id, str(error))
        raise
    except Resting as error:
        return Ending(claim.id, error.retry_after, {}, _lost(claim))
    except Retryable as error:
        return await failed(claim, rooms, str(error), error.retry_after)
    except Rejected as error:
        return await failed(claim, rooms, str(error), None)
    except Exception:  # noqa: BLE001 - a bug in one source must not end the others; it is logged and told
        _log.exception("source.bug", source=claim.id)
        return await failed(claim, rooms, _BUG, None)
    finally:
        memory.clear()


async def failed(claim: Claim, rooms: Rooms, reason: str, wait: float | None) -> Ending:
    """Note what is wrong; the more often in a row, the later the next poll, unless the place said when to come."""
    reason = reason[:_LONGEST_REASON]
    failures = int(claim.memory.get("failures", "0")) + 1
    told = _alike(claim.memory.get("error", ""), reason) or await _tell(rooms, "source.refused", claim.id, reason)
    kept = {"failures": str(failures)} | ({"error": reason} if told else {})
    if wait is None:
        wait = min(_FIRST_SECONDS * 2 ** min(failures, 20), _LONGEST_SECONDS)
    return Ending(claim.id, wait, kept, _lost(claim))


def _lost(claim: Claim) -> tuple[str, ...]:
    return (LOST,) if LOST in claim.memory else ()


def _alike(before: str, reason: str) -> bool:
    """Whether nothing but figures changed: seconds left, bytes, how many wait."""
    return _FIGURES.sub("", before) == _FIGURES.sub("", reason)


def _ending(claim: Claim, memory: dict[str, str], wait: float, rooms: Rooms) -> Ending:
    """Keep what changed, and forget past trouble."""
    before = claim.memory
    kept = {name: value for name, value in memory.items() if before.get(name) != value and name not in _TROUBLE}
    forgotten = [name for name in before if name not in memory or name in _TROUBLE]
    return Ending(claim.id, wait, kept | {"polled_at": f"{rooms.now().timestamp():.0f}"}, tuple(forgotten))


async def _recovered(source: Source, rooms: Rooms, claim: Claim) -> None:
    """Tell that a source which was refused speaks again."""
    if before := claim.memory.get("error"):
        await _tell(rooms, "source.recovered", source.settings.id, f"it answers again; before: {before}")


async def _tell(rooms: Rooms, name: str, id_: str, reason: str) -> bool:
    """Tell the operators and the log, and say whether that was taken."""
    _log.warning(name, source=id_, reason=reason)
    try:
        await rooms.intake.tell(name, id_, reason, once=rooms.now().isoformat())
    except Retryable:
        return False
    except Exception:  # noqa: BLE001 - what cannot be told must not end the source; it is logged
        _log.exception("source.bug", source=id_)
        return False
    return True
