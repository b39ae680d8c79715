"""The three questions every service answers: ``/livez``, ``/readyz`` and ``/metrics``.

Live means the process runs; ready means it can do its work now. A check that fails says what that means for the
newsroom and what to do about it.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route


@dataclass(frozen=True, slots=True)
class Check:
    """One thing a service needs; ``impact`` and ``action`` are for the person on duty.

    Without what is not vital the service does less and still takes traffic.
    """

    name: str
    ok: bool
    detail: str = ""
    impact: str = ""
    action: str = ""
    vital: bool = True


Readiness = Callable[[], Awaitable[Sequence[Check]]]


def routes(readiness: Readiness) -> list[Route]:
    """The three probe routes; ``readiness`` is asked anew each time and must answer within a second."""

    async def readyz(_: Request) -> Response:
        checks = await readiness()
        ready = all(check.ok or not check.vital for check in checks)
        body = {"status": "ready" if ready else "not ready", "checks": [asdict(check) for check in checks]}
        return JSONResponse(body, status_code=200 if ready else 503)

    return [Route("/livez", _livez), Route("/readyz", readyz), Route("/metrics", _metrics)]


async def _livez(_: Request) -> Response:
    return PlainTextResponse("ok\n")


async def _metrics(_: Request) -> Response:
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
