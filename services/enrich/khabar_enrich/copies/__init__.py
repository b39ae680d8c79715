"""Duplicates: which articles are copies, revisions or updates of earlier ones, and which of them is shown."""

from khabar_enrich.copies.copies import Copies, Found
from khabar_enrich.copies.group import Group, Member
from khabar_enrich.copies.judging import Match, Verdict
from khabar_enrich.copies.signature import Signature

__all__ = ["Copies", "Found", "Group", "Match", "Member", "Signature", "Verdict"]
