"""What the fault tests taught: a handler that needs the server while it is away is no bug."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from redis.exceptions import ConnectionError as ServerGone
from redis.exceptions import OutOfMemoryError

from khabar import Event, Wire, make
from khabar.blobs import BlobStore
from khabar.models import Report
from khabar.stage import MAX_DELIVERIES, Backoff
from khabar.stage.entry import DELAYED, Entry
from khabar.stage.hop import Hop


@pytest.mark.parametrize("trouble", [ServerGone("connection refused"), OutOfMemoryError("used memory > maxmemory")])
async def test_an_article_waits_for_the_server_however_often_its_handler_misses_it(
    trouble: Exception, tmp_path: Path
) -> None:
    async def look_up_related(_: Event) -> Sequence[Event]:
        raise trouble

    wire = Wire(BlobStore(tmp_path))
    hop = Hop("enrich", "enrich", "ops", {"source.silent": look_up_related}, {"dead": 3}, wire, Backoff())
    silent = make("source.silent", Report(about="وكالة"), source="khabar/ingest", subject="وكالة")
    fields = wire.encode(silent) | {"attempt": str(MAX_DELIVERIES)}
    read = {key.encode(): value if isinstance(value, bytes) else value.encode() for key, value in fields.items()}
    settled = await hop.settle(Entry("1-0", read))
    assert settled.outcome == "delayed"
    assert [action.key for action in settled.actions] == [DELAYED]
