"""The push API: articles in, what became of them out."""

import asyncio
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from pydantic import ValidationError
from redis.exceptions import RedisError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from khabar.config import SourceSettings
from khabar.errors import Retryable
from khabar_ingest.gate import Gate
from khabar_ingest.handlers import Intake
from khabar_ingest.idempotency import HEADER, Idempotency
from khabar_ingest.item import Item, Result
from khabar_ingest.pressure import RETRY_SECONDS, Pressure
from khabar_ingest.problems import later, problem
from khabar_ingest.registry import Registry
from khabar_ingest.requests import TooLarge, body, charset
from khabar_ingest.settings import IngestSettings
from khabar_ingest.sources import PUSHED
from khabar_ingest.state import State

_PRIVATE: Final = frozenset({"sealed", "seen", "entry"})
_OF_WHAT_WAITS: Final = frozenset({"embargo_until", "reason"})


class Api:
    """The endpoints, all behind the gate."""

    def __init__(
        self, intake: Intake, settings: IngestSettings, pressure: Pressure, gate: Gate, registry: Registry
    ) -> None:
        self._intake, self._settings, self._pressure, self._gate = intake, settings, pressure, gate
        self._registry = registry
        ledger = intake.admission.ledger
        self._idempotency = Idempotency(ledger.client, ledger.keys)

    def routes(self) -> list[Route]:
        """The routes."""
        guarded = self._gate.guarded
        return [
            Route("/v1/articles", guarded(self.push), methods=["POST"]),
            Route("/v1/articles/{id}", guarded(self.state)),
            Route("/v1/blobs/{sha256}", guarded(self.blob)),
        ]

    async def push(self, request: Request) -> Response:
        """``POST /v1/articles?source=ID``: take a document in any format that a parser knows."""
        if self._pressure.reason:
            detail = f"{self._pressure.reason}; nothing was taken, send it again later"
            return problem(HTTPStatus.TOO_MANY_REQUESTS, detail, {"retry-after": str(RETRY_SECONDS)})
        try:
            source = await self._source(request.query_params.get("source", PUSHED))
        except ValidationError:
            detail = "source: use 1 to 64 of a-z, 0-9 and '-', beginning with a letter or digit"
            return problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail)
        except Retryable as error:
            return later(error)
        try:
            item = Item(await body(request, self._settings.max_item_bytes), declared=charset(request))
            return await self._taken(item, source, request.headers.get(HEADER))
        except TooLarge:
            detail = f"the body is larger than {self._settings.max_item_bytes} bytes"
            return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)
        except Retryable as error:
            return later(error)

    async def state(self, request: Request) -> Response:
        """``GET /v1/articles/{id}``: what is remembered of an article."""
        id_ = request.path_params["id"]
        try:
            [state] = await self._intake.admission.ledger.states([str(UUID(id_))])
        except ValueError:
            state = State(id_, {})
        except RedisError as error:
            detail = f"the state of article {id_} cannot be read ({error})"
            return problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, {"retry-after": "5"})
        if not state.known:
            return problem(HTTPStatus.NOT_FOUND, f"there is no article {id_}")
        return JSONResponse(_public(state))

    async def blob(self, request: Request) -> Response:
        """``GET /v1/blobs/{sha256}``: kept bytes, unless they are sealed."""
        name = request.path_params["sha256"]
        try:
            content = await asyncio.to_thread(self._intake.blobs.get, name)
        except KeyError:
            return problem(HTTPStatus.NOT_FOUND, f"there is no public blob {name}")
        except OSError as error:
            detail = f"blob {name} cannot be read ({error.strerror})"
            return problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, {"retry-after": "30"})
        headers = {"cache-control": "private, max-age=31536000, immutable", "x-content-type-options": "nosniff"}
        return Response(content, headers=headers, media_type="application/octet-stream")

    async def _taken(self, item: Item, source: SourceSettings, key: str | None) -> Response:
        """Take an item, once for each ``Idempotency-Key``."""

        async def take() -> Response:
            return _answer(await self._intake.take(item, source))

        call = f"{source.id}\n{item.declared}\n".encode() + item.content
        return await take() if key is None else await self._idempotency.once(key, call, take)

    async def _source(self, id_: str) -> SourceSettings:
        """The source as it is listed, or one that is only pushed to.

        Raises:
            Retryable: the list was not read yet, and cannot be.
        """
        await self._registry.load_once()
        return self._registry.get(id_) or SourceSettings(id=id_, type=PUSHED)


def _public(state: State) -> dict[str, Any]:
    """What may be told of a state: not where a text is sealed, and not what it once waited for."""
    over = state.status == "usable" and not state.get("sealed")
    hidden = _PRIVATE | _OF_WHAT_WAITS if over else _PRIVATE
    fields = {key: value for key, value in state.fields.items() if key not in hidden}
    figures: dict[str, Any] = {key: int(fields[key]) for key in ("revision", "public") if key in fields}
    return {"article_id": state.id, **fields, **figures, "waiting": bool(state.get("sealed"))}


def _answer(results: Sequence[Result]) -> Response:
    """202 when anything was taken; 422 when nothing could be, with every reason."""
    if all(result.rejected for result in results):
        errors = [result.public() for result in results]
        detail = "; ".join(dict.fromkeys(result.reason or "" for result in results))
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail, errors=errors)
    if len(results) == 1:
        return JSONResponse(results[0].public(), HTTPStatus.ACCEPTED)
    return JSONResponse({"items": [result.public() for result in results]}, HTTPStatus.ACCEPTED)
