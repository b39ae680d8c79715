"""Poison among good articles: it ends in the dead letters with its raw bytes, and the others go on."""

import base64
from collections.abc import Mapping
from typing import Any, cast

import pytest

from khabar.blobs import BlobStore, sha256
from khabar.models import DeadLetter, Revision
from khabar.stage import Backoff
from khabar.wire import Fields, Wire

from .newsroom import Newsroom, article, running, until

pytestmark = [pytest.mark.server, pytest.mark.usefixtures("quick")]
Bytes = dict[bytes, bytes]
LARGE = 20_000_000
_DATA = b'"headline":"'


def bytes_of(fields: Mapping[str, str | bytes]) -> Bytes:
    return {name.encode(): value if isinstance(value, bytes) else value.encode() for name, value in fields.items()}


def good(number: int = 90) -> Bytes:
    return bytes_of(Wire().encode(article(number)))


def with_data(old: bytes, new: bytes) -> Bytes:
    fields = good()
    assert old in fields[b"data"]
    return fields | {b"data": fields[b"data"].replace(old, new, 1)}


POISON: dict[str, Bytes] = {
    "no JSON at all": good() | {b"data": "عنوان بلا أقواس".encode()},
    "JSON that breaks off": good() | {b"data": good()[b"data"][:100]},
    "JSON without end": good() | {b"data": b"[" * 100_000},
    "a number that is none": good() | {b"data": b'{"revision": NaN}'},
    "invalid UTF-8 in the text": with_data(_DATA, _DATA + b"\xff\xfe"),
    "invalid UTF-8 in an attribute": good() | {b"source": b"desk\x80"},
    "invalid UTF-8 in a name": good() | {b"\xff\xfe": b"1"},
    "a raw NUL in the text": with_data(_DATA, _DATA + b"\x00"),
    "a lone surrogate": with_data(_DATA, _DATA + b"\\ud83d"),
    "a surrogate in the wrong order": with_data(_DATA, _DATA + b"\\ude00\\ud83d"),
    "another program's plain entry": {b"hello": b"world"},
    "another program's empty value": {b"": b""},
    "another type of event": good() | {b"type": b"khabar.article.exploded.v1"},
    "no such lane": good() | {b"lane": b"express"},
}


def raw(letter: DeadLetter) -> Bytes:
    """The entry's fields again, to the byte; a name that was not UTF-8 is told with its bytes escaped."""
    told = {name.encode(): value.encode() for name, value in letter.fields.items()}
    return told | {name.encode(): base64.b64decode(value) for name, value in letter.raw.items()}


async def has(newsroom: Newsroom, stream: str, count: int) -> bool:
    return await newsroom.length(stream) >= count


async def add(newsroom: Newsroom, fields: Mapping[bytes, bytes] | Fields) -> None:
    await newsroom.redis.xadd(newsroom.keys.stream("articles"), cast("dict[Any, Any]", fields))


async def test_every_poison_lies_with_its_bytes_in_the_dead_letters_and_the_batch_goes_on(
    any_newsroom: Newsroom,
) -> None:
    for number, fields in enumerate(POISON.values(), start=1):
        await add(any_newsroom, fields)
        await any_newsroom.send(article(number))

    async with running(any_newsroom.stage(), any_newsroom.settings):
        await any_newsroom.outputs(len(POISON), seconds=30)
        await until(lambda: has(any_newsroom, "dead", len(POISON)))

    letters = await any_newsroom.letters()
    assert [letter.kind for letter in letters] == ["rejected"] * len(POISON)
    expected = [{_shown(name): value for name, value in fields.items()} for fields in POISON.values()]
    assert [raw(letter) for letter in letters] == expected


def _shown(name: bytes) -> bytes:
    return name.decode("utf-8", "backslashreplace").encode()


async def test_a_nul_that_json_escapes_is_text_like_any_other(newsroom: Newsroom) -> None:
    await add(newsroom, with_data(_DATA, _DATA + b"\\u0000"))
    async with running(newsroom.stage(), newsroom.settings):
        await until(lambda: has(newsroom, "enriched", 1))

    [event] = await newsroom.read("enriched")
    assert isinstance(event.data, Revision)
    assert event.data.headline.startswith("\x00")


async def test_twenty_megabytes_go_their_way_inline_and_by_reference(any_newsroom: Newsroom) -> None:
    long = b"\xd8\xb7" * (LARGE // 2)
    inline = with_data(_DATA, _DATA + long)
    name = BlobStore(any_newsroom.blobs).put(inline[b"data"])
    by_reference = {key: value for key, value in inline.items() if key != b"data"}
    by_reference |= {b"dataref": f"/v1/blobs/{name}".encode(), b"sha256": name.encode()}
    await add(any_newsroom, inline)
    await add(any_newsroom, by_reference)
    await any_newsroom.send(article(1))

    async with running(any_newsroom.stage(), any_newsroom.settings):
        await until(lambda: has(any_newsroom, "enriched", 3), seconds=60)

    for event in (await any_newsroom.read("enriched"))[:2]:
        assert isinstance(event.data, Revision)
        assert len(event.data.headline.encode()) > LARGE
    assert await any_newsroom.length("dead") == 0


async def test_twenty_megabytes_of_rubbish_are_kept_to_the_byte(any_newsroom: Newsroom) -> None:
    rubbish = {b"data": b"\xff" * LARGE, **{name: value for name, value in good().items() if name != b"data"}}
    await add(any_newsroom, rubbish)
    await any_newsroom.send(article(1))

    async with running(any_newsroom.stage(), any_newsroom.settings):
        await until(lambda: has(any_newsroom, "dead", 1), seconds=60)
        await any_newsroom.outputs(1, seconds=30)

    [letter] = await any_newsroom.letters()
    assert raw(letter) == rubbish


async def test_a_payload_that_is_damaged_in_the_blob_store_is_noticed(newsroom: Newsroom) -> None:
    payload = good()[b"data"]
    name = BlobStore(newsroom.blobs).put(payload)
    (newsroom.blobs / "public" / name[:2] / name).write_bytes(payload.replace(b"(90)", b"(91)"))
    await add(newsroom, _referring_to(name))
    await newsroom.send(article(1))

    async with running(newsroom.stage(), newsroom.settings):
        await newsroom.outputs(1)
        await until(lambda: has(newsroom, "dead", 1))

    [letter] = await newsroom.letters()
    assert (letter.kind, letter.fields["sha256"]) == ("rejected", name)
    assert "damaged in the blob store" in letter.error


async def test_a_payload_that_is_not_there_is_waited_for_and_then_kept_as_a_dead_letter(newsroom: Newsroom) -> None:
    payload = good(2)[b"data"]
    await add(newsroom, _referring_to(sha256(payload)))
    await newsroom.send(article(1))
    async with running(newsroom.stage(backoff=Backoff(base=0.1)), newsroom.settings):
        await until(lambda: has(newsroom, "enriched", 1))
        BlobStore(newsroom.blobs).put(payload)
        await until(lambda: has(newsroom, "enriched", 2), seconds=30)
    assert sorted(await newsroom.subjects()) == sorted([article(1).subject, article(90).subject])

    await add(newsroom, _referring_to("0" * 64))
    async with running(newsroom.stage(backoff=Backoff(give_up_after=0)), newsroom.settings):
        await until(lambda: has(newsroom, "dead", 1))
    [letter] = await newsroom.letters()
    assert (letter.kind, letter.fields["sha256"]) == ("exhausted", "0" * 64)
    assert "is not in the blob store" in letter.error


def _referring_to(name: str) -> Bytes:
    fields = {key: value for key, value in good().items() if key != b"data"}
    return fields | {b"dataref": f"/v1/blobs/{name}".encode(), b"sha256": name.encode()}
