from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khabar.blobs import BlobStore
from khabar.errors import Retryable
from khabar.events import Event, make
from khabar.keys import Keys
from khabar.models import Held, Report, SourceRef
from khabar.wire import MAX_INLINE_BYTES, Fields, Wire
from tests.contract.plain_client import PlainClient
from tests.contract.strategies import events, texts

_LARGE = 300 * 1024


def _sent(fields: Fields) -> dict[bytes, bytes]:
    """The fields as the server hands them out."""
    return {name.encode(): _to_bytes(value) for name, value in fields.items()}


def _stored(url: str, stream: str, fields: Fields) -> dict[bytes, bytes]:
    """The fields as a real server keeps them."""
    with PlainClient(url) as client:
        client("XADD", stream, "*", *[part for field in fields.items() for part in field])
        [entry] = client.entries(stream)
    return _sent(dict(entry))


def _to_bytes(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode()


def _report(message: str) -> Event:
    return make("source.silent", Report(about="وكالة", message=message), source="ingest", subject="وكالة")


def _comparable(event: Event) -> Event:
    """`make` stamps microseconds; an entry carries milliseconds."""
    return replace(event, time=event.time.replace(microsecond=event.time.microsecond // 1000 * 1000))


@given(event=events())
@settings(max_examples=150)
def test_any_event_comes_back_from_its_entry_as_it_was(event: Event) -> None:
    assert Wire().decode(_sent(Wire().encode(event))) == event


@given(event=events())
@settings(max_examples=60)
def test_an_entry_that_is_passed_on_twice_is_the_same_entry(event: Event) -> None:
    once = Wire().encode(event)
    assert Wire().encode(Wire().decode(_sent(once))) == once


@given(text=texts)
def test_any_text_stands_unescaped_on_the_wire(text: str) -> None:
    letters = "".join(letter for letter in text if letter.isprintable() and letter not in '"\\')
    assert letters.encode() in _sent(Wire().encode(_report(letters)))[b"data"]


@pytest.mark.server
def test_odd_letters_survive_a_real_server(valkey_url: str, keys: Keys) -> None:
    event = _comparable(_report("صفر \0 وعلامة \ufeff واتجاه \u202e ووجه 👩‍👩‍👧"))
    assert Wire().decode(_stored(valkey_url, keys.stream("ops"), Wire().encode(event))) == event


@pytest.mark.server
def test_a_very_long_article_travels_by_claim_check(valkey_url: str, keys: Keys, tmp_path: Path) -> None:
    wire, event = Wire(BlobStore(tmp_path)), _comparable(_report("ن" * _LARGE))
    fields = _stored(valkey_url, keys.stream("ops"), wire.encode(event))
    assert b"data" not in fields
    assert fields[b"dataref"] == b"/v1/blobs/" + fields[b"sha256"]
    assert wire.decode(fields) == event


def test_a_payload_is_inline_up_to_the_limit_and_not_a_byte_more(tmp_path: Path) -> None:
    wire = Wire(BlobStore(tmp_path))
    room = MAX_INLINE_BYTES - len(_sent(wire.encode(_report("")))[b"data"])
    assert "data" in wire.encode(_report("a" * room))
    assert "dataref" in wire.encode(_report("a" * (room + 1)))


def test_a_large_payload_without_a_store_is_refused_with_its_size() -> None:
    with pytest.raises(ValueError, match=r"has \d+ bytes and there is no blob store"):
        Wire().encode(_report("ن" * _LARGE))


def test_a_claim_whose_blob_has_not_arrived_may_be_tried_again(tmp_path: Path) -> None:
    fields = _sent(Wire(BlobStore(tmp_path / "here")).encode(_report("ن" * _LARGE)))
    with pytest.raises(Retryable, match="is not in the blob store"):
        Wire(BlobStore(tmp_path / "elsewhere")).decode(fields)
    with pytest.raises(Retryable, match="not configured here"):
        Wire().decode(fields)


def test_a_lone_surrogate_never_reaches_the_stream() -> None:
    with pytest.raises(ValueError, match="surrogates not allowed"):
        Wire().encode(_report("نصّ \ud83d مبتور"))


def test_fields_of_a_later_version_are_passed_on() -> None:
    fields = _sent(Wire().encode(_report("صمت")))
    later = fields | {b"data": b'{"about":"a","\xd8\xb1\xd8\xa3\xd9\x8a":{"b":[1]}}', b"x-\xd8\xb1": "قيمة".encode()}
    again = _sent(Wire().encode(Wire().decode(later)))
    assert again[b"x-\xd8\xb1"].decode() == "قيمة"
    assert '"رأي":{"b":[1]}'.encode() in again[b"data"]


def test_an_article_held_until_a_person_releases_it_stays_held() -> None:
    held = Held(id="خبر", revision=1, source=SourceRef(id="وكالة"), embargo_until=None, reason="مراجعة")
    event = _comparable(make("article.held", held, source="ingest", subject="خبر", revision=1))
    assert Wire().decode(_sent(Wire().encode(event))) == event


@pytest.mark.parametrize("figure", [float("nan"), float("inf")])
def test_a_figure_that_json_cannot_say_is_refused(figure: float) -> None:
    with pytest.raises(ValueError, match="finite number"):
        Report(about="وكالة", figures={"ثوانٍ": figure})


@given(seconds=st.integers(0, 86_399), zone=st.sampled_from(("+03:00", "-05:30", "Z")))
def test_a_time_in_any_zone_is_the_same_moment(seconds: int, zone: str) -> None:
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    fields = _sent(Wire().encode(_report("صمت"))) | {b"time": f"2026-03-04T{clock}{zone}".encode()}
    event = Wire().decode(fields)
    assert Wire().decode(_sent(Wire().encode(event))).time == event.time
