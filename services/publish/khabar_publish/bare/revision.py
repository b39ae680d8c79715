"""A revision with what can be told of it without enrichment: where it belongs by the desk's rules, and its address."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from khabar.arabic import fold, slug
from khabar.config import Config, SectionRule
from khabar.errors import Rejected
from khabar.events import Event
from khabar.models import EnrichedRevision, Enrichment, Revision, Section
from khabar_publish.bare.ahead import is_ahead

REVISIONS: Final = ("article.created", "article.updated", "article.corrected", "article.released")


@dataclass(frozen=True, slots=True)
class Bare:
    """Makes of revisions that go ahead of enrichment what targets take; ``config`` is the newsroom's."""

    config: Config = field(default_factory=Config)

    def __call__(self, event: Event) -> Event:
        """The event as targets take it; the same where enrichment passed it on.

        Raises:
            Rejected: it carries a revision that is not for readers.
        """
        revision = event.data
        if not is_ahead(event) or not isinstance(revision, Revision):
            return event
        if revision.status != "usable":
            msg = f"revision {revision.revision} is {revision.status}, and nothing for readers"
            raise Rejected(msg)
        found = Enrichment(
            for_revision=revision.revision,
            language=revision.language,
            direction=revision.direction,
            section=next(self._sections(revision), None),
            slug=slug(revision.headline),
        )
        return replace(event, data=EnrichedRevision.model_validate(revision.model_dump() | {"enrichment": found}))

    def _sections(self, revision: Revision) -> Iterator[Section]:
        """What the source's own words say first, then what the desk has set for the source."""
        names = self._names
        for said in filter(None, (revision.section_hint, *revision.categories)):
            if (rule := names.get(_key(said))) is not None:
                yield Section(id=rule.id, name=rule.name, reason=f"category {said}", confidence=1.0)
        for source in self.config.sources:
            if source.id == revision.source.id and (rule := names.get(_key(source.section or ""))) is not None:
                yield Section(id=rule.id, name=rule.name, reason=f"source {source.id}", confidence=0.9)

    @property
    def _names(self) -> dict[str, SectionRule]:
        """The sections by all that names them; where two claim a name, the first one has it."""
        found: dict[str, SectionRule] = {}
        for rule in self.config.sections:
            for name in (rule.id, rule.name, *rule.categories):
                found.setdefault(_key(name), rule)
        return found


def _key(text: str) -> str:
    return " ".join(fold(text).split())
