"""Illness, sprains and traffic, which are told in the words of injuries: إصابة بالكوليرا, 73 إصابة, إصابة في الركبة."""

from collections.abc import Sequence
from typing import Final

from khabar_enrich.facts.harm import Harm
from khabar_enrich.facts.vocabulary import meanings
from khabar_enrich.line import Line

_OFTEN: Final = 2
_NEAR: Final = 6


def of_an_epidemic(lines: Sequence[Line]) -> bool:
    """Tell whether an article speaks of an illness again and again, so that 73 إصابة are cases and no wounded."""
    told = meanings("epidemic")
    return len([word for line in lines for word in line.forms if word in told]) >= _OFTEN


def is_case(line: Line, harm: Harm) -> bool:
    """Tell whether a harm would be a case of the illness in an article about an epidemic."""
    return harm.kind == "wounded" and line.folded(harm.last) in meanings("case")


def is_no_injury(line: Line, at: int, end: int) -> bool:
    """Tell whether it is an illness, a sprain, or the traffic that came to harm."""
    near = {line.folded(index) for index in range(at, min(end, at + _NEAR))}
    return not all(map(near.isdisjoint, map(meanings, ("illness", "epidemic", "body-or-game"))))
