"""The interface's words in one language, from the tables in ``languages/``: phrases, counted nouns and numbers."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from markupsafe import Markup, escape

from khabar.website import Digits, Language

_TABLES = Path(__file__).parent / "languages"
_ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_GROUPED = 10_000  # a number of four digits may be a year
_RTL = {"ar"}

Table = dict[str, Any]


@cache
def table(language: Language) -> Table:
    """All words of a language: of each file ``area.toml`` its table, under the area's name."""
    return {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted((_TABLES / language).glob("*.toml"))}


class Phrases:
    """The words of one interface, with its numbers in one kind of digits."""

    def __init__(self, language: Language = "ar", digits: Digits = "latin") -> None:
        self.language, self.digits = language, digits
        self.direction = "rtl" if language in _RTL else "ltr"
        self._locale = Locale.parse(language)
        self._table = table(language)

    def say(self, key: str, **values: object) -> str:
        """The phrase ``area.name``, its places filled in; markup stays markup, and everything beside it is escaped.

        Raises:
            KeyError: there is no such phrase, or a place has no value.
        """
        phrase = self._find(key)
        if any(isinstance(value, Markup) for value in values.values()):
            return Markup(escape(phrase)).format(**values)  # noqa: S704 - the phrase is ours and escaped
        return phrase.format(**values) if values else phrase

    def has(self, key: str) -> bool:
        """Whether there is such a phrase."""
        try:
            return bool(self._find(key))
        except KeyError:
            return False

    def counted(self, number: int, noun: str) -> str:
        """A number with its noun in the right form: «مادة واحدة», «3 مواد», «12 مادة»."""
        forms = self._table["counted"][noun]
        kind = self._locale.plural_form(number) if number else "zero"  # English counts nothing as many
        form = forms.get(kind) or forms["other"]
        return str(form).replace("{n}", self.number(number))

    def number(self, value: int | str) -> str:
        """A number, or a text with numbers, in the digits of the interface; a long number in groups of three."""
        latin = self.digits == "latin"
        grouped = isinstance(value, int) and value >= _GROUPED
        said = f"{value:,}".replace(",", "," if latin else "٬") if grouped else str(value)
        return said if latin else said.translate(_ARABIC_INDIC)

    def _find(self, key: str) -> str:
        area, _, name = key.partition(".")
        found = self._table[area][name]
        if not isinstance(found, str):
            raise KeyError(key)
        return found
