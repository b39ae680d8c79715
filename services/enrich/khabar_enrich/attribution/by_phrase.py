"""Attributions without a verb of their own: بحسب فلان, نقلت الوكالة عن فلان, جاء في بيان, a headline with a colon."""

from khabar_enrich.attribution.claim import Claim, clause, clause_before, quoted
from khabar_enrich.attribution.complement import complement
from khabar_enrich.attribution.kinds import head_kinds
from khabar_enrich.attribution.phrase import Phrase, phrase
from khabar_enrich.attribution.saying import Saying
from khabar_enrich.attribution.speakers import Speakers
from khabar_enrich.attribution.vocabulary import Verb, of_kind, verb
from khabar_enrich.line import Line

_CLAUSE = Verb("clause", frozenset())
_INTRODUCED = {"نقلا": "عن", "استنادا": "الي"}
_INTRODUCING = {"لسان": "علي", "حد": "علي"}
_HEADLINE_WORDS = 7


def according(line: Line, at: int, bounds: tuple[int, int], speakers: Speakers) -> Saying | None:
    """بحسب المرصد, وفقا للأمم المتحدة, نقلا عن وكالة, على لسان الوزير, على حد قوله."""
    word = line.folded(at)
    cue = word if word in of_kind("according") else word[1:] if word[:1] == "و" else ""
    if cue not in of_kind("according") or line.folded(at - 1) != _INTRODUCING.get(cue, line.folded(at - 1)):
        return None
    first = at + 1
    if line.folded(first) == "ما" and line.folded(first + 1) in of_kind("published"):
        first += 2
    if (preposition := _INTRODUCED.get(cue)) is not None or cue == "حد":
        first += 1
        if cue != "حد" and line.folded(at + 1) != preposition:
            return None
    source = _source(line, first, bounds[1])
    if source is None or _is_told_by(line, source.after):
        return None
    speaker = speakers.speak(line, source)
    told = complement(line, source.after, min(source.after + 6, bounds[1]), _CLAUSE)
    opens = at - (cue in _INTRODUCING) == bounds[0]
    claim = clause(line, min(source.after, bounds[1] - 1), bounds[1]) if opens else clause_before(line, bounds[0], at)
    beyond = source.after if not told.outlet else max(told.first, source.after)
    return Saying(at, beyond, line.words[at].text, speaker, told.outlet, claim)


def relayed(line: Line, at: int, bounds: tuple[int, int], speakers: Speakers) -> Saying | None:
    """نقلت وكالة رويترز عن مسؤول قوله إن: the agency is whom the source spoke to."""
    word = line.folded(at)
    if (word not in of_kind("relayed") and word[1:] not in of_kind("relayed")) or word[:1] in "فب":
        return None
    medium = phrase(line, at + 1, bounds[1])
    about = at + 1 if medium is None else medium.after
    source = _source(line, about + 1, bounds[1]) if line.folded(about) == "عن" and about + 1 < bounds[1] else None
    if source is None:
        return None
    told = complement(line, source.after, bounds[1], _CLAUSE)
    source = source.settled(borne_out=told.marked)
    speaker = speakers.speak(line, source)
    outlet = line.mention(medium.first, medium.last).text if medium is not None else None
    claim = (
        quoted(line, told.first, bounds[1]) if told.quote else clause(line, min(told.first, bounds[1] - 1), bounds[1])
    )
    return Saying(at, max(told.first, source.after), line.words[at].text, speaker, outlet, claim)


def it_came(line: Line, at: int, bounds: tuple[int, int], speakers: Speakers) -> Saying | None:
    """جاء في بيان صادر عن المجلس أن: a text speaks."""
    word = line.folded(at)
    known = of_kind("it-came")
    if (word not in known and not (word[:1] == "و" and word[1:] in known)) or line.folded(at + 1) != "في":
        return None
    if at + 2 >= bounds[1] or not head_kinds(line, at + 2) & {"statement", "agency"}:
        return None
    source = phrase(line, at + 2, bounds[1])
    if source is None:
        return None
    told = complement(line, source.after, bounds[1], _CLAUSE)
    if not told.marked:
        return None
    speaker = speakers.speak(line, source.settled(borne_out=False))
    claim = quoted(line, told.first, bounds[1]) if told.quote else clause(line, told.first, bounds[1])
    return Saying(at, told.first, line.words[at].text, speaker, told.outlet, claim)


def headline(line: Line, speakers: Speakers) -> Saying | None:
    """الأمم المتحدة: ملايين السوريين بحاجة للمساعدة."""
    until = min(_HEADLINE_WORDS + 1, len(line.words))
    colon = next((index for index in range(1, until) if ":" in line.gaps[index]), None)
    if colon is None or any(line.pauses(index) for index in range(1, colon)):
        return None
    source = phrase(line, 0, colon)
    if source is None or not _speaks(line, source) or source.settled(borne_out=True).after != colon:
        return None
    end = len(line.words)
    claim: Claim = quoted(line, colon, end) if line.opens(colon) else clause(line, colon, end)
    return Saying(0, colon, "", speakers.speak(line, Phrase(0, colon - 1, "pause")), None, claim)


def _source(line: Line, first: int, end: int) -> Phrase | None:
    """The source after a preposition: it must have a head or a name that can speak."""
    if first >= end or (verb(line.folded(first)) is not None and first not in line.names):
        return None
    found = phrase(line, first, end)
    if found is None or not _speaks(line, found):
        return None
    return found.settled(borne_out=found.ended in {"pause", "outlet", "end"})


def _is_told_by(line: Line, at: int) -> bool:
    """Tell whether a verb goes on with who really said it: وفق حصيلة أعلنها الوزير, حصيلة أعلن عنها الوزير."""
    found = verb(line.folded(at))
    return found is not None and (found[0].has_object or line.folded(at + 1) in of_kind("of-which"))


def _speaks(line: Line, found: Phrase) -> bool:
    name = line.names.get(found.first)
    return bool(head_kinds(line, found.first)) or (name is not None and name.entity.type in {"person", "organisation"})
