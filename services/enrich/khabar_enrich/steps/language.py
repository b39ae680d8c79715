"""Which language an article is written in, and which way it runs."""

import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import ClassVar, Final, Literal, Self

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from khabar.arabic import direction
from khabar.config import Config
from khabar.models import Enrichment
from khabar_enrich.page import Page

_LATIN: Final = ("en", "fr", "tr", "es", "de", "it", "pt", "nl", "sv", "ku", "so", "id", "ms")
_SCRIPTS: Final = {
    "ARABIC": ("ar", "fa", "ur", "ku", "ps", "ug", "ckb"),
    "LATIN": _LATIN,
    "CYRILLIC": ("ru", "uk", "bg", "sr"),
    "HEBREW": ("he", "yi"),
    "GREEK": ("el",),
}
_RTL_SCRIPTS: Final = frozenset({"ARABIC", "HEBREW"})
_SAMPLE: Final = 1000


@dataclass(frozen=True, slots=True)
class Language:
    """The language that the source declares, where the letters agree with it; else the likeliest for these letters."""

    identifier: LanguageIdentifier
    name: ClassVar[str] = "language"
    version: ClassVar[str] = "1"
    order: ClassVar[int] = 10

    @classmethod
    def load(cls, _config: Config) -> Self:
        """Load the identifier's model (about a second) and keep it to the languages told apart here."""
        identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        known = set(identifier.labels)
        identifier.set_languages(sorted({name for names in _SCRIPTS.values() for name in names} & known))
        return cls(identifier)

    def __call__(self, page: Page, found: Enrichment) -> Enrichment:
        """Set the language and the direction."""
        sample = page.text[:_SAMPLE]
        script = _script(sample)
        language = self._language(page.revision.language, script, sample)
        return found.model_copy(update={"language": language, "direction": _direction(language, script)})

    def _language(self, declared: str, script: str | None, sample: str) -> str:
        candidates = _SCRIPTS.get(script or "")
        if candidates is None or _primary(declared) in candidates:
            return declared
        ranked = (name for name, _ in self.identifier.rank(sample))
        return next((name for name in ranked if name in candidates), declared)


def _primary(language: str) -> str:
    return language.casefold().replace("_", "-").partition("-")[0]


def _script(text: str) -> str | None:
    """Return the script of most letters, None for a text without any."""
    counted = Counter(unicodedata.name(letter, "").partition(" ")[0] for letter in text if letter.isalpha())
    return max(counted, key=lambda name: (counted[name], name)) if counted else None


def _direction(language: str, script: str | None) -> Literal["rtl", "ltr"]:
    if script in _SCRIPTS:
        return "rtl" if script in _RTL_SCRIPTS else "ltr"
    return direction(language)
