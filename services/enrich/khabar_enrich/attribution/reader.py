"""All attributions of an article, in reading order."""

from collections.abc import Iterator, Sequence
from typing import Final

from khabar_enrich.attribution import by_phrase
from khabar_enrich.attribution.by_verb import by_verb
from khabar_enrich.attribution.claim import Claim, trimmed
from khabar_enrich.attribution.saying import Saying
from khabar_enrich.attribution.speakers import Speakers
from khabar_enrich.attribution.vocabulary import CUES
from khabar_enrich.line import Line

_READERS: Final = (by_phrase.according, by_phrase.relayed, by_phrase.it_came, by_verb)


def sayings(lines: Sequence[Line]) -> Iterator[tuple[Line, Saying]]:
    """Yield who says what; whoever spoke last in one line goes on in the next."""
    speakers = Speakers()
    for line in lines:
        found = list(_of_line(line, speakers))
        for number, saying in enumerate(found):
            after = found[number + 1].cue if number + 1 < len(found) else None
            yield line, saying._replace(claim=_up_to(line, saying.claim, after))


def rests_on_one_unnamed(found: Sequence[Saying]) -> bool:
    """Tell whether all that is attributed comes from one and the same source without a name."""
    speakers = {(saying.speaker.number, saying.speaker.kind, saying.speaker.plural) for saying in found}
    return len(speakers) == 1 and all(kind == "anonymous" and not plural for _, kind, plural in speakers)


def _of_line(line: Line, speakers: Speakers) -> Iterator[Saying]:
    begin, quote_ends = 0, 0
    if line.zone.name == "headline" and (first := by_phrase.headline(line, speakers)) is not None:
        yield first
        begin, quote_ends = first.beyond, first.claim.end if first.claim.quote else 0
    for at in line.zone.where(CUES):
        if at < begin or line.words[at].start < quote_ends:
            continue
        if (found := _at(line, at, speakers)) is not None:
            yield found
            quote_ends = found.claim.end if found.claim.quote else quote_ends
            begin = found.beyond


def _at(line: Line, at: int, speakers: Speakers) -> Saying | None:
    bounds = line.sentence(at)
    return next((found for read in _READERS if (found := read(line, at, bounds, speakers)) is not None), None)


def _up_to(line: Line, claim: Claim, after: int | None) -> Claim:
    """End what one source says where the next begins to be told."""
    if claim.quote or after is None or not claim.start < line.words[after].start < claim.end:
        return claim
    return trimmed(line, claim.start, line.words[after].start, quote=False)
