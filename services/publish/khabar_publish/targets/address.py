"""Addresses of targets, checked when the service starts."""

from pydantic import AnyHttpUrl, TypeAdapter, ValidationError

from khabar import ConfigError

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
