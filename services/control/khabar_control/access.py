"""Who may look into the control room: whoever knows its password (HTTP Basic, any user name)."""

import base64
import hmac

from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response


def refusal(request: Request, password: SecretStr | None) -> Response | None:
    """The answer to a request that may not look, or None. Without a configured password nobody may."""
    if password is None:
        return PlainTextResponse("no control password is configured; set KHABAR_CONTROL_PASSWORD_FILE\n", 503)
    if hmac.compare_digest(_given(request).encode(), password.get_secret_value().encode()):
        return None
    challenge = {"www-authenticate": 'Basic realm="Khabar control", charset="UTF-8"'}
    return PlainTextResponse("the control room asks for its password\n", 401, challenge)


def _given(request: Request) -> str:
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(credentials, validate=True).decode().partition(":")[2]
    except ValueError:  # not base64, or not UTF-8
        return ""
