"""Score whole folders of pages with gold answers, by our reader and by others for comparison."""

from collections.abc import Callable
from datetime import tzinfo
from pathlib import Path
from typing import TypeAlias

import trafilatura

from khabar.errors import Rejected
from khabar_ingest.draft import Draft
from khabar_ingest.pages.article import article_of
from khabar_ingest.pages.gold import Gold, gold_pages
from khabar_ingest.pages.scoring import Reading, Score, reading_of, score

Reader: TypeAlias = Callable[[bytes, Gold], Reading]
"""Reads the bytes of a page."""


def evaluate(folder: Path, reader: Reader) -> list[Score]:
    """Read and score every page of a folder.

    Raises:
        Rejected: the folder has no gold answers, or a page of it is not there.
    """
    return [score(gold, reader(_content(gold), gold)) for gold in gold_pages(folder)]


def our_reader(zone: tzinfo) -> Reader:
    """Return the reader under test; what it refuses to read is an empty reading."""

    def read(content: bytes, gold: Gold) -> Reading:
        try:
            found = article_of(content, gold.url, None, zone)
        except Rejected:
            return Reading()
        return reading_of(found) if isinstance(found, Draft) else Reading()

    return read


def trafilatura_alone(content: bytes, gold: Gold) -> Reading:
    """Read a page with nothing but trafilatura in its precise mode, its own metadata included."""
    found = trafilatura.bare_extraction(
        content, url=gold.url, favor_precision=True, include_comments=False, with_metadata=True
    )
    if found is None or isinstance(found, dict):
        return Reading()
    authors = tuple(name for name in (found.author or "").split("; ") if name)
    return Reading(
        found.text or "", found.title or "", authors, found.date or "", next(iter(found.categories or ()), "")
    )


def _content(gold: Gold) -> bytes:
    try:
        return gold.file.read_bytes()
    except OSError as error:
        msg = f"{gold.file} cannot be read ({error.strerror}); the gold answers name it"
        raise Rejected(msg) from error
