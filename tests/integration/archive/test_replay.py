"""A newsroom's archive told once more: the pages come out the same."""

import asyncio
import json
import re
import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from redis.asyncio import Redis

from khabar import Event, sample
from khabar.keys import Keys
from khabar.models import Command, EnrichedRevision
from khabar.replay import Plan, Replay

from .crawl import Page, crawl
from .newsroom import TOKEN, Newsroom

pytestmark = pytest.mark.timeout(300)
_REMOVALS = ("kill", "withdraw", "unpublish")
_EARLIER = re.compile(r"/a/[a-z2-7]{12}/versions")
# The public history of an article, and what feeds tell of those that left them and when they last changed.
_TOLD_EARLIER = re.compile(
    rb'<p class="changed">.*?</p>\n|<lastBuildDate>.*?</lastBuildDate>|<at:deleted-entry[^>]*/>\n'
    rb'|<updated>.*?</updated>|,\s*"_khabar": \{.*\}(?=\s*\}\s*$)',
    re.DOTALL,
)
SEARCHES = ("مصحّح", "الرقة", "تعاونية", "الأمطار", "كلمة لا توجد")


@asynccontextmanager
async def _submitted(newsroom: Newsroom) -> AsyncIterator[tuple[httpx.AsyncClient, dict[str, int]]]:
    """The newsroom with the sample articles on its site, each revision shown before the next is sent."""
    async with newsroom.running() as client:
        shown: dict[str, int] = {}
        for article in sample.articles():
            answer = await client.post("/v1/articles?source=sample", json=article)
            assert answer.status_code == 202, answer.text
            told = answer.json()
            if told["revision"] > 1:
                await newsroom.shows(told["article_id"], told["revision"] - 1)
            shown[told["article_id"]] = told["revision"]
        for article_id_, revision in shown.items():
            await newsroom.shows(article_id_, revision)
        yield client, shown


async def _change(newsroom: Newsroom, client: httpx.AsyncClient, verb: str, article: str, **more: str) -> str:
    """Decide on an article as an editor does; the address that it had is returned."""
    async with httpx.AsyncClient(trust_env=False) as reader:
        held = (await reader.get(f"{newsroom.site.url}/api/articles/{article}")).json()
    answer = await client.post(f"/v1/articles/{article}/{verb}", json={"reason": "قرار", "by": "رئيس التحرير", **more})
    assert answer.status_code == 202, answer.text
    await newsroom.shows(article, answer.json()["revision"])
    path: str = (held["url"] or "").removeprefix("http://news.test")
    return path


async def _replayed(newsroom: Newsroom, source: Newsroom, plan: Plan) -> int:
    """Tell a newsroom what the archive of another holds, and wait until all is settled."""
    replay = Replay(newsroom.redis, newsroom.keys, source.archive, f"test-{uuid4().hex[:6]}")
    await replay.begin(plan, by="test", reason="an empty system")
    sent = 0
    async for at in replay.go(asyncio.Event()):
        sent = at.sent
    return sent


def _differences(before: dict[str, Page], after: dict[str, Page]) -> list[str]:
    """Where two sites differ in what they show; what a site told its own readers earlier is not told again."""
    paths = {path for path in {*before, *after} if not _EARLIER.search(path)}
    return [path for path in paths if _now(path, before.get(path)) != _now(path, after.get(path))]


def _now(path: str, page: Page | None) -> object:
    """What a page shows; a map lists articles in the order in which they came to the site."""
    if page is None or path.startswith("/sitemap/"):
        return page and (page[0], page[1], sorted(page[2].splitlines()))
    return page[0], page[1], _TOLD_EARLIER.sub(b"", page[2])


@pytest.fixture
def newsroom(valkey_url: str, keys: Keys, redis_client: Redis, tmp_path: Path) -> Newsroom:
    return Newsroom(valkey_url, keys, tmp_path / "first", redis_client)


@pytest.fixture
def empty(valkey_url: str, redis_client: Redis, newsroom: Newsroom, tmp_path: Path) -> Newsroom:
    """Another newsroom of the same name for its readers, of which nothing is known; it shares the blob store."""
    second = Newsroom(valkey_url, Keys(f"test-{uuid4().hex[:12]}"), tmp_path / "second", redis_client)
    (newsroom.folder / "blobs").mkdir(parents=True, exist_ok=True)
    (second.folder / "blobs").symlink_to(newsroom.folder / "blobs")
    return second


@pytest.mark.parametrize("every", [True, False], ids=["every revision", "what articles have become"])
async def test_what_was_enriched_makes_byte_equal_pages_in_an_empty_system(
    newsroom: Newsroom, empty: Newsroom, *, every: bool
) -> None:
    async with _submitted(newsroom) as (client, shown):
        articles = list(shown)
        gone = tuple(
            [await _change(newsroom, client, verb, article) for verb, article in zip(_REMOVALS, articles, strict=False)]
        )
        merged = await _change(newsroom, client, "merge", articles[3], into=articles[4])
        await _change(newsroom, client, "correct", articles[5], note="كان الرقم خطأً", headline="خبر مصحّح")
        await _change(newsroom, client, "correct", articles[5], note="وكان الاسم خطأً", headline="خبر مصحّح ثانية")
        await _change(newsroom, client, "unpublish", articles[6])
        await _change(newsroom, client, "release", articles[6])
        gone = (*gone, merged)
        await newsroom.settled()
        await newsroom.is_archived()
        before = await asyncio.to_thread(crawl, newsroom.site.url, SEARCHES, gone)
    statuses = Counter(status for status, _, _ in before.values())
    assert statuses[200] > 60
    assert [before[path][0] for path in gone] == [410, 200, 404, 301]
    assert len(before["/feed.xml"][2]) > 1000
    assert all(note.encode() in before["/corrections"][2] for note in ("كان الرقم خطأً", "وكان الاسم خطأً"))

    empty.site.start()
    try:
        async with empty.publish():
            sent = await _replayed(
                empty, newsroom, Plan("publish-site", until=newsroom.archive.last("enriched"), every=every)
            )
            for article in shown:
                state = await newsroom.state(article)
                await empty.shows(article, int(state["revision"]))
            after = await asyncio.to_thread(crawl, empty.site.url, SEARCHES, gone)
    finally:
        empty.site.stop()
    assert sent >= len(shown) + (8 if every else 3)
    assert _differences(before, after) == []


async def test_articles_enriched_anew_by_one_replica_are_the_same_but_for_links(
    newsroom: Newsroom, empty: Newsroom
) -> None:
    async with newsroom.control(), newsroom.enrich(), newsroom.ingest() as client:
        await newsroom.until(newsroom.is_open)
        for article in sample.articles():
            assert (await client.post("/v1/articles?source=sample", json=article)).status_code == 202
        count = await newsroom.redis.xlen(newsroom.keys.stream("articles"))
        await newsroom.hears("enriched", count)
        await newsroom.is_archived()
    async with empty.enrich():
        sent = await _replayed(empty, newsroom, Plan("enrich", until=newsroom.archive.last("articles"), every=True))
        await empty.hears("enriched", sent)
    before, after = _found(await newsroom.told("enriched")), _found(await empty.told("enriched"))
    assert before.keys() == after.keys()
    links = []
    for place, revision in before.items():
        again = after[place]
        assert _but_links(again) == _but_links(revision)
        if again.enrichment.related != revision.enrichment.related:
            links.append(place)
    print(f"related links differ in {len(links)} of {len(before)} revisions: {links}")  # noqa: T201 - to be read


_TIES = {"related", "story", "duplicate_of", "also_reported_by", "copies", "linked_version"}


def _found(events: list[Event]) -> dict[tuple[str, int], EnrichedRevision]:
    return {(event.subject, event.revision): event.data for event in events if isinstance(event.data, EnrichedRevision)}


def _but_links(revision: EnrichedRevision) -> dict[str, Any]:
    whole = revision.model_dump()
    found = {name: value for name, value in whole["enrichment"].items() if name not in _TIES | {"took_ms"}}
    return {**whole, "enrichment": found}


async def test_a_rehearsal_names_the_pages_that_would_change_and_why(newsroom: Newsroom) -> None:
    async with newsroom.running() as client:
        ids = [await _send(client, f"g{number}") for number in range(4)]
        for article in ids:
            await newsroom.shows(article, 1)
        await newsroom.settled()
        await newsroom.is_archived()
    newsroom.site.settings.site_database.unlink()
    newsroom.site.start()
    try:
        async with httpx.AsyncClient(trust_env=False, headers={"authorization": f"Bearer {TOKEN}"}) as site:
            told = await newsroom.told("enriched")
            kept = {event.subject: event.data.to_json() for event in told if event.name == "article.enriched"}
            same, other = kept[ids[0]], json.loads(kept[ids[1]])
            other["enrichment"]["keyphrases"] = ["عبارة"]
            older = json.loads(kept[ids[2]]) | {"revision": 9, "content_sha": "9" * 64}
            older["enrichment"]["for_revision"] = 9
            pushes: list[str | bytes] = [same, json.dumps(other), json.dumps(older)]
            for article, content in zip(ids, pushes, strict=False):
                answer = await site.put(f"{newsroom.site.url}/api/articles/{article}", content=content)
                assert answer.status_code == 201
        code, out, error = await newsroom.khabar("replay", "--target", "site", "--dry-run", "--json")
        assert (code, error) == (0, "")
        why = {row["article"]: row["why"] for row in map(json.loads, out.splitlines()) if row["headline"]}
        assert [why[article] for article in ids] == [
            "unchanged",
            "enrichment differs",
            "unchanged (the target knows revision 9)",
            "new",
        ]
        code, out, _ = await newsroom.khabar("replay", "--target", "site", "--dry-run", "--article", ids[3])
        assert "خبر g3" in out
        assert "1 new" in out
        assert "nothing was changed" in out
        assert await newsroom.told("commands") == []
    finally:
        newsroom.site.stop()


async def test_a_replay_that_was_stopped_goes_on_where_it_was_and_tells_nothing_twice(newsroom: Newsroom) -> None:
    async with newsroom.running() as client:
        ids = [await _send(client, f"g{number}") for number in range(12)]
        for article in ids:
            await newsroom.shows(article, 1)
        await newsroom.settled()
        await newsroom.is_archived()
        replaying = await newsroom.begun("replay", "--target", "site", "--rate", "2/s", "--reason", "عيّنة")
        await newsroom.until(lambda: _some_replayed(newsroom))
        replaying.send_signal(signal.SIGINT)
        out, error = await replaying.communicate()
        assert replaying.returncode == 130, error
        run = out.decode().split()[1].rstrip(":")
        assert f"go on with: khabar replay --resume {run}" in error.decode()
        code, out_, error_ = await newsroom.khabar("replay", "--resume", run, "--json")
        assert (code, error_) == (0, "")
        done = json.loads(out_)
        assert (done["replay"], done["sent"]) == (run, done["total"])
        assert done["total"] >= 12
        await newsroom.settled()
        told = [event for event in await newsroom.told("published") if event.replayed]
        assert Counter(event.subject for event in told if event.name == "article.published") == Counter(ids)
        assert {event.extra["replay"] for event in told} == {run}
        assert {event.lane for event in told} == {"low"}
        [command] = await newsroom.told("commands")
        assert (command.name, command.subject) == ("command.replay", run)
        assert isinstance(command.data, Command)
        assert (command.data.reason, command.data.arguments["stage"]) == ("عيّنة", "publish-site")


async def _some_replayed(newsroom: Newsroom) -> bool:
    return sum(event.replayed for event in await newsroom.told("published")) >= 2


async def _send(client: httpx.AsyncClient, guid: str) -> str:
    body = [{"type": "paragraph", "text": f"قال مراسلنا في {guid} إن المياه عادت."}]
    article = {"source": {"guid": guid}, "headline": f"خبر {guid}", "body": body}
    answer = await client.post("/v1/articles?source=sample", json=article)
    told: str = answer.json()["article_id"]
    return told


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "--stage enrich, or --target"),
        (("--stage", "enrich", "--target", "site"), "--stage enrich, or --target"),
        (("--stage", "ingest"), "no stage 'ingest'"),
        (("--target", "moon"), "no target 'moon'; there are site"),
        (("--target", "site", "--since", "yesterday"), "is no moment"),
        (("--target", "site", "--rate", "fast"), "is no number of events a second"),
        (("--target", "site"), "has never run"),
        (("--resume", "20260101-nothing"), "no replay '20260101-nothing' is remembered"),
    ],
)
async def test_a_replay_that_cannot_be_says_what_is_wrong(
    newsroom: Newsroom, arguments: tuple[str, ...], words: str
) -> None:
    for stream in ("articles", "enriched"):
        newsroom.archive.writer(stream).append([("1764000000000-0", {b"type": b"x"})])
    code, out, error = await newsroom.khabar("replay", *arguments)
    assert (code, out) == (1, "")
    assert words in error
    assert error.count("\n") == 1


async def test_a_late_reader_gets_everything_once_from_the_archive_and_the_stream(newsroom: Newsroom) -> None:
    async with newsroom.control(), newsroom.ingest() as client:
        await newsroom.until(newsroom.is_open)
        ids = [await _send(client, f"g{number}") for number in range(10)]
        await newsroom.is_archived()
        [_, (second, _), *_, (last, _)] = newsroom.archive.entries("articles")
    await newsroom.redis.xtrim(newsroom.keys.stream("articles"), minid=last, approximate=False)
    async with newsroom.ingest() as client:
        ids += [await _send(client, f"g{number}") for number in range(10, 14)]
    code, out, _ = await newsroom.khabar("tail", "articles", "--since", "0", "--no-follow", "--json")
    assert code == 0
    assert [json.loads(line)["article"] for line in out.splitlines()] == ids
    code, out, _ = await newsroom.khabar("tail", "articles", "--since", second, "--no-follow", "--json")
    assert [json.loads(line)["article"] for line in out.splitlines()] == ids[2:]
    code, out, _ = await newsroom.khabar("tail", "articles", "-n", "3", "--no-follow", "--json")
    assert [json.loads(line)["article"] for line in out.splitlines()] == ids[-3:]
