"""Resend: what one target had last is sent to it once more, though it may have it."""

from khabar.resend.find import Found, Tapes, find
from khabar.resend.sending import Progress, Sending, name_of_run
from khabar.resend.words import ENDS, Status, Word, Words

__all__ = ["ENDS", "Found", "Progress", "Sending", "Status", "Tapes", "Word", "Words", "find", "name_of_run"]
