"""The stack as operators run it: docker compose, an image for each service, a real engine."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from lxml import html  # type: ignore[import-untyped] # lxml ships no types

from khabar import sample
from khabar.events import short_id
from tests.e2e.compose_desk import Desk, words
from tests.e2e.compose_stack import SERVICES, Stack, missing, wait_until

pytestmark = [pytest.mark.compose, pytest.mark.timeout(1800)]

OWN_LIBRARIES = {"ingest": "trafilatura", "enrich": "numpy", "site": "jinja2"}
SECRETS = {"ingest": "ingest_token", "site": "site_token", "control": "control_password"}
KILL_THE_SERVICE = 'kill -9 $(cut -d" " -f1 /proc/1/task/1/children)'
TOWNS = ("القامشلي", "الرقة", "دير الزور", "الحسكة", "منبج", "عامودا", "الطبقة", "تل تمر")


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    if reason := missing():
        pytest.skip(f"no docker engine with compose v2: {reason}")
    project = Stack()
    try:
        project.up("--build")
        yield project
    finally:
        project.destroy()


@pytest.fixture(scope="module")
def desk(stack: Stack) -> Desk:
    return Desk(stack)


@pytest.fixture(scope="module")
def filed(desk: Desk) -> dict[str, dict[str, Any]]:
    """The sample newsroom, handed in; what was handed in last of each article, by its id."""
    found = {desk.submit(article)["article_id"]: article for article in sample.articles()}
    desk.wait_for_all()
    return found


@pytest.fixture(scope="module")
def model(desk: Desk, filed: dict[str, dict[str, Any]], shared_data: Path) -> str:
    """The id of the model article, handed in as ninjs after the sample."""
    answer = desk.submit((shared_data / "ingest" / "seed" / "seed.ninjs31.json").read_bytes())
    desk.wait_for_all()
    return str(answer["article_id"])


@pytest.fixture(scope="module")
def gold(shared_data: Path) -> dict[str, Any]:
    """What the model article says."""
    found: dict[str, Any] = json.loads((shared_data / "ingest" / "seed" / "seed.gold.json").read_text("utf-8"))
    return found


def test_every_article_of_the_sample_newsroom_has_its_page(desk: Desk, filed: dict[str, dict[str, Any]]) -> None:
    headlines = {article_id: words(desk.page(article_id), "//h1") for article_id in filed}

    assert headlines == {article_id: [" ".join(article["headline"].split())] for article_id, article in filed.items()}


def test_a_corrected_article_is_one_article_in_its_second_revision(
    desk: Desk, filed: dict[str, dict[str, Any]]
) -> None:
    handed_in = len(list(sample.articles()))

    assert len(filed) < handed_in
    assert max(desk.read_back(article_id)["revision"] for article_id in filed) == 2


def test_the_model_article_is_read_as_it_was_written(desk: Desk, model: str, gold: dict[str, Any]) -> None:
    page = desk.page(model)
    text = words(page, "//div[contains(@class, 'text')]")[0]

    assert words(page, "//h1") == [gold["title"]]
    assert words(page, "//div[contains(@class, 'text')]//h2") == gold["subheads"]
    assert gold["lead"] in words(page, "//p[@class='lead']")
    assert [paragraph for paragraph in gold["paragraphs"][1:] if paragraph not in text] == []
    assert [phrase for phrase in gold["must_not_appear"] if phrase in text] == []


def test_the_model_article_is_tagged_dated_filed_shared_and_linked(desk: Desk, model: str) -> None:
    page = desk.page(model)

    assert {"دير الزور"} <= set(words(page, "//nav[@class='tags']//a"))
    assert page.xpath("//div[contains(@class, 'text')]//time/@datetime")
    assert words(page, "//article/header/p[@class='kicker']/a") == ["آخر الأخبار"]
    assert {"واتساب", "تلغرام", "فيسبوك", "إكس"} <= set(words(page, "//section[@class='share']//a"))
    assert page.xpath("//section[contains(@class, 'related')]//a/@href")


def test_a_file_dropped_into_the_inbox_becomes_a_page(
    stack: Stack, filed: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    dropped = tmp_path / "dropped.json"
    dropped.write_text(json.dumps(written("inbox", 0)), "utf-8")

    stack.compose("cp", str(dropped), "ingest:/etc/khabar/inbox/dropped.json")

    latest = f"{stack.url('site')}/latest"
    wait_until("the dropped article on the site", lambda: written("inbox", 0)["headline"] in _said(latest))


def test_nothing_is_lost_while_enrich_is_scaled_and_one_of_it_crashes(stack: Stack, desk: Desk) -> None:
    with ThreadPoolExecutor() as pool:
        handing_in = [pool.submit(desk.submit, written("scale", number)) for number in range(60)]
        stack.up("--no-recreate", "--scale", "enrich=3")
        stack.inside("enrich", "sh", "-c", KILL_THE_SERVICE)
        handing_in += [pool.submit(desk.submit, written("crash", number)) for number in range(60)]
    answers = [each.result() for each in handing_in]
    desk.wait_for_all()

    assert len({answer["article_id"] for answer in answers}) == 120
    wait_until("three enrichers", lambda: len(stack.containers("enrich")) == 3)


def test_the_site_is_not_scaled_for_it_has_one_writer(stack: Stack) -> None:
    with pytest.raises(AssertionError, match="custom container name"):
        stack.up("--no-recreate", "--scale", "site=2")

    assert len(stack.containers("site")) == 1


def test_no_service_runs_as_root_or_has_a_capability(stack: Stack) -> None:
    look = ["sh", "-c", "id -u; grep CapEff /proc/self/status"]
    said = {service: stack.inside(service, *look).split() for service in ("valkey", *SERVICES)}
    users = {service: "999" if service == "valkey" else "10001" for service in said}

    assert said == {service: [user, "CapEff:", "0" * 16] for service, user in users.items()}


def test_not_even_root_may_write_to_an_image_or_gain_rights(stack: Stack) -> None:
    attempt = "touch /etc/written 2>&1 || grep NoNewPrivs /proc/self/status"
    as_root = ("exec", "-T", "--user", "0")
    said = {each: stack.compose(*as_root, each, "sh", "-c", attempt).split() for each in ("valkey", *SERVICES)}

    assert [service for service, answer in said.items() if "Read-only file system" not in " ".join(answer)] == []
    assert [service for service, answer in said.items() if answer[-2:] != ["NoNewPrivs:", "1"]] == []


def test_only_site_ingest_and_control_listen_and_only_on_this_machine(stack: Stack) -> None:
    bound = {
        container["Config"]["Labels"]["com.docker.compose.service"]: [binding["HostIp"], int(binding["HostPort"])]
        for container in stack.containers()
        for bindings in container["NetworkSettings"]["Ports"].values()
        for binding in bindings or ()
    }

    assert bound == {service: ["127.0.0.1", port] for service, port in stack.ports.items()}


def test_enrich_has_no_way_outside_and_the_site_none_to_the_streams(stack: Stack) -> None:
    outside, streams = (stack.address("site", "outside"), 8000), (stack.address("valkey", "streams"), 6379)
    ways = {service: [reaches(stack, service, each) for each in (outside, streams)] for service in SERVICES}

    assert ways == {
        "ingest": [True, True],
        "enrich": [False, True],
        "publish": [True, True],
        "site": [True, False],
        "control": [True, True],
    }


def test_no_secret_is_in_what_the_engine_or_the_logs_tell(stack: Stack) -> None:
    secrets = {name: stack.inside(service, "cat", f"/run/secrets/{name}") for service, name in SECRETS.items()}
    told = json.dumps(stack.containers()) + stack.compose("logs", "--no-color") + stack.compose("config")
    history = "".join(stack.history(image) for image in stack.images())

    assert {len(secret) for secret in secrets.values()} == {43}
    assert [name for name, secret in secrets.items() if secret in told + history] == []


def test_a_service_knows_only_the_secrets_it_needs(stack: Stack) -> None:
    look = "ls /run/secrets /var/lib/khabar/secrets/*"
    seen = {
        service: set(stack.inside(service, "sh", "-c", look).split()) & set(SECRETS.values()) for service in SERVICES
    }

    assert seen == {
        "ingest": {"ingest_token"},
        "enrich": set(),
        "publish": {"site_token"},
        "site": {"site_token"},
        "control": {"control_password"},
    }


def test_the_control_room_sees_all_services_ready(stack: Stack) -> None:
    password = stack.inside("control", "cat", "/run/secrets/control_password")
    rows = httpx.get(f"{stack.url('control')}/api/status", auth=("desk", password), timeout=30).json()["services"]

    assert {row["service"]: row["status"] for row in rows} == dict.fromkeys(set(SERVICES) - {"control"}, "ready")


def test_an_operator_sees_the_same_with_the_command_in_the_control_room(stack: Stack) -> None:
    told = json.loads(stack.inside("control", "khabar", "status", "--json"))

    assert {row["service"]: row["status"] for row in told["services"]} == dict.fromkeys(SERVICES, "ready")


def test_an_operator_kills_an_article_and_audits_from_the_control_room(stack: Stack, desk: Desk) -> None:
    article = desk.submit(written("killed", 0))["article_id"]
    desk.wait_for_all()

    token = {"authorization": f"Bearer {stack.inside('ingest', 'cat', '/run/secrets/ingest_token')}"}
    kill = f"{stack.url('ingest')}/v1/articles/{article}/kill"
    told = httpx.post(kill, json={"reason": "طلب قانوني"}, headers=token, timeout=30)

    assert (told.status_code, told.json()["targets"]) == (202, ["site"])
    page = f"{stack.url('site')}/a/{short_id(article)}"
    wait_until("the page to be gone", lambda: httpx.get(page, follow_redirects=True).status_code == 410)
    audit = json.loads(stack.inside("control", "khabar", "audit", "--json"))
    assert (audit["clean"], audit["endings"]["site"]["removed"]) == (True, 1)


def test_each_image_holds_only_its_own_libraries(stack: Stack) -> None:
    look = f"import importlib.util as u; print(*[n for n in {(*OWN_LIBRARIES.values(), 'pip')} if u.find_spec(n)])"
    held = {service: stack.inside(service, "python", "-c", look) for service in SERVICES}

    assert held == {service: OWN_LIBRARIES.get(service, "") for service in SERVICES}


def test_all_is_there_again_after_down_and_up(stack: Stack, desk: Desk, filed: dict[str, dict[str, Any]]) -> None:
    stack.compose("down")
    stack.up()

    assert desk.missing() == []
    assert {desk.submit(article)["outcome"] for article in list(filed.values())[:3]} == {"duplicate"}


def test_taken_down_with_its_volumes_nothing_is_left(stack: Stack) -> None:
    """The last test of the stack: nothing runs after it."""
    assert stack.remains() != []

    stack.destroy()

    assert stack.remains() == []
    assert stack.images() == []


def reaches(stack: Stack, service: str, address: tuple[str, int]) -> bool:
    """Whether a service's container can open a connection."""
    attempt = f"import socket as s; c = s.socket(); c.settimeout(5); print(c.connect_ex({address}))"
    return stack.inside(service, "python", "-c", attempt) == "0"


def _said(address: str) -> str:
    """What a page says, without the marks in its words."""
    return str(html.document_fromstring(httpx.get(address).text).text_content())


def written(series: str, number: int) -> dict[str, Any]:
    """An article of our own; each is another."""
    town, moment = TOWNS[number % len(TOWNS)], datetime.now(UTC) - timedelta(minutes=number)
    headline = f"افتتاح المكتبة رقم {number} في {town} ({series})"
    text = f"افتُتحت اليوم في {town} المكتبة رقم {number} ضمن مشروع يشمل {len(TOWNS)} مدن."
    return {
        "source": {"guid": f"{series}:{number}"},
        "headline": headline,
        "lead": text,
        "body": [{"type": "paragraph", "text": text}],
        "published_at": moment.isoformat(),
    }
