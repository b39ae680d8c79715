"""Who may look into the control room."""

import base64
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pydantic import SecretStr
from starlette.requests import Request

from khabar_control import access
from khabar_control.access import refusal

_PASSWORD = SecretStr("سرّ-القاعة")


def _request(header: bytes | None) -> Request:
    headers = [] if header is None else [(b"authorization", header)]
    return Request({"type": "http", "method": "GET", "path": "/", "headers": headers})


def _basic(words: str) -> bytes:
    return b"Basic " + base64.b64encode(words.encode())


@pytest.mark.parametrize("user", ["", "desk", "محرر"])
def test_who_knows_the_password_may_look_under_any_name(user: str) -> None:
    assert refusal(_request(_basic(f"{user}:{_PASSWORD.get_secret_value()}")), _PASSWORD) is None


def test_a_password_with_a_colon_is_whole() -> None:
    assert refusal(_request(_basic("desk:a:b")), SecretStr("a:b")) is None


@pytest.mark.parametrize(
    "header",
    [
        None,
        b"",
        b"Basic",
        b"Basic !!!",
        b"Basic \xe9\xe8",
        b"Basic " + base64.b64encode(b"\xff\xfe:\xff"),
        b"Bearer " + base64.b64encode("desk:سرّ-القاعة".encode()),
        _basic("desk:"),
        _basic("desk:wrong"),
        _basic("سرّ-القاعة"),
    ],
)
def test_anybody_else_is_asked_for_it(header: bytes | None) -> None:
    answer = refusal(_request(header), _PASSWORD)
    assert answer is not None
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Basic")


def test_without_a_configured_password_nobody_may_look_and_the_setting_is_named() -> None:
    answer = refusal(_request(_basic("desk:")), None)
    assert answer is not None
    assert answer.status_code == 503
    assert b"KHABAR_CONTROL_PASSWORD_FILE" in answer.body


def test_a_password_is_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def compare(given: bytes, kept: bytes) -> bool:
        compared.append((given, kept))
        return hmac.compare_digest(given, kept)

    monkeypatch.setattr(access, "hmac", type("Recorder", (), {"compare_digest": staticmethod(compare)}))
    assert refusal(_request(_basic("desk:wrong")), _PASSWORD) is not None
    assert compared == [(b"wrong", _PASSWORD.get_secret_value().encode())]


@given(some.binary(max_size=80))
def test_no_header_opens_the_room_or_breaks_it(header: bytes) -> None:
    answer = refusal(_request(header), _PASSWORD)
    assert answer is not None
    assert answer.status_code == 401
