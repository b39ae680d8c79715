"""An entry as a stage reads it, from whoever wrote it."""

import base64
import json
import time

import pytest

from khabar.events import Event
from khabar.stage.entry import DELAYED, Entry, delay

from .conftest import entry_of


def test_arabic_fields_are_kept_as_readable_text(created: Event) -> None:
    text, raw = entry_of(created).readable()

    assert "صيانة الجسور" in text["data"]
    assert raw == {}


def test_bytes_that_are_no_text_are_kept_as_base64() -> None:
    text, raw = Entry("1-0", {b"title": "عاجل".encode(), b"blob": b"\xff\xfe\x00"}).readable()

    assert text == {"title": "عاجل"}
    assert base64.b64decode(raw["blob"]) == b"\xff\xfe\x00"


def test_a_field_name_that_is_no_text_is_still_shown() -> None:
    text, _ = Entry("1-0", {b"\xffname": b"value"}).readable()

    assert text == {"\\xffname": "value"}


@pytest.mark.parametrize("written", [b"", b"-3", b"0", b"two", b"1e9", "٣".encode(), b"9" * 5000, b"99999999999"])
def test_a_damaged_attempt_counts_as_the_first(written: bytes) -> None:
    assert Entry("1-0", {b"attempt": written}).attempt == 1


def test_a_valid_attempt_is_read() -> None:
    assert Entry("1-0", {b"attempt": b"4"}).attempt == 4


@pytest.mark.parametrize("written", [b"", b"soon", b"-1", b"9" * 400, b"999999999999", b"nan", b"1.2.3"])
def test_a_damaged_failing_since_counts_as_none(written: bytes) -> None:
    assert Entry("1-0", {b"failingsince": written}).failing_since is None


def test_a_valid_failing_since_is_read() -> None:
    now = round(time.time(), 3)

    assert Entry("1-0", {b"failingsince": f"{now:.3f}".encode()}).failing_since == now


def test_a_delayed_entry_stays_readable_in_the_servers_own_tools() -> None:
    action = delay(1500, {"subject": "خبر", "data": '{"headline":"عنوان"}'.encode()})

    assert action.key == DELAYED
    assert action.arguments[0] == 1500
    assert "خبر" in str(action.arguments[1])
    assert json.loads(str(action.arguments[1])) == {"subject": "خبر", "data": '{"headline":"عنوان"}'}
