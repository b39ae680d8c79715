from collections.abc import Sequence

from httpx import ASGITransport, AsyncClient
from starlette.applications import Starlette

from khabar.metrics import ADMITTED
from khabar.probes import Check, routes

_SERVER = Check("valkey", ok=True)
_GROUP = Check("group", ok=False, detail="no group enrich", impact="articles wait untagged", action="see the runbook")


def _client(*checks: Check) -> AsyncClient:
    async def readiness() -> Sequence[Check]:
        return checks

    return AsyncClient(transport=ASGITransport(Starlette(routes=routes(readiness))), base_url="http://service")


async def test_a_service_that_can_work_says_so() -> None:
    answer = await _client(_SERVER).get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (200, "ready")


async def test_a_service_that_cannot_work_says_what_it_means_and_what_to_do() -> None:
    answer = await _client(_SERVER, _GROUP).get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (503, "not ready")
    assert [check["name"] for check in answer.json()["checks"] if not check["ok"]] == ["group"]
    assert answer.json()["checks"][1]["impact"] == "articles wait untagged"
    assert answer.json()["checks"][1]["action"] == "see the runbook"


async def test_a_service_that_is_not_ready_still_lives() -> None:
    assert (await _client(_GROUP).get("/livez")).status_code == 200


async def test_readiness_is_asked_anew_each_time() -> None:
    checks = [_GROUP]

    async def readiness() -> Sequence[Check]:
        return checks

    client = AsyncClient(transport=ASGITransport(Starlette(routes=routes(readiness))), base_url="http://service")
    assert (await client.get("/readyz")).status_code == 503
    checks[0] = _SERVER
    assert (await client.get("/readyz")).status_code == 200


async def test_the_metrics_are_readable_by_prometheus() -> None:
    ADMITTED.labels(source="وكالة", outcome="new").inc()
    answer = await _client().get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    assert 'khabar_admitted_total{outcome="new",source="وكالة"} 1.0' in answer.text
