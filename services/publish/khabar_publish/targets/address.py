"""Addresses of targets, checked when the service starts."""

import asyncio

from pydantic import AnyHttpUrl, TypeAdapter, ValidationError

from khabar import ConfigError
from khabar_publish.targets.failures import Down

_HTTP_URL = TypeAdapter(AnyHttpUrl)


def http_address(target: str, address: str | None, where: str) -> str:
    """The address, if it is an http(s) one; ``where`` says what to mend if not.

    Raises:
        ConfigError: it is none.
    """
    try:
        _HTTP_URL.validate_python(address)
    except ValidationError:
        msg = f"target {target}: its url is not an http(s) address; mend {where}"
        raise ConfigError(msg) from None  # the cause repeats the address, which may hold a password
    return str(address)


async def listens(address: str, seconds: float) -> str:
    """See whether anything takes connections at an address; what was found, in words.

    Raises:
        Down: nothing does.
    """
    url = AnyHttpUrl(address)
    try:
        async with asyncio.timeout(seconds):
            _, writer = await asyncio.open_connection((url.host or "").strip("[]"), url.port)
    except OSError as error:
        msg = f"{url.host}:{url.port} takes no connections ({error.strerror or type(error).__name__})"
        raise Down(msg, answered=False) from error
    writer.close()
    return f"{url.host}:{url.port} takes connections; credentials are seen at the first delivery"
