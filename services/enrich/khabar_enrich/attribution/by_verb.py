"""Attributions that a verb makes: قال فلان إن, وأضاف المصدر, فلان أكد أن, وكان فلان قد أعلن, حسبما أفاد فلان."""

from khabar_enrich.attribution.claim import Claim, clause, clause_before, quoted, quoted_before
from khabar_enrich.attribution.complement import Complement, complement, outlet_at
from khabar_enrich.attribution.kinds import head_kinds
from khabar_enrich.attribution.phrase import Phrase, phrase
from khabar_enrich.attribution.saying import Saying
from khabar_enrich.attribution.speakers import Speaker, Speakers
from khabar_enrich.attribution.vocabulary import Verb, of_kind, verb
from khabar_enrich.line import Line

_FARTHEST = 14
_BARE = 5


def by_verb(line: Line, at: int, bounds: tuple[int, int], speakers: Speakers) -> Saying | None:
    """Read the attribution that a verb of saying makes, if the word is one; take note of anybody else who speaks."""
    found = verb(line.folded(at))
    if found is None or not _counts(line, at, bounds, *found):
        return None
    saying, joined = found
    first, outlet = (at + 1, None) if saying.participle else _past_outlet(line, at + 1, bounds[1])
    subject = None if saying.participle else _subject(line, first, bounds[1])
    told = complement(line, subject.after if subject else at + 1, bounds[1], saying)
    if subject is not None and not _plausible(line, subject, saying, told):
        subject, told = None, complement(line, at + 1, bounds[1], saying)
    if subject is not None:
        subject = subject.settled(borne_out=told.marked or subject.ended in {"outlet", "channel"})
        told = told if told.marked else complement(line, subject.after, bounds[1], saying)
    before = None if saying.participle or joined else _subject_before(line, at, bounds, subject, told)
    speaker = _speaker(line, before or subject, speakers, needed=not saying.participle and not joined)
    if saying.needs == "speaks" or speaker is None or ((before or subject) is None and _does(line, saying, told)):
        return None
    claim = _claim(line, at, bounds, saying, told)
    if claim is None or (before is None and subject is None and not told.marked and not saying.participle):
        return None
    return Saying(at, max(told.first, at + 1), line.words[at].text, speaker, told.outlet or outlet, claim)


def _counts(line: Line, at: int, bounds: tuple[int, int], saying: Verb, joined: bool) -> bool:  # noqa: FBT001 - both halves of what `verb` found
    """Tell whether the word is a verb here, and nobody is said not to have said it."""
    before = line.folded(at - 1) if at > bounds[0] else ""
    if (before in of_kind("no") and before != "ما") or (line.named_beyond(at) and not line.names[at].entity.suggested):
        return False
    if saying.present and before in {"ان", "لان", "كي", "لكي", "قد"}:
        return False
    if not saying.double or joined or before == "و":
        return True
    return at == bounds[0] or line.pauses(at) or before in of_kind("opens")


def _does(line: Line, saying: Verb, told: Complement) -> bool:
    """Tell whether a verb without a source of its own says what somebody does: وهدد بقتلها, واعترف بالجريمة."""
    return not saying.participle and "ب" in saying.prepositions and line.folded(told.first) not in of_kind("clause")


def _past_outlet(line: Line, at: int, end: int) -> tuple[int, str | None]:
    """The word after a medium that stands before the source: أوضح لـ«الرياض» المتحدث الرسمي."""
    told = outlet_at(line, at, end) if at < end and not line.pauses(at) else None
    return (at, None) if told is None else (told[1], told[0])


def _subject(line: Line, first: int, end: int) -> Phrase | None:
    """The source after a verb, past a remark between commas and words of time; None where none is told."""
    at = first
    while at < min(end, first + _FARTHEST) and (line.folded(at) in of_kind("adverb") or at in line.dated):
        at += 1
    if at >= end or ":" in line.gaps[at]:
        return None
    if line.opens(at) and not head_kinds(line, at) & {"agency", "organisation"}:
        return None
    return phrase(line, at, end)


def _plausible(line: Line, found: Phrase, saying: Verb, told: Complement) -> bool:
    """Tell whether a phrase can speak: a known head, a name, or a few words that أن or a mark follows."""
    if head_kinds(line, found.first) or found.first in line.names or found.first in line.numbers:
        return True
    if saying.needs == "speaks" or (found.ended not in {"clause", "outlet", "pause"} and not saying.has_object):
        return line.folded(found.first).startswith("ال") and found.ended == "channel"
    if found.ended == "pause" and not told.marked:
        return False
    return found.last - found.first < _BARE


def _subject_before(
    line: Line, at: int, bounds: tuple[int, int], subject: Phrase | None, told: Complement
) -> Phrase | None:
    """The source that stands before its verb: at the head of the sentence or clause, or after كان."""
    first = _past_joint(line, max(_clause_head(line, at, max(bounds[0], at - _FARTHEST)), bounds[0]))
    last = at - 2 if line.folded(at - 1) in of_kind("already") else at - 1
    was = line.folded(first) in of_kind("was")
    first += was
    if last < first or (subject is not None and not was and told.first > subject.after):
        return None
    if line.folded(first) in of_kind("opens") or not (head_kinds(line, first) or first in line.names or was):
        return None
    if any(verb(line.folded(index)) for index in range(first, last + 1) if index not in line.names):
        return None
    found = phrase(line, first, last + 1)
    return found.settled(borne_out=True) if found is not None and (was or told.marked or subject is None) else None


def _past_joint(line: Line, at: int) -> int:
    """The word after غير أن, إلا أن, لكن, whose noun is the subject of the verb behind it."""
    if line.folded(at + 1) == "ان" and line.folded(at) in of_kind("joint"):
        return at + 2
    return at + (line.folded(at) in of_kind("joint-alone"))


def _clause_head(line: Line, at: int, begin: int) -> int:
    while at > begin and not line.pauses(at):
        at -= 1
        if line.folded(at) in of_kind("was"):
            return at
    return at


def _speaker(line: Line, source: Phrase | None, speakers: Speakers, *, needed: bool) -> Speaker | None:
    """Whoever is named, else whoever spoke last; a verb that opens a thought of its own needs a source of its own."""
    if source is not None:
        return speakers.speak(line, source)
    return None if needed and speakers.last is None else speakers.last


def _is_last(line: Line, at: int, end: int) -> bool:
    return at >= end or line.pauses(at)


def _claim(line: Line, at: int, bounds: tuple[int, int], saying: Verb, told: Complement) -> Claim | None:
    before = line.folded(at - 1)
    told_before = not told.marked and before in of_kind("according-to-what") and _is_last(line, told.first, bounds[1])
    by_what = not told.marked and before == "ما" and line.folded(at - 2) in {*of_kind("according"), "علي"}
    of_which = not told.marked and line.folded(at + 1) in of_kind("of-which")
    if saying.has_object or told_before or by_what or of_which:
        return clause_before(line, bounds[0], at) if at > bounds[0] else None
    if told.marked:
        return quoted(line, told.first, bounds[1]) if told.quote else clause(line, told.first, bounds[1])
    if saying.needs != "any":
        return quoted_before(line, at)
    earlier = quoted_before(line, at)
    if earlier is not None or told.first >= bounds[1]:
        return earlier
    return clause(line, told.first, bounds[1])
