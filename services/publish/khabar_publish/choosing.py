"""What the newsroom's rules let go to a target, and when. No clock, network or disk."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Final

from khabar.events import Event
from khabar.hours import put_off
from khabar.linked import LINKED
from khabar.models import EnrichedRevision, Removal
from khabar.target_rules import Hours, Only
from khabar_publish.claimed import Claimed

NEVER_THERE: Final = "the target takes only some articles, and this one never went there"


@dataclass(frozen=True, slots=True)
class Rules:
    """What goes to one target, and when; ``zone`` is the newsroom's.

    They are judged when a delivery is claimed, so that what waited is judged by what the article has become.
    """

    only: Only | None = None
    hours: Hours | None = None
    zone: tzinfo = UTC

    def refuses(self, event: Event, claimed: Claimed) -> str:
        """Why a rule keeps an event from the target; empty when none does.

        What the target shows goes on being updated, whatever the article has become, so that nothing stale stays there.
        A removal goes wherever the article may be: it is held, or the end of a call is not known. A revision that was
        in hand without an end is judged as it was then: one that the rules refuse was never sent.
        """
        if self.only is None or claimed.tried:
            return ""
        held = claimed.held or claimed.beside
        if isinstance(event.data, Removal):
            return "" if held or claimed.lost else NEVER_THERE
        if held and held.state != "removed":
            return ""
        if isinstance(event.data, EnrichedRevision):
            return _unwanted(event.data, self.only)
        return NEVER_THERE if LINKED.get(event.name, "story") != "story" else ""

    def until(self, event: Event, claimed: Claimed) -> int:
        """Until when an event waits for the target's hours, Unix milliseconds; 0 when it goes now."""
        if self.hours is None or _at_any_hour(event, claimed) or (self.hours.urgent and _urgent(event)):
            return 0
        return put_off(self.hours, self.zone, claimed.at)


def _at_any_hour(event: Event, claimed: Claimed) -> bool:
    """Whether an event takes something wrong from a page that people may be reading: a removal, or a correction."""
    told, held = event.data, claimed.held
    if not isinstance(told, EnrichedRevision):
        return isinstance(told, Removal)
    if held is None or held.state == "removed":
        return False
    return told.correction is not None or any(each.revision > held.revision for each in told.corrections)


def _urgent(event: Event) -> bool:
    return event.lane == "urgent" or (isinstance(event.data, EnrichedRevision) and event.data.breaking)


def _unwanted(revision: EnrichedRevision, only: Only) -> str:
    section = revision.enrichment.section.id if revision.enrichment.section else ""
    if only.sections and section not in only.sections:
        return f"section {section or '(none)'} is not among {_list(only.sections)}"
    tags = {tag.id for tag in revision.enrichment.tags}
    if only.tags and not tags.intersection(only.tags):
        return f"it carries no tag of {_list(only.tags)}"
    if only.languages and revision.language not in only.languages:
        return f"language {revision.language} is not among {_list(only.languages)}"
    if only.urgency is not None and not (revision.breaking or (revision.urgency or 9) <= only.urgency):
        return f"urgency {revision.urgency or '(none)'} is less urgent than {only.urgency}"
    return ""


def _list(names: Iterable[str]) -> str:
    return ", ".join(names)
