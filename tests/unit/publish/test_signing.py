"""The signatures of webhooks, held against the vectors of those who wrote the rules."""

import base64
import hmac
import re
from pathlib import Path

import pytest

from khabar import ConfigError
from khabar_publish.targets.signing import signature, signing_key, standard, superdesk, token

_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
_ID, _STAMP, _BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
_SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
"""The test vector of the libraries of Standard Webhooks."""


def test_the_test_vector_of_standard_webhooks_verifies(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(f"{_SECRET}\n")
    key = signing_key("partner", "secret", tmp_path / "newsroom.toml")
    assert signature(key, _ID, _STAMP, _BODY) == _SIGNATURE
    assert signature(key, _ID, _STAMP + 1, _BODY) != _SIGNATURE
    assert signature(key, _ID, _STAMP, _BODY + b" ") != _SIGNATURE


def test_the_library_of_standard_webhooks_takes_our_calls() -> None:
    library = pytest.importorskip("standardwebhooks.webhooks")
    key = base64.b64decode(_SECRET.removeprefix("whsec_"))
    library.Webhook(_SECRET).verify(_BODY, standard([b"o" * 32, key])("msg_1", _BODY))


def test_while_a_secret_is_changed_both_sign() -> None:
    headers = standard([b"n" * 32, b"o" * 32])("msg_1", _BODY)
    new, old = headers["webhook-signature"].split(" ")
    stamp = int(headers["webhook-timestamp"])
    assert new == signature(b"n" * 32, "msg_1", stamp, _BODY)
    assert old == signature(b"o" * 32, "msg_1", stamp, _BODY)


def test_superdesk_signs_the_body_alone_with_its_token() -> None:
    wanted = hmac.new(b"123456789", _BODY, "sha1").hexdigest()
    assert superdesk("123456789")("msg_1", _BODY) == {"x-superdesk-signature": f"sha1={wanted}"}


def test_superdesks_own_example_verifies() -> None:
    said = superdesk("123456789")("", b"test payload")["x-superdesk-signature"]
    assert said == "sha1=8be62a607898504f87559cb52dc23f9ebee65a21"


@pytest.mark.parametrize("text", ["", "short", "with a space in it", "رمز-طويل-جداً", "two\nlines-of-it"])
def test_what_cannot_be_sent_as_it_is_is_no_token(tmp_path: Path, text: str) -> None:
    (tmp_path / "token").write_text(text, "utf-8")
    with pytest.raises(ConfigError, match=re.escape("at least 8 ASCII characters")) as caught:
        token("partner", "token", tmp_path / "newsroom.toml")
    assert not text or text not in str(caught.value)


def test_a_file_of_secrets_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "token").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="it is no text"):
        token("partner", "token", tmp_path / "newsroom.toml")
