"""The desk's own rules from ``newsroom.toml``, looked up by comparison form."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple, Self

from khabar.arabic import bare, fold, stem, words
from khabar.config import Config, SectionRule
from khabar.models import Revision, Tag
from khabar_enrich.page import Page

_TELLING: Final = 4


class Choice(NamedTuple):
    """A section and what spoke for it."""

    rule: SectionRule
    reason: str


@dataclass(frozen=True, slots=True)
class Rules:
    """The sections of a newsroom by whatever may name them; where two claim a name, the first one has it."""

    sections: Mapping[str, SectionRule]
    categories: Mapping[str, SectionRule]
    tags: Mapping[str, SectionRule]
    words: Mapping[tuple[str, ...], SectionRule]
    sources: Mapping[str, SectionRule]
    default: SectionRule | None

    @classmethod
    def of(cls, config: Config) -> Self:
        """Read the rules of a newsroom."""
        names = _first((name, rule) for rule in config.sections for name in (rule.id, rule.name))
        sources = ((source.id, names.get(key(source.section))) for source in config.sources if source.section)
        return cls(
            sections={rule.id: rule for rule in config.sections},
            categories=_first(
                (name, rule) for rule in config.sections for name in (rule.id, rule.name, *rule.categories)
            ),
            tags=_first((tag, rule) for rule in config.sections for tag in rule.tags),
            words=_first_stems((word, rule) for rule in config.sections for word in rule.words),
            sources={source: rule for source, rule in sources if rule is not None},
            default=next((rule for rule in config.sections if rule.default), None),
        )

    def by_category(self, revision: Revision) -> Iterator[Choice]:
        """What the source's own section and categories say."""
        for category in filter(None, (revision.section_hint, *revision.categories)):
            if (rule := self.categories.get(key(category))) is not None:
                yield Choice(rule, f"category {category}")

    def by_tag(self, tags: Iterable[Tag]) -> Iterator[Choice]:
        """What the tags say, the first one first."""
        for tag in tags if self.tags else ():
            if (rule := self.tags.get(key(tag.id)) or self.tags.get(key(tag.name))) is not None:
                yield Choice(rule, f"tag {tag.name}")

    def by_headline(self, page: Page) -> Iterator[Choice]:
        """What the words of the headline say, in the order of the sections."""
        headline = next((zone.words for zone in page.zones if zone.name == "headline"), ())
        forms = [_forms(word.folded) for word in headline] if self.words else []
        for wanted, rule in self.words.items():
            for start in range(len(forms) - len(wanted) + 1):
                if all(form in forms[start + place] for place, form in enumerate(wanted)):
                    told = " ".join(word.text for word in headline[start : start + len(wanted)])
                    yield Choice(rule, f"headline word {told}")

    def by_source(self, revision: Revision) -> Iterator[Choice]:
        """What the desk has set for all that comes from a source."""
        if (rule := self.sources.get(revision.source.id)) is not None:
            yield Choice(rule, f"source {revision.source.id}")


def key(text: str) -> str:
    """Return the form in which names of sections are compared."""
    return " ".join(fold(text).split())


def _first(pairs: Iterable[tuple[str, SectionRule]]) -> dict[str, SectionRule]:
    found: dict[str, SectionRule] = {}
    for name, rule in pairs:
        found.setdefault(key(name), rule)
    return found


def _first_stems(pairs: Iterable[tuple[str, SectionRule]]) -> dict[tuple[str, ...], SectionRule]:
    found: dict[tuple[str, ...], SectionRule] = {}
    for word, rule in pairs:
        found.setdefault(_stems(word), rule)
    found.pop((), None)
    return found


def _stems(text: str) -> tuple[str, ...]:
    return tuple(_stem(word.folded) for word in words(text))


def _stem(folded: str) -> str:
    """Return the stem where it is long enough to tell words apart: الدوري and الدورة share theirs."""
    made = stem(folded)
    return made if len(made) >= _TELLING else folded.removeprefix("ال")


@lru_cache(8192)
def _forms(folded: str) -> frozenset[str]:
    return frozenset(_stem(form) for form in (folded, *bare(folded)))
