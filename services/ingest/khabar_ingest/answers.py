"""What the answers of the API for people have in common: the article asked about, and mistakes in what was sent."""

from uuid import UUID

from pydantic import ValidationError
from starlette.requests import Request


def article(request: Request) -> str:
    """The id in the path as it is kept; what is no uuid is no article's."""
    id_: str = request.path_params["id"]
    try:
        return str(UUID(id_))
    except ValueError:
        return id_


def mistakes(error: ValidationError) -> str:
    """Every mistake in one line, without what was sent."""
    found = error.errors(include_url=False, include_input=False)
    lines = [(".".join(map(str, each["loc"])), each["msg"].removeprefix("Value error, ")) for each in found]
    return "; ".join(f"{where}: {what}" if where else what for where, what in lines)
