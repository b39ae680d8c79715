"""The list of sources as it is read in a terminal."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from khabar.cli.lines import plain

_MINUTE: Final = len("2026-03-02T08:00")


def lines(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the lines: of each source how it stands, then its address, and what is wrong; times are in UTC."""
    width = max((len(row["id"]) for row in rows), default=0)
    for row in rows:
        next_ = row["next_in_seconds"]
        times = f"polled {_minute(row['polled_at'])}  news {_minute(row['heard_at'])}"
        yield f"{row['id']:{width}}  {row['state']:7}  {times}  next {'-' if next_ is None else f'{next_} s'}"
        yield from (f"    {plain(each)}" for each in (row["url"] or row["type"], row["reason"]) if each)


def _minute(moment: str) -> str:
    return moment[:_MINUTE].replace("T", " ") or "-"
