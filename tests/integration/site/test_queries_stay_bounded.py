"""What a list costs does not grow with the articles that the site holds."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from khabar.config import Config
from khabar.events import short_id
from khabar_site import archive, home, ledger, lists, lite, stories
from khabar_site.ask import Ask, View
from khabar_site.look import Look
from khabar_site.store import Reader
from khabar_site.store.opening import open_writer
from khabar_site.tagging import leading
from tests.unit.site.articles import uuid_of

FEW, MANY = 6_000, 18_000
DAYS, SECTIONS, STORY = 28, 6, "aaaaaaaaaaaa"
NOW = datetime(2024, 3, 28, tzinfo=UTC)
START = int(datetime(2024, 3, 1, tzinfo=UTC).timestamp() * 1000)
OLD = f"{START + 86_400_000}.{'a' * 12}"
READ_WHOLE = ("SCAN listing", "SCAN tagging", "SCAN article", "SCAN authorship", "SCAN correction", "SCAN story")

VIEWS: dict[str, tuple[View, dict[str, str]]] = {
    "home": (home.home, {}),
    "latest": (lists.latest, {}),
    "far back": (lists.latest, {"cursor": OLD}),
    "section": (lists.section, {"slug": "s1"}),
    "section, far back": (lists.section, {"slug": "s1", "cursor": OLD}),
    "tag": (leading(lists.tag), {"slug": "place-all"}),
    "merged tag": (leading(lists.tag), {"slug": "place-whole"}),
    "author": (lists.author, {"slug": "ريم"}),
    "archive": (archive.archive, {}),
    "year": (archive.year, {"year": "2024"}),
    "month": (archive.month, {"year": "2024", "month": "03"}),
    "day": (archive.day, {"year": "2024", "month": "03", "day": "09"}),
    "corrections": (ledger.corrections, {}),
    "corrections, far back": (ledger.corrections, {"cursor": f"{OLD}.1"}),
    "story": (stories.leading(stories.story), {"id": STORY}),
    "lite": (lite.latest, {}),
}


def fill(db: sqlite3.Connection, articles: int) -> None:
    """Put so many live articles into the tables that lists are read from, over the same days."""
    step = DAYS * 86_400_000 // articles
    for number in range(1, articles + 1):
        id_, at = uuid_of(f"{number}"), START + number * step
        sid, day = short_id(id_), datetime.fromtimestamp(at / 1000, UTC).date().isoformat()
        db.execute(
            "INSERT INTO article (number, id, sid, revision, content_sha256, push_sha256) VALUES (?, ?, ?, 1, '', '')",
            (number, id_, sid),
        )
        db.execute(
            "INSERT INTO listing (number, id, sid, path, headline, excerpt, language, direction, source, section,"
            " section_name, picture_alt, breaking, first_at, updated, day)"
            " VALUES (?, ?, ?, ?, 'خبر', '', 'ar', 'rtl', '', ?, 'قسم', '', 0, ?, '2024-03-01T00:00:00Z', ?)",
            (number, id_, sid, f"/2024/03/{sid}", f"s{number % SECTIONS}", at, day),
        )
        for slug in ("place-all", "place-old", f"place-{number % 40}"):
            db.execute("INSERT INTO tagging VALUES (?, ?, ?, ?, 'place', 'مكان')", (slug, at, sid, number))
        db.execute("INSERT INTO authorship VALUES ('ريم', 'ريم', ?, ?, ?)", (at, sid, number))
        db.execute("INSERT INTO correction VALUES (?, 1, ?, 'صُحّح', 'minor')", (number, at))
    newest = [(STORY, uuid_of(f"{number}"), START, "2024-03-27") for number in range(articles - 9, articles + 1)]
    db.execute("INSERT INTO story VALUES (?, 1, 'سيول', NULL)", (STORY,))
    db.executemany("INSERT INTO story_article VALUES (?, ?, ?, ?)", newest)
    merged = ("place-old", "place:old", 1, "place", None, "place-whole", "place:whole", "place", "كل", False)
    db.execute("INSERT INTO tag VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", merged)


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[int, Reader]]:
    """A site with few articles, and one with three times as many."""
    readers = {}
    for articles in (FEW, MANY):
        db = open_writer(Path(tmp_path_factory.mktemp("world")) / "site.db", UTC)
        db.execute("BEGIN")
        fill(db, articles)
        db.execute("COMMIT")
        readers[articles] = Reader(db, UTC)
    yield readers
    for reader in readers.values():
        reader.db.close()


@pytest.fixture(scope="module")
def look() -> Look:
    return Look(Config(), "http://news.test")


@contextmanager
def told(reader: Reader, tell: Callable[[str], None]) -> Iterator[None]:
    reader.db.set_trace_callback(tell)
    yield
    reader.db.set_trace_callback(None)


def ask(params: dict[str, str]) -> Ask:
    return Ask("/", dict(params), params.get("cursor", ""), "", NOW)


def steps(reader: Reader, look: Look, name: str) -> int:
    """How many tens of instructions of its machine SQLite needs for a page."""
    taken = 0

    def count() -> None:
        nonlocal taken
        taken += 1

    view, params = VIEWS[name]
    reader.db.set_progress_handler(count, 10)
    view(reader, look, ask(params))
    reader.db.set_progress_handler(None, 0)
    return taken


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_three_times_the_articles_cost_a_page_nothing(worlds: dict[int, Reader], look: Look, name: str) -> None:
    few, many = steps(worlds[FEW], look, name), steps(worlds[MANY], look, name)
    assert few > 0
    assert many <= 1.25 * few + 50


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_no_page_reads_a_table_from_its_beginning(worlds: dict[int, Reader], look: Look, name: str) -> None:
    reader, asked = worlds[FEW], list[str]()
    view, params = VIEWS[name]
    with told(reader, asked.append):
        view(reader, look, ask(params))
    assert asked
    for query in asked:
        plan = [row["detail"] for row in reader.db.execute(f"EXPLAIN QUERY PLAN {query}")]
        assert [line for line in plan if line.startswith(READ_WHOLE)] == [], query
