"""What a person is answered whose request cannot be done."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Final

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from khabar.errors import Retryable
from khabar_ingest.answers import mistakes
from khabar_ingest.by_hand.refusal import Refusal
from khabar_ingest.problems import later, problem
from khabar_ingest.requests import TooLarge

MOST_BYTES: Final = 100_000
Endpoint = Callable[[Request], Awaitable[Response]]


def answering(endpoint: Endpoint) -> Endpoint:
    """Turn what cannot be done into problem responses."""

    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except ValidationError as error:
            return problem(HTTPStatus.UNPROCESSABLE_ENTITY, mistakes(error))
        except TooLarge:
            return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"the body is larger than {MOST_BYTES} bytes")
        except Refusal as refusal:
            return problem(HTTPStatus.NOT_FOUND if refusal.unknown else HTTPStatus.CONFLICT, str(refusal))
        except Retryable as error:
            return later(error)

    return answer
