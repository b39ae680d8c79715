"""Folders that files are dropped into: looking at them, claiming files among replicas, and putting files away."""

from khabar_ingest.drops.aside import Aside
from khabar_ingest.drops.claims import Claims
from khabar_ingest.drops.look import Drop, Look, Rest, look

__all__ = ["Aside", "Claims", "Drop", "Look", "Rest", "look"]
