"""The newsroom's rules for the items of one source: what of them is taken, as what, and with which text.

All but `Beginnings` and `Pages` decide purely.
"""

from khabar_ingest.rules.beginnings import Beginnings
from khabar_ingest.rules.full_text import Page, teasers
from khabar_ingest.rules.pages import Pages
from khabar_ingest.rules.treatment import PLAIN, Treatment, fill, treat

__all__ = ["PLAIN", "Beginnings", "Page", "Pages", "Treatment", "fill", "teasers", "treat"]
