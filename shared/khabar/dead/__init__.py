"""Dead letters: events that could not be handled, and what people decide on them."""

from khabar.dead.box import Box
from khabar.dead.decision import Decision
from khabar.dead.desk import Answer, Desk, Refused
from khabar.dead.letter import Letter

__all__ = ["Answer", "Box", "Decision", "Desk", "Letter", "Refused"]
