"""The ways in which news tells of harm, each read from the word that it begins with."""

from collections.abc import Iterator
from typing import Final

from khabar_enrich.facts.harm import REACH, Counted, Harm, counted, denied, number_people, word_of
from khabar_enrich.facts.illness import is_case, is_no_injury
from khabar_enrich.facts.vocabulary import may_begin, meanings, people
from khabar_enrich.line import Line
from khabar_enrich.remembered import Remembered

_LOST_REACH: Final = 2  # فقد may also be a particle
_TOLL_REACH: Final = 12
_DEATH_REACH: Final = 12
_PREPOSITION_WORDS: Final = 3
_UNINJURED: Final = frozenset({"killed", "detained"})


def harms(line: Line, *, epidemic: bool = False) -> Iterator[Harm]:
    """Yield all harm told in a line; a word tells of one harm.

    Args:
        line: the line.
        epidemic: whether the article is about one, see `khabar_enrich.facts.illness.of_an_epidemic`.
    """
    after = 0
    for at in sorted({*line.zone.where(_TELLS), *line.numbers}):
        if at < after:
            continue
        begin, end = line.sentence(at)
        found = _at(line, at, begin, end)
        if found and denied(line, at, begin):
            found = []
        yield from (harm for harm in found if not (epidemic and is_case(line, harm)))
        after = max([at + 1, *(harm.last + 1 for harm in found)])


def _at(line: Line, at: int, begin: int, end: int) -> list[Harm]:
    counts = at in line.numbers
    readers = _READERS if counts and _TELLS[line.forms[at]] else _OF_NUMBERS if counts else _OF_WORDS
    for read in readers:
        if found := list(read(line, at, begin, end)):
            return found
    return []


def _combined(line: Line, at: int, _begin: int, end: int) -> Iterator[Harm]:
    """مقتل وإصابة 35 عنصرا · قتل وجرح العشرات."""
    first, second = _tells(line, at), line.folded(at + 1) if at + 1 < end else ""
    joins = second.startswith(("و", "او")) or line.folded(at + 1) == "او"
    other = at + 2 if second == "او" else at + 1
    if first != "killed" or not joins or other >= end or _tells(line, other) != "wounded":
        return
    if (found := counted(line, other + 1, end)) is not None:
        yield _harm("casualties", found, at)


def _between(line: Line, at: int, _begin: int, end: int) -> Iterator[Harm]:
    """180 شخصا بين قتيل وجريح."""
    number = line.numbers.get(at)
    if number is None or (found := number_people(line, number, end)) is None:
        return
    for index in range(found.last + 1, min(end - 2, found.last + 1 + _PREPOSITION_WORDS)):
        if line.folded(index) == "بين" and line.folded(index + 1) in meanings("dead-between"):
            if line.folded(index + 2) in meanings("wounded-between"):
                yield Harm("casualties", found.number, found.at_least, at, index + 2, at)
            return


def _toll(line: Line, at: int, _begin: int, end: int) -> Iterator[Harm]:
    """ارتفع عدد القتلى إلى 12 · عدد المصابين تجاوز 92 ألفا · بلغت حصيلة الضحايا 40 قتيلا."""
    if word_of(line, at) not in meanings("toll") or at + 1 >= end:
        return
    kind = meanings("tolled").get(line.folded(at + 1))
    reached = past = False
    for index in range(at + 1, min(end, at + 2 + _TOLL_REACH)):
        reached = reached or line.folded(index) in meanings("reaches")
        past = past or line.folded(index) in meanings("reaches-past")
        number = line.numbers.get(index)
        direct = index == at + 2 or reached or line.folded(at - 1) in meanings("reaches-past")
        if number is not None and direct and (found := number_people(line, number, end)) is not None:
            kind = meanings("victims").get(line.folded(number.last + 1), kind)
            if kind is not None:
                beyond = past or line.folded(at - 1) in meanings("reaches-past")
                yield Harm(kind, found.number, found.at_least or beyond, at, found.last, number.first)
            return


def _met_death(line: Line, at: int, begin: int, end: int) -> Iterator[Harm]:
    """لقي 19 شخصا مصرعهم · مئة شخص لقوا حتفهم · فارق شاب الحياة."""
    word = word_of(line, at)
    ends = meanings("their-death") if word in meanings("met") else {}
    ends = meanings("life") if word in meanings("departed") else ends
    death = (index for index in range(at + 1, min(end, at + _DEATH_REACH)) if line.folded(index) in ends)
    if (last := next(death, None)) is None:
        return
    found = counted(line, at + 1, last, definite=True) if last > at + 1 else None
    found = found or _before(line, at, begin) or _person_before(line, at, begin)
    if found is not None:
        yield Harm("killed", found.number, found.at_least, min(at, found.first), last, found.first)


def _took_lives(line: Line, at: int, _begin: int, end: int) -> Iterator[Harm]:
    """أودت بحياة أكثر من 200 شخص."""
    if line.folded(at) in meanings("lives") and (found := counted(line, at + 1, end)) is not None:
        yield _harm("killed", found, at)


def _happens(line: Line, at: int, begin: int, end: int) -> Iterator[Harm]:
    """قتل ثلاثة مدنيين · بمقتل جنديين · توقيف أربعة أشخاص · ألف شخص قتلوا."""
    kind = _tells(line, at)
    if kind is None:
        return
    if kind == "wounded" and is_no_injury(line, at, end):
        return
    reach = _LOST_REACH if kind == "missing" else REACH
    told = line.folded(at).endswith("ا")  # of several who were told before: قتلوا، أصيبا
    found = _before(line, at, begin) if told else counted(line, at + 1, end, definite=kind in _UNINJURED, reach=reach)
    if found is None or (found.number is None and _is_idle(line, found)):
        return
    yield Harm(kind, found.number, found.at_least, min(at, found.first), max(at, found.last), found.first)


def _of_people(line: Line, at: int, _begin: int, end: int) -> Iterator[Harm]:
    """إيقاف ثلاثة أشخاص · جثة رجل: words that tell of harm only where people follow; قضى عنصران: several of them."""
    word = word_of(line, at)
    several = meanings("of-several").get(word)
    kind = several or meanings("of-people").get(word.removeprefix("ب"))
    found = None if kind is None else counted(line, at + 1, end, reach=1 if several else _PREPOSITION_WORDS)
    if kind is None or found is None or found.number is None or (several and found.number == 1):
        return
    if any(line.folded(index) in people() for index in range(found.first, found.last + 1)):
        yield _harm(kind, found, at)


def _number_first(line: Line, at: int, _begin: int, end: int) -> Iterator[Harm]:
    """ستة قتلى · 56 قتيلا مدنيا و595 جريحا · عشرات القتلى · الآلاف في عداد المفقودين."""
    number = line.numbers.get(at)
    if number is None or number.last + 1 >= end:
        return
    after = number.last + 1
    word = line.folded(after)
    kind = meanings("victims").get(word.removeprefix("ال"))
    if kind == "wounded" and is_no_injury(line, after, end):
        return
    if kind is not None and not line.pauses(after):
        value = number.value if isinstance(number.value, int) else None
        yield Harm(kind, value, number.at_least, at, after, at)
    elif word == "في" and line.folded(after + 1) == "عداد" and after + 2 < end:
        value = number.value if isinstance(number.value, int) else None
        yield Harm("missing", value, number.at_least, at, after + 2, at)


def _victims(line: Line, at: int, begin: int, end: int) -> Iterator[Harm]:
    """قتلى وجرحى, without a number; قتيلان; سقوط جرحى."""
    word = word_of(line, at)
    if (kind := meanings("two-victims").get(word)) is not None:
        yield Harm(kind, 2, at_least=False, first=at, last=at, people=at)
        return
    kind = meanings("victims").get(word)
    if kind is None or kind in {"missing", "detained", "displaced"} or line.folded(at - 1) in meanings("toll"):
        return
    plural = people_like(word)
    fell = at > begin and (line.folded(at - 1) in meanings("fell") or at == begin)
    if plural and (fell or at == begin or _beside_victims(line, at, end)):
        yield Harm(kind, None, at_least=False, first=at, last=at, people=at)


def people_like(word: str) -> bool:
    """Tell whether a word for victims means several of them."""
    return word in {"قتلي", "جرحي", "شهداء", "مصابين", "مصابون"}


def _beside_victims(line: Line, at: int, end: int) -> bool:
    return any(people_like(word_of(line, index)) for index in (at - 1, at + 1) if 0 <= index < end)


def _tells(line: Line, at: int) -> str | None:
    word = word_of(line, at)
    if line.folded(at).startswith("ل"):
        return None  # to kill is a purpose
    for form in (word, word[1:] if word[:1] == "ب" else ""):
        kind = meanings("event").get(form)
        if kind is not None:
            return kind
    return meanings("happens").get(word)


def _before(line: Line, at: int, begin: int) -> Counted | None:
    """The people counted before a verb in the plural: مئة شخص على الأقل لقوا حتفهم."""
    for index in range(at - 1, max(begin - 1, at - _DEATH_REACH), -1):
        number = line.numbers.get(index)
        if number is not None:
            return number_people(line, number, at)
    return None


def _person_before(line: Line, at: int, begin: int) -> Counted | None:
    """The one or two people spoken of before a verb, no pause between: شاب من أهالي البلدة فارق الحياة."""
    for index in range(at - 1, max(begin - 1, at - _DEATH_REACH), -1):
        if (number := people().get(line.folded(index))) is not None:
            return Counted(number, at_least=False, first=index, last=index)
        if line.pauses(index):
            return None
    return None


def _is_idle(line: Line, found: Counted) -> bool:
    return (
        line.folded(found.first).startswith("ال")
        and found.first not in line.numbers
        and line.folded(found.first) not in people()
    )


def _harm(kind: str, found: Counted, first: int) -> Harm:
    return Harm(kind, found.number, found.at_least, min(first, found.first), found.last, found.first)


_TELLS: Final = Remembered(may_begin)
_OF_WORDS: Final = (_combined, _toll, _met_death, _took_lives, _happens, _of_people, _victims)
_OF_NUMBERS: Final = (_between, _number_first)
_READERS: Final = (_combined, _between, *_OF_WORDS[1:-1], _number_first, _victims)
