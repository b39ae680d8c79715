"""The bodies that every state has, by the adjective of its country: ``وزارة الدفاع`` + ``فرنسي``.

``institutions.tsv`` has the bodies with ``{m}`` and ``{f}`` where the adjective stands and ``{name}`` for the country;
``nisbas.tsv`` has the adjectives. What a row of the gazetteer spells out already is left to that row.
"""

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from khabar.arabic import fold

_ARTICLE: Final = "ال"
_FEMININE: Final = "ة"
_OWN: Final = (
    "وزارة ",
    "مجلس النواب",
    "مجلس الشعب",
    "البنك المركزي",
    "المصرف المركزي",
    "المنتخب الوطني",
)


def bodies(shown: Mapping[str, str], spelt: Collection[str]) -> Iterator[list[str]]:
    """Yield the rows of the bodies of all countries that have an adjective.

    Args:
        shown: the display name of every country, and of whatever else has an id, by that id.
        spelt: folded spellings that stand for something already.
    """
    patterns = list(_rows("institutions.tsv"))
    for country, nisbas in _rows("nisbas.tsv"):
        for kind, type_, canonical, *aliases in patterns:
            wanted = "|".join([canonical, *aliases]).split("|")
            known = dict.fromkeys(_spellings(wanted, nisbas.split("|"), shown[country]))
            free = [alias for alias in known if fold(alias.rstrip("?")) not in spelt]
            id_ = f"org:{country.removeprefix('loc:')}-{kind}"
            if free and id_ not in shown and fold(next(iter(known))) not in spelt:
                yield [id_, type_, free[0], "|".join(free[1:]), country, "", ""]


def bare_bodies() -> Iterator[tuple[str, str]]:
    """Yield the kind of every body and what it is called where the country need not be said: ``وزارة الداخلية``."""
    for kind, _, *patterns in _rows("institutions.tsv"):
        for pattern in "|".join(patterns).split("|"):
            bare, _, nisba = pattern.rstrip("?").rpartition(" ")
            if nisba in {"{m}", "{f}"} and bare.startswith(_OWN):
                yield kind, bare


def national(bare: str, country: str) -> Iterator[str]:
    """Yield what a body is called with the adjective of a country.

    Args:
        bare: what it is called at home.
        country: the id of the country.
    """
    for nisba in _nisbas().get(country, ()):
        for pattern in ("{m}", "{f}"):
            yield from _spellings([f"{bare} {pattern}"], [nisba], "")


@cache
def countries() -> Mapping[str, str]:
    """Return the id of the country by each of its folded adjectives with the article: ``السوريه``."""
    pairs = ((country, fold(_ARTICLE + nisba.rstrip("?"))) for country, nisbas in _nisbas().items() for nisba in nisbas)
    return {spelling: country for country, nisba in pairs for spelling in (nisba, nisba + fold(_FEMININE))}


@cache
def _nisbas() -> dict[str, tuple[str, ...]]:
    return {country: tuple(nisbas.split("|")) for country, nisbas in _rows("nisbas.tsv")}


def _rows(name: str) -> Iterator[list[str]]:
    text = files("khabar_enrich").joinpath("tables", "gazetteer", name).read_text("utf-8")
    yield from (line.split("\t") for line in text.splitlines()[1:] if line.strip())


def _spellings(patterns: list[str], nisbas: list[str], country: str) -> Iterator[str]:
    for pattern in patterns:
        for nisba in nisbas:
            masculine = [_ARTICLE + word for word in nisba.rstrip("?").split()]
            feminine = [word + _FEMININE for word in masculine]
            spelling = pattern.format(m=" ".join(masculine), f=" ".join(feminine), name=country)
            yield spelling.rstrip("?") + ("?" if "?" in pattern + nisba else "")
