"""Which items of a source the newsroom does not take. Pure."""

from urllib.parse import unquote

from khabar.config import SourceSettings
from khabar_ingest.draft import Draft
from khabar_ingest.rules.phrases import holds, standing
from khabar_ingest.text import fold


def dropped(draft: Draft, source: SourceSettings) -> str:
    """Say which rule drops a draft; nothing where it is taken. What takes an article back is never dropped."""
    if source.drop is None or draft.status != "usable":
        return ""
    rule = source.drop
    if phrase := next(standing(rule.headline, draft.headline), ""):
        return _because("headline", phrase)
    own = {fold(category) for category in draft.categories}
    if named := next((category for category in rule.categories if fold(category) in own), ""):
        return _because("categories", named)
    link = unquote(draft.canonical_url or "")
    if piece := next((pattern for pattern in rule.links if holds(unquote(pattern), link)), ""):
        return _because("links", piece)
    return ""


def _because(rule: str, found: str) -> str:
    return f"dropped by the rule drop.{rule} of its source: {found}"
