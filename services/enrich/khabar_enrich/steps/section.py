"""Which section an article belongs to, and why."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Final, Self

from khabar.config import Config, SectionRule
from khabar.errors import ConfigError
from khabar.models import Enrichment, Section
from khabar.settings import load
from khabar_enrich.page import Page
from khabar_enrich.sections import Model, Rules
from khabar_enrich.sections.rules import Choice
from khabar_enrich.sections.terms import counts, first_words
from khabar_enrich.settings import EnrichSettings
from khabar_enrich.topics import SURE, section_topics

CATEGORY: Final = 1.0
SOURCE: Final = 0.9
TAG: Final = 0.8
HEADLINE: Final = 0.7
DEFAULT: Final = 0.0
"""What each rule is trusted with; a model tells its own confidence, and the default knows nothing."""


@dataclass(frozen=True, slots=True)
class Sections:
    """The first that speaks decides: category, tag, word of the headline, source, trained model, topic, default."""

    rules: Rules
    model: Model | None
    topics: Mapping[str, SectionRule]
    name: ClassVar[str] = "section"
    version: ClassVar[str] = "2"
    order: ClassVar[int] = 46

    @classmethod
    def load(cls, config: Config) -> Self:
        """Keep the newsroom's sections, and read the trained model where KHABAR_SECTION_MODEL names one.

        Raises:
            ConfigError: the model cannot be read, or knows none of the newsroom's sections.
        """
        path = load(EnrichSettings).section_model
        rules, model = Rules.of(config), Model.load(path) if path else None
        if model and rules.sections and not set(model.sections) & set(rules.sections):
            msg = (
                f"section model {path} knows {', '.join(model.sections)}, none of which is a section of the newsroom;"
                " make it again with `khabar train sections`"
            )
            raise ConfigError(msg)
        return cls(rules, model, section_topics(config.sections))

    def __call__(self, page: Page, found: Enrichment) -> Enrichment:
        """Set the section with a readable reason; it stays empty where the newsroom has none that fits."""
        return found.model_copy(update={"section": next(self._choices(page, found), None)})

    def _choices(self, page: Page, found: Enrichment) -> Iterator[Section]:
        yield from _sections(self.rules.by_category(page.revision), CATEGORY)
        yield from _sections(self.rules.by_tag(found.tags), TAG)
        yield from _sections(self.rules.by_headline(page), HEADLINE)
        yield from _sections(self.rules.by_source(page.revision), SOURCE)
        yield from self._by_model(page)
        yield from self._by_topic(found)
        if self.rules.default:
            yield _section(self.rules.default, "default section", DEFAULT)

    def _by_model(self, page: Page) -> Iterator[Section]:
        """What the model says, where it is sure enough; its reason is the words that spoke most for it."""
        guess = self.model.guess(counts(page)) if self.model else None
        if self.model and guess and guess.confidence >= self.model.least and guess.section in self.rules.sections:
            told = "، ".join(first_words(page, guess.terms))
            yield _section(self.rules.sections[guess.section], f"model: {told}", guess.confidence)

    def _by_topic(self, found: Enrichment) -> Iterator[Section]:
        for topic in found.subjects:
            rule = self.topics.get(topic.id)
            if rule is not None and topic.confidence >= SURE:
                yield _section(rule, f"topic {topic.name}: {topic.reason}", topic.confidence)


def _sections(choices: Iterable[Choice], confidence: float) -> Iterator[Section]:
    return (_section(choice.rule, choice.reason, confidence) for choice in choices)


def _section(rule: SectionRule, reason: str, confidence: float) -> Section:
    return Section(id=rule.id, name=rule.name, reason=reason, confidence=confidence)
