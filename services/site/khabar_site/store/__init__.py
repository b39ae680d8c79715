"""The site's store: one SQLite file, one writer, readers on their own connections."""

from khabar_site.store.cards import Card
from khabar_site.store.pictures import Kept
from khabar_site.store.reader import Reader, Readers
from khabar_site.store.shown import Note, Place, Shown
from khabar_site.store.standing import Outcome, Removal, State
from khabar_site.store.ties import Tie
from khabar_site.store.writer import Answer, Writer

__all__ = [
    "Answer",
    "Card",
    "Kept",
    "Note",
    "Outcome",
    "Place",
    "Reader",
    "Readers",
    "Removal",
    "Shown",
    "State",
    "Tie",
    "Writer",
]
