import json
import shutil
import subprocess
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from khabar.events import TYPES
from khabar.keys import Keys
from khabar.models import Model
from khabar.wire import Wire
from tests.contract.plain_client import PlainClient
from tests.contract.stories import entry, payload, story

pytestmark = pytest.mark.server
_COMMAND_LINE = ("redis-cli", "valkey-cli")


@pytest.fixture
def plain(valkey_url: str) -> Iterator[PlainClient]:
    with PlainClient(valkey_url) as client:
        yield client


@pytest.fixture
def command_line(valkey_url: str) -> list[str]:
    program = next(filter(None, map(shutil.which, _COMMAND_LINE)), None)
    if program is None:
        pytest.skip(f"none of {', '.join(_COMMAND_LINE)} is on PATH: the real command line client was not tried")
    return [program, "-p", str(urlsplit(valkey_url).port), "--raw"]


def _flat(fields: dict[str, str]) -> list[str]:
    return [part for field in fields.items() for part in field]


def _bytes(fields: dict[str, str]) -> dict[bytes, bytes]:
    return {name.encode(): value.encode() for name, value in fields.items()}


@pytest.mark.parametrize("type_", TYPES)
def test_an_arabic_event_of_a_plain_client_is_understood(plain: PlainClient, keys: Keys, type_: str) -> None:
    stream = keys.stream(TYPES[type_].stream)
    plain("XADD", stream, "*", *_flat(entry(type_)))
    [read] = plain.entries(stream)
    assert Wire().decode(_bytes(read)) == story(type_)


@pytest.mark.parametrize("type_", TYPES)
def test_a_plain_client_reads_our_arabic_events(plain: PlainClient, keys: Keys, type_: str) -> None:
    stream = keys.stream(TYPES[type_].stream)
    fields = Wire().encode(story(type_))
    plain("XADD", stream, "*", *[part for field in fields.items() for part in field])
    [read] = plain.entries(stream)
    assert "\\u" not in read["data"]
    assert {name: value for name, value in read.items() if name != "data"} == {
        name: value for name, value in entry(type_).items() if name != "data"
    }
    assert TYPES[type_].model.model_validate(json.loads(read["data"])) == story(type_).data


def test_the_headline_is_readable_on_the_stream(plain: PlainClient, keys: Keys) -> None:
    event = story("khabar.article.created.v1")
    plain("XADD", keys.stream("articles"), "*", *[p for field in Wire().encode(event).items() for p in field])
    [read] = plain.entries(keys.stream("articles"))
    assert "بلديّة المدينة تُقرّ خطّة جديدة للنقل العام" in read["data"]
    assert read["ملاحظة"] == "عاجل جدّاً"


def test_the_command_line_client_writes_what_we_read(command_line: list[str], plain: PlainClient, keys: Keys) -> None:
    type_ = "khabar.article.enriched.v1"
    stream = keys.stream("enriched")
    subprocess.run([*command_line, "XADD", stream, "*", *_flat(entry(type_))], check=True, timeout=20)
    [read] = plain.entries(stream)
    assert Wire().decode(_bytes(read)) == story(type_)


def test_the_command_line_client_shows_arabic(command_line: list[str], plain: PlainClient, keys: Keys) -> None:
    stream = keys.stream("enriched")
    fields = Wire().encode(story("khabar.article.enriched.v1"))
    plain("XADD", stream, "*", *[part for field in fields.items() for part in field])
    shown = subprocess.run([*command_line, "XRANGE", stream, "-", "+"], check=True, timeout=20, capture_output=True)
    text = shown.stdout.decode()
    for words in ("أقرّ المجلس البلدي", "ماذا في الخطّة؟", "محلّيات", "الكلمة «بلديّة» في العنوان", "عاجل جدّاً"):
        assert words in text


@pytest.mark.parametrize("type_", TYPES)
def test_the_arabic_events_fill_every_field(type_: str) -> None:
    assert _unfilled(TYPES[type_].model.model_validate(payload(type_))) == []


def _unfilled(value: object) -> list[str]:
    if isinstance(value, tuple):
        return [name for each in value for name in _unfilled(each)]
    if not isinstance(value, Model):
        return []
    missing = [f"{type(value).__name__}.{name}" for name in set(type(value).model_fields) - value.model_fields_set]
    return missing + [name for _, each in value for name in _unfilled(each)]
