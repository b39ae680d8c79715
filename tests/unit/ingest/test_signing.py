"""Calls that are signed: what fits, what does not, and what is told to whoever signs wrongly."""

import hmac
from dataclasses import replace
from hashlib import sha256

import pytest

from khabar_ingest.signing import WINDOW_SECONDS, Call, Signed, fits, sign, untimely

SECRET = "سرّ-of-the-wire-desk"
CALL = Call("POST", "/v1/articles?source=wire", "نص الخبر".encode())
NOW = 1_790_000_000
SIGNED = sign(SECRET, CALL, timestamp=NOW, nonce="0123456789abcdef")


def test_a_signed_call_fits() -> None:
    assert untimely(SIGNED, NOW) == ""
    assert fits(SECRET, CALL, SIGNED)


def test_a_signature_is_made_as_the_document_tells() -> None:
    lines = f"v1\n{NOW}\n0123456789abcdef\nPOST\n/v1/articles?source=wire\n{sha256(CALL.body).hexdigest()}"
    wanted = hmac.new(SECRET.encode(), lines.encode(), sha256).hexdigest()
    assert SIGNED.headers() == {
        "x-khabar-timestamp": str(NOW),
        "x-khabar-nonce": "0123456789abcdef",
        "x-khabar-signature": f"v1={wanted}",
    }


@pytest.mark.parametrize(
    "call",
    [
        replace(CALL, body=CALL.body + b" "),
        replace(CALL, target="/v1/articles?source=other"),
        replace(CALL, target="/v1/articles/x/kill"),
        replace(CALL, method="GET"),
    ],
)
def test_what_was_not_signed_does_not_fit(call: Call) -> None:
    assert not fits(SECRET, call, SIGNED)


@pytest.mark.parametrize(
    "signed",
    [
        replace(SIGNED, timestamp=str(NOW + 1)),
        replace(SIGNED, nonce="0123456789abcdeg"),
        replace(SIGNED, signature=SIGNED.signature.removeprefix("v1=")),
        replace(SIGNED, signature=SIGNED.signature[:-1]),
        replace(SIGNED, signature=""),
        replace(SIGNED, signature="v1=\ud800é"),
    ],
)
def test_a_signature_that_was_touched_does_not_fit(signed: Signed) -> None:
    assert not fits(SECRET, CALL, signed)
    assert not fits("another secret", CALL, SIGNED)


@pytest.mark.parametrize(("late", "words"), [(301, "301 s behind our clock"), (-3600, "3600 s ahead of our clock")])
def test_a_clock_that_is_wrong_is_told_by_how_much(late: int, words: str) -> None:
    assert words in untimely(SIGNED, NOW + late)
    assert str(WINDOW_SECONDS) in untimely(SIGNED, NOW + late)


def test_a_clock_that_is_a_little_wrong_is_no_trouble() -> None:
    assert untimely(SIGNED, NOW + WINDOW_SECONDS) == ""
    assert untimely(SIGNED, NOW - WINDOW_SECONDS) == ""


@pytest.mark.parametrize("time", ["", "soon", "-1", "1e9", "１７９", "9" * 12])
def test_a_time_that_is_none_is_refused_by_its_name(time: str) -> None:
    assert "x-khabar-timestamp" in untimely(replace(SIGNED, timestamp=time), NOW)


@pytest.mark.parametrize("nonce", ["", "short", "x" * 129, "0123456789 abcdef", "0123456789abcdef\n"])
def test_a_nonce_that_could_be_guessed_or_is_none_is_refused(nonce: str) -> None:
    assert "x-khabar-nonce" in untimely(replace(SIGNED, nonce=nonce), NOW)


def test_a_call_without_any_of_the_headers_is_not_signed() -> None:
    assert Signed.read({"authorization": "Bearer x"}) is None
    assert Signed.read({"x-khabar-nonce": "x"}) == Signed("", "x", "")
