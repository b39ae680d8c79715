"""How the site speaks: its address, its zone, and the words, dates and numbers of its interface."""

from dataclasses import dataclass
from datetime import tzinfo
from typing import Self

from khabar.config import Config
from khabar_site.dates import Dates
from khabar_site.phrases import Phrases


@dataclass(frozen=True, slots=True)
class Voice:
    """What every page is told with; ``base`` is the site's address as readers see it, without a final slash."""

    base: str
    name: str
    zone: tzinfo
    phrases: Phrases
    dates: Dates

    @classmethod
    def of(cls, config: Config, base: str) -> Self:
        """The voice that a newsroom chose."""
        site, newsroom = config.site, config.newsroom
        phrases = Phrases(site.language, site.digits)
        return cls(base, newsroom.name, newsroom.zone, phrases, Dates(phrases, site.months))

    def say(self, key: str, **values: object) -> str:
        """A phrase of the interface; see `khabar_site.phrases.Phrases.say`."""
        return self.phrases.say(key, **values)
