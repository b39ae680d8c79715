import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khabar.blobs import BlobStore
from khabar.errors import Retryable, Undecodable
from khabar.events import TYPES
from khabar.wire import Wire
from tests.contract.stories import entry, payload

_CREATED = "khabar.article.created.v1"
_SOUND = {name.encode(): value.encode() for name, value in entry(_CREATED).items()}
_DEEP = b'{"id":' + b"[" * 100_000


def _article(**changes: object) -> bytes:
    return json.dumps(payload(_CREATED) | changes).encode()


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("specversion", b"0.3", "specversion '0.3' is not 1.0"),
        ("type", b"com.example.other", "com.example.other"),
        ("type", b"k" * 10_000, "no attribute or event type 'kkk"),
        ("type", b"", "no attribute or event type"),
        ("time", b"2026-03-04T05:31:00", "has no zone"),
        ("time", "أمس".encode(), "Invalid isoformat"),
        ("time", b"0001-01-01T00:00:00+23:59", "out of range"),
        ("revision", b"many", "revision"),
        ("revision", b"-1", "revision"),
        ("revision", b"1_000", "revision"),
        ("revision", b"9" * 5000, "revision"),
        ("attempt", b"0", "attempt"),
        ("attempt", "٢".encode(), "attempt"),
        ("lane", b"express", "lane"),
        ("subject", b"\xff\xfe", "utf-8"),
        ("data", b"", "no data, and sha256 '' leads to none"),
        ("data", b"null", "data"),
        ("data", b"[]", "data"),
        ("data", b"{", "data"),
        ("data", _DEEP, "data"),
        ("data", b'{"headline":"\xff"}', "data"),
        ("data", b'{"headline":"\\ud800"}', "data"),
        ("data", _article(revision=0), "data, revision: Input should be greater than or equal to 1"),
        ("data", _article(headline=""), "data, headline"),
        ("data", _article(body=[{"type": "video"}]), "data, body.0.type"),
        ("data", _article(published_at="2026-03-04T05:31:00"), "data, published_at: Input should have timezone"),
    ],
)
def test_a_damaged_field_is_named(field: str, value: bytes, reason: str) -> None:
    with pytest.raises(Undecodable, match=r".") as refused:
        Wire().decode(_SOUND | {field.encode(): value})
    assert reason in str(refused.value)
    assert len(str(refused.value)) < 500


@pytest.mark.parametrize("field", ["specversion", "id", "type", "source", "subject", "time", "data"])
def test_a_missing_field_is_named(field: str) -> None:
    with pytest.raises(Undecodable, match=rf"no (attribute or event type ')?{field}"):
        Wire().decode({name: value for name, value in _SOUND.items() if name != field.encode()})


def test_a_claim_check_that_is_no_checksum_is_damage_and_not_worth_another_try(tmp_path: Path) -> None:
    fields = {name: value for name, value in _SOUND.items() if name != b"data"}
    with pytest.raises(Undecodable, match="sha256"):
        Wire(BlobStore(tmp_path)).decode(fields | {b"dataref": b"/v1/blobs/x", b"sha256": b"../../passwd"})


def _answer(fields: dict[bytes, bytes]) -> str:
    """What a reader makes of an entry: its type, or the reason why not; any other error would stop the reader."""
    try:
        return Wire().decode(fields).type
    except (Undecodable, Retryable) as refused:
        return str(refused)


@given(fields=st.dictionaries(st.binary(max_size=12), st.binary(max_size=40), max_size=8))
@settings(max_examples=200)
def test_any_foreign_entry_is_refused_with_a_reason(fields: dict[bytes, bytes]) -> None:
    with pytest.raises(Undecodable, match=r"\S"):
        Wire().decode(fields)


@given(name=st.sampled_from(sorted(_SOUND)), value=st.one_of(st.binary(), st.text().map(str.encode)))
@settings(max_examples=500)
def test_any_value_in_any_field_is_understood_or_refused(name: bytes, value: bytes) -> None:
    assert _answer(_SOUND | {name: value})


@given(type_=st.sampled_from(sorted(TYPES)), cut=st.integers(0, 3000), junk=st.binary(max_size=5))
@settings(max_examples=500)
def test_a_torn_payload_is_understood_or_refused(type_: str, cut: int, junk: bytes) -> None:
    whole = entry(type_)["data"].encode()
    assert _answer(_SOUND | {b"type": type_.encode(), b"data": whole[:cut] + junk + whole[cut + 1 :]})


_json = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=8,
)


@given(name=st.sampled_from(sorted(payload(_CREATED))), value=_json)
@settings(max_examples=500)
def test_any_value_in_any_field_of_the_article_is_understood_or_refused(name: str, value: object) -> None:
    assert _answer(_SOUND | {b"data": _article(**{name: value})})
