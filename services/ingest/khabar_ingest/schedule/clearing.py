"""The end of a source that was removed."""

from typing import Final

from khabar_ingest.sources import Rooms

_KEPT: Final = ((), ("rhythm",), ("begun",), ("seen",), ("kept",))


async def clear_away(rooms: Rooms, id_: str) -> None:
    """Leave the hub that pushes a source, and forget what it remembered; its articles and their aliases stay.

    Raises:
        RedisError: the server cannot be reached.
    """
    if rooms.websub:
        await rooms.websub.leave(id_)
    ledger = rooms.intake.admission.ledger
    await ledger.client.delete(*(ledger.keys("source", id_, *part) for part in _KEPT))
