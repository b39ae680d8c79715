"""Entries to be archived."""

from khabar.archive import Row

DAY = 86_400_000
BEGINNING = 1_764_000_000_000


def row(number: int, text: str = "ارتفع منسوب نهر الخابور") -> Row:
    return f"{BEGINNING + number}-0", {b"id": str(number).encode(), b"data": f"{text} {number}".encode()}


def rows(count: int, start: int = 0) -> list[Row]:
    return [row(number) for number in range(start, start + count)]
