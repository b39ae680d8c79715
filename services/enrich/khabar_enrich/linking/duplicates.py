"""Who has the page: what a change among copies means for each article of a group. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from khabar.models import CopiesChange, Reporter
from khabar_enrich.copies.group import Group


@dataclass(frozen=True, slots=True)
class Standings:
    """How articles stand under a version: the group of each, None for one that is in none, and their revisions."""

    version: int
    groups: Mapping[str, Group | None] = field(default_factory=dict)
    revisions: Mapping[str, int] = field(default_factory=dict)

    def page(self, article_id: str) -> str:
        """Return the article whose page stands for one."""
        group = self.groups.get(article_id)
        return group.shown.article_id if group and group.shown else article_id

    def moved(self, before: Mapping[str, str]) -> set[str]:
        """Return what is shown on another page than before."""
        return {id_ for id_ in self.groups if self.page(id_) != before.get(id_, id_)}

    def shown(self) -> set[str]:
        """Return the articles whose page stands for others."""
        return {group.shown.article_id for group in self.groups.values() if group and group.shown}

    def change(self, article_id: str) -> CopiesChange:
        """Return how an article stands."""
        page, group = self.page(article_id), self.groups.get(article_id)
        revision = self.revisions.get(article_id, 1)
        if page != article_id:
            return CopiesChange(id=article_id, revision=revision, version=self.version, duplicate_of=page)
        return CopiesChange(
            id=article_id,
            revision=revision,
            version=self.version,
            also_reported_by=reporters(group),
            copies=tuple(id_ for id_ in _ids(group) if id_ != article_id),
        )


def reporters(group: Group | None) -> tuple[Reporter, ...]:
    """Return the other sources that tell the text of a group, each once."""
    others = group.also_reported_by if group else ()
    return tuple(Reporter(article_id=each.article_id, source=each.source, name=each.name) for each in others)


def usable(*groups: Group | None) -> dict[str, int]:
    """Return the articles of groups that readers may see, with their revisions."""
    return {each.article_id: each.revision for group in groups if group for each in group.usable}


def _ids(group: Group | None) -> Iterable[str]:
    return [member.article_id for member in group.usable] if group else []
