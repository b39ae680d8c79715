"""A stage's rules and the event they are tried on; no server, no disk."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog

from khabar.blobs import BlobStore
from khabar.events import Event, article_id, make
from khabar.keys import STREAMS
from khabar.models import Block, Revision, SourceRef
from khabar.stage.backoff import Backoff
from khabar.stage.entry import Entry
from khabar.stage.hop import Handler, Hop
from khabar.wire import Wire

OUTPUTS = {stream: index for index, stream in enumerate(STREAMS, start=3)}


@pytest.fixture(autouse=True)
def plain_logs() -> Iterator[None]:
    """Logs without rendered local variables, which take seconds a traceback."""
    structlog.configure(processors=[structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer()])
    yield
    structlog.reset_defaults()


@pytest.fixture
def created() -> Event:
    """The event of a new article, in Arabic."""
    id_ = article_id("desk", "صيانة الجسور")
    revision = Revision(
        id=id_,
        revision=1,
        source=SourceRef(id="desk", name="مكتب المدينة"),
        headline="البلدية تبدأ صيانة الجسور قبل موسم الأمطار",
        lead="تبدأ فرق البلدية أعمالها الأحد المقبل.",
        body=(Block(type="paragraph", text="وتستمر الأعمال ثلاثة أسابيع."),),
        received_at=datetime(2026, 3, 1, 8, tzinfo=UTC),
        content_sha="0" * 64,
    )
    return make("article.created", revision, source="khabar/ingest", subject=id_, revision=1)


@pytest.fixture
def wire(tmp_path: Path) -> Wire:
    return Wire(BlobStore(tmp_path))


def entry_of(event: Event, damage: Mapping[str, bytes] | None = None, *, delivered: int = 1) -> Entry:
    """The event as a stage reads it, with some fields as another hand wrote them."""
    written = {
        key.encode(): value if isinstance(value, bytes) else value.encode()
        for key, value in Wire().encode(event).items()
    }
    return Entry("1-0", written | {key.encode(): value for key, value in (damage or {}).items()}, delivered)


def hop_with(handler: Handler, wire: Wire, backoff: Backoff | None = None) -> Hop:
    """The rules of a stage that reads articles and has one handler, for new ones."""
    return Hop("enrich", "enrich", "articles", {"article.created": handler}, OUTPUTS, wire, backoff or Backoff())
