"""Which section an article belongs to, by the newsroom's own rules, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

from khabar.arabic import bare, fold, stem
from khabar.config import Config, SectionRule
from khabar.models import Enrichment, Section
from khabar_enrich.page import Page


@dataclass(frozen=True, slots=True)
class Sections:
    """The first that speaks decides: the source's category, a tag, a word of the headline, the source, the default."""

    config: Config
    name: ClassVar[str] = "section"
    version: ClassVar[str] = "1"
    order: ClassVar[int] = 40

    @classmethod
    def load(cls, config: Config) -> Self:
        """Keep the newsroom's sections."""
        return cls(config)

    def __call__(self, page: Page, found: Enrichment) -> Enrichment:
        """Set the section with a readable reason; it stays empty where the newsroom has none that fits."""
        return found.model_copy(update={"section": next(self._choices(page, found), None)})

    def _choices(self, page: Page, found: Enrichment) -> Iterator[Section]:
        yield from self._by_category(page)
        yield from self._by_tag(found)
        yield from self._by_headline(page)
        yield from self._by_source(page)
        yield from (_because(rule, "default section") for rule in self.config.sections if rule.default)

    def _by_category(self, page: Page) -> Iterator[Section]:
        for category in filter(None, (page.revision.section_hint, *page.revision.categories)):
            for rule in self.config.sections:
                if _key(category) in map(_key, (rule.id, rule.name, *rule.categories)):
                    yield _because(rule, f"category {category}")

    def _by_tag(self, found: Enrichment) -> Iterator[Section]:
        for tag in found.tags:
            for rule in self.config.sections:
                if {_key(tag.id), _key(tag.name)} & set(map(_key, rule.tags)):
                    yield _because(rule, f"tag {tag.name}")

    def _by_headline(self, page: Page) -> Iterator[Section]:
        forms = {form: word for zone in page.zones[:1] for word in zone.words for form in _forms(word.folded)}
        for rule in self.config.sections:
            for wanted in rule.words:
                if (word := forms.get(stem(fold(wanted)))) is not None:
                    yield _because(rule, f"headline word {word.text}")

    def _by_source(self, page: Page) -> Iterator[Section]:
        source = next((s for s in self.config.sources if s.id == page.revision.source.id), None)
        if source is not None and source.section is not None:
            rules = (rule for rule in self.config.sections if _key(source.section) in (_key(rule.id), _key(rule.name)))
            yield from (_because(rule, f"source {source.id}") for rule in rules)


def _because(rule: SectionRule, reason: str) -> Section:
    return Section(id=rule.id, name=rule.name, reason=reason)


def _key(text: str) -> str:
    return " ".join(fold(text).split())


def _forms(folded: str) -> set[str]:
    return {stem(form) for form in (folded, *bare(folded))}
