"""Events of every type with whatever their models allow, for property tests."""

from datetime import UTC, datetime, timedelta, timezone
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Le, MaxLen, MinLen
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from pydantic import AwareDatetime
from pydantic.fields import FieldInfo

from khabar.events import TYPES, Event
from khabar.models import Model
from khabar.schemas.entry import entry

_ODD = (
    "\0",
    "\ufeff",
    "\u202e",
    "\u200f",
    "لا",
    "ـ",
    "\u0651\u064e",
    "٢٠٢٢",
    "👩‍👩‍👧",
    "\U0010ffff",
    "\\u0041",
    '"',
    "\r\n",
)
_ATTRIBUTES = entry()["properties"]

texts = st.lists(st.one_of(st.text(max_size=20), st.sampled_from(_ODD)), max_size=5).map("".join)
_zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
_moments = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=_zones)  # noqa: DTZ001 - zones are added
_milliseconds = st.integers(0, 4 * 10**12).map(lambda stamp: datetime.fromtimestamp(stamp // 1000, UTC))
_unknown = st.dictionaries(
    texts.map(lambda name: f"x-{name}"), st.one_of(texts, st.booleans(), st.integers()), max_size=2
)
"""Fields of a later version; one that is null is left out on the wire like any other."""


def models(kind: type[Model]) -> SearchStrategy[Model]:
    """Valid instances of a model, with fields that it does not know."""
    known = {name: _field(field) for name, field in kind.model_fields.items()}
    return st.builds(lambda fields, rest: kind.model_validate(rest | fields), st.fixed_dictionaries(known), _unknown)


@st.composite
def events(draw: st.DrawFn) -> Event:
    """Valid events of any type."""
    type_ = draw(st.sampled_from(sorted(TYPES)))
    return Event(
        id=draw(texts),
        type=type_,
        source=draw(texts),
        subject=draw(texts),
        time=draw(_milliseconds),
        revision=draw(st.integers(0, 2**63)),
        data=draw(models(TYPES[type_].model)),
        lane=draw(st.sampled_from(("normal", "urgent", "low"))),
        traceparent=draw(texts),
        correlationid=draw(texts),
        causationid=draw(texts),
        attempt=draw(st.integers(1, 99)),
        extra=draw(st.dictionaries(texts.filter(lambda name: name not in _ATTRIBUTES), texts, max_size=2)),
    )


def _field(field: FieldInfo) -> SearchStrategy[Any]:
    return _value(field.annotation, {type(rule): rule for rule in field.metadata})


def _value(kind: Any, rules: dict[type, Any]) -> SearchStrategy[Any]:  # noqa: ANN401 - an annotation is anything
    origin, inside = get_origin(kind), get_args(kind)
    if origin is Literal:
        return st.sampled_from(inside)
    if origin in (Union, UnionType):
        return st.one_of([_value(each, rules) for each in inside])
    if origin is tuple:
        return st.lists(_value(inside[0], {}), max_size=2).map(tuple)
    if origin is dict:
        return st.dictionaries(texts, _value(inside[1], {}), max_size=2)
    if isinstance(kind, type) and issubclass(kind, Model):
        return models(kind)
    return _scalar(kind, rules)


def _scalar(kind: Any, rules: dict[type, Any]) -> SearchStrategy[Any]:  # noqa: ANN401 - an annotation is anything
    least, most = rules.get(Ge), rules.get(Le)
    bounds: dict[str, Any] = {"min_value": least.ge if least else None, "max_value": most.le if most else None}
    return {
        str: _sized(rules),
        int: st.integers(**bounds),
        float: st.floats(**bounds, allow_nan=False, allow_infinity=False),
        bool: st.booleans(),
        NoneType: st.none(),
        AwareDatetime: _moments,
    }[kind]


def _sized(rules: dict[type, Any]) -> SearchStrategy[str]:
    shortest, longest = rules.get(MinLen), rules.get(MaxLen)
    if shortest is None and longest is None:
        return texts
    return st.text(min_size=shortest.min_length if shortest else 0, max_size=longest.max_length if longest else None)
