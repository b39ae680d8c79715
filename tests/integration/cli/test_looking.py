"""``khabar status``, ``tail`` and ``trace`` on a real server."""

import json
import signal
import subprocess
from datetime import datetime
from typing import Any, cast

import pytest
from redis import Redis

from khabar import Event, Wire, make
from khabar.events import article_id
from khabar.keys import Keys
from khabar.models import Receipt, Revision, SourceRef

from .command import Command, one_line

ARTICLE = article_id("desk", "water")
HEADLINE = "عودة المياه إلى أحياء الرقة"


def _article(headline: str = HEADLINE) -> Event:
    revision = Revision(
        id=ARTICLE,
        revision=1,
        source=SourceRef(id="desk"),
        headline=headline,
        received_at=datetime.fromisoformat("2024-03-10T09:40:00+03:00"),
        content_sha="0" * 64,
    )
    return make("article.created", revision, source="khabar/ingest", subject=ARTICLE, revision=1)


def _published(cause: Event) -> Event:
    said = Receipt(id=ARTICLE, revision=1, target="site", url="http://x/a", content_sha256="0" * 64, outcome="created")
    return make("article.published", said, source="khabar/publish", subject=ARTICLE, revision=1, cause=cause)


class Wireroom:
    """Puts entries on the streams."""

    def __init__(self, url: str, keys: Keys) -> None:
        self.redis, self.keys = Redis.from_url(url), keys

    def send(self, *events: Event) -> None:
        for event in events:
            self.redis.xadd(self.keys.stream(event.stream), cast("dict[Any, Any]", Wire().encode(event)))


@pytest.fixture
def wires(valkey_url: str, keys: Keys) -> Wireroom:
    return Wireroom(valkey_url, keys)


def test_help_lists_the_verbs(khabar: Command) -> None:
    done = khabar("--help")
    assert done.returncode == 0
    for verb in ("inspect", "schema", "status", "submit", "tail", "trace", "up"):
        assert f"\n  {verb} " in done.stdout


@pytest.mark.parametrize(
    "arguments", [("nonsense",), ("tail",), ("trace",), ("tail", "articles", "-n", "-3"), ("status", "--loud")]
)
def test_a_wrong_use_is_exit_code_2(khabar: Command, arguments: tuple[str, ...]) -> None:
    done = khabar(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "Error" in done.stderr


@pytest.mark.parametrize("arguments", [("status",), ("tail", "articles"), ("trace", ARTICLE)])
def test_without_a_server_one_line_says_what_to_do(
    khabar: Command, unused_tcp_port: int, arguments: tuple[str, ...]
) -> None:
    nowhere = Command(khabar.folder, {"KHABAR_REDIS_URL": f"redis://127.0.0.1:{unused_tcp_port}/0"})
    done = nowhere(*arguments)
    assert done.returncode == 1
    assert "khabar up" in one_line(done.stderr)


@pytest.mark.parametrize("url", ["nonsense", "http://127.0.0.1:1", "redis://h:port"])
def test_an_address_that_is_none_names_its_setting(khabar: Command, url: str) -> None:
    done = Command(khabar.folder, {"KHABAR_REDIS_URL": url})("status")
    assert done.returncode == 1
    assert "KHABAR_REDIS_URL" in one_line(done.stderr)


def test_a_damaged_run_file_is_one_line(khabar: Command) -> None:
    (khabar.folder / "khabar-data").mkdir()
    (khabar.folder / "khabar-data" / "run.json").write_text("{", "utf-8")
    done = khabar("status")
    assert done.returncode == 1
    assert "run.json" in one_line(done.stderr)


def test_keys_of_somebody_else_are_one_line(khabar: Command, wires: Wireroom) -> None:
    wires.redis.set(wires.keys.stream("articles"), "not a stream")
    for verb in (("status",), ("tail", "articles", "--no-follow"), ("trace", ARTICLE)):
        done = khabar(*verb)
        assert done.returncode == 1
        assert "WRONGTYPE" in one_line(done.stderr)


def test_status_tells_streams_and_groups_and_that_no_service_is_there(khabar: Command, wires: Wireroom) -> None:
    wires.send(_article())
    wires.redis.xgroup_create(wires.keys.stream("articles"), "[/red]enrich", id="0")
    done = khabar("status", "--json")
    assert done.returncode == 1
    assert '"stream": "articles", "entries": 1' in done.stdout
    assert '"lag": 1' in done.stdout
    told = khabar("status")
    assert told.returncode == 1
    assert "Traceback" not in told.stderr
    assert "[/red]enrich" in told.stdout


def test_status_tells_what_waits_for_a_person_and_who_holds_the_streams(khabar: Command, wires: Wireroom) -> None:
    redis, keys = wires.redis, wires.keys
    wires.send(_article())
    redis.xgroup_create(keys.stream("articles"), "enrich", id="0")
    redis.xgroup_create(keys.stream("articles"), "curious", id="0")
    redis.hset(keys.groups, mapping={"articles|enrich": "1", "enriched|publish-old": "1", "enriched|gone": "1"})
    redis.xgroup_create(keys.stream("enriched"), "gone", id="0", mkstream=True)
    redis.hset(keys.expired, "enriched|gone", "{}")
    letters = [cast("bytes", redis.xadd(keys.stream("dead"), {"type": "x"})) for _ in range(3)]
    redis.hset(keys("dead-done"), letters[1], "{}")
    redis.zadd(keys.held, {ARTICLE: 1})
    found = json.loads(khabar("status", "--json").stdout)
    figures = {row["figure"]: row for row in found["newsroom"]}
    assert figures["dead letters"]["value"] == 2
    assert figures["held articles"]["value"] == 1
    assert figures["admission"]["value"] == "closed"
    assert "restore" in figures["admission"]["note"]
    assert figures["pressure"]["value"] == "none"
    states = {(row["stream"], row["group"]): row["state"] for row in found["groups"]}
    assert states == {
        ("articles", "enrich"): "away",
        ("articles", "curious"): "not registered",
        ("enriched", "publish-old"): "missing",
        ("enriched", "gone"): "let go",
    }
    redis.xreadgroup("enrich", "one", {keys.stream("articles"): ">"})
    redis.set(keys.epoch, "e")
    told = khabar("status").stdout
    assert "at work" in told
    assert "closed" not in told


def test_tail_shows_what_is_there_oldest_first(khabar: Command, wires: Wireroom) -> None:
    wires.send(*(_article(f"خبر {number}") for number in range(5)))
    rows = khabar.json_lines("tail", "articles", "-n", "3", "--no-follow")
    assert [row["what"] for row in rows] == ["خبر 2", "خبر 3", "خبر 4"]
    assert {row["article"] for row in rows} == {ARTICLE}
    assert khabar.json_lines("tail", "articles", "-n", "0", "--no-follow") == []


def test_tail_is_plain_text_that_cannot_move_the_cursor(khabar: Command, wires: Wireroom) -> None:
    wires.send(_article("عاجل\x1b[2J\nسطر"))
    wires.redis.xadd(wires.keys.stream("articles"), {b"\xff": b"\xfe"})
    done = khabar("tail", "articles", "--no-follow")
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 2
    assert "\x1b" not in done.stdout
    assert "(undecodable)" in done.stdout


def test_an_unknown_stream_names_the_known_ones(khabar: Command) -> None:
    done = khabar("tail", "artciles")
    assert done.returncode == 1
    assert "articles, enriched, published, commands, dead, ops" in one_line(done.stderr)


@pytest.mark.parametrize("count", ["0", "10"])
def test_tail_goes_on_with_new_entries_until_ctrl_c(khabar: Command, wires: Wireroom, count: str) -> None:
    wires.send(_article("قبل"))
    with khabar.start("tail", "articles", "-n", count, "--json", stdout=subprocess.PIPE) as following:
        assert following.stdout is not None
        if count != "0":
            assert "قبل" in following.stdout.readline()
        else:
            _wait_for_a_reader(wires)
        for words in ("الأول", "الثاني"):
            wires.send(_article(words))
            assert words in following.stdout.readline()
        following.send_signal(signal.SIGINT)
        _, errors = following.communicate(timeout=10)
    assert following.returncode == 0
    assert errors == ""


def test_a_reader_that_has_seen_enough_ends_tail_quietly(khabar: Command, wires: Wireroom) -> None:
    wires.send(*(_article(f"خبر {number}") for number in range(10)))
    with khabar.start("tail", "articles", stdout=subprocess.PIPE) as following:
        assert following.stdout is not None
        assert following.stdout.readline()
        following.stdout.close()
        for number in range(3):
            wires.send(_article(f"لاحق {number}"))
        following.wait(10)
        assert following.stderr is not None
        assert following.stderr.read() == ""


def test_trace_tells_every_hop_in_order_with_its_time(khabar: Command, wires: Wireroom) -> None:
    created = _article()
    wires.send(created, _published(created), _other())
    told = khabar.json("trace", ARTICLE)
    assert told["article"] == ARTICLE
    assert [(hop["event"], hop["stream"]) for hop in told["hops"]] == [
        ("article.created", "articles"),
        ("article.published", "published"),
    ]
    assert told["hops"][0]["+ms"] == 0
    assert all(hop["+ms"] >= 0 and datetime.fromisoformat(hop["time"]).tzinfo for hop in told["hops"])
    assert "http://x/a" in khabar("trace", ARTICLE).stdout


@pytest.mark.parametrize("name", ["00000000-0000-0000-0000-000000000000", "[/red]", "\x1b[2J"])
def test_an_article_that_nobody_knows_is_said(khabar: Command, name: str) -> None:
    done = khabar("trace", name)
    assert done.returncode == 1
    assert "is the id right?" in one_line(done.stderr)
    assert "\x1b" not in done.stdout


def _other() -> Event:
    report = _article("غيره")
    return make("article.updated", report.data, source="khabar/ingest", subject="another", revision=1)


def _wait_for_a_reader(wires: Wireroom) -> None:
    while not any(client["cmd"] == "xread" for client in wires.redis.client_list()):
        pass
