"""What is told of an answer that is none. Pure."""

from typing import Final

from khabar.fetching import Fetched

_SERVER_ERROR: Final = 500


def refusal(answer: Fetched) -> str:
    """Return in words what a server answered, and what can be done about it."""
    advice = "it is asked again later" if answer.status >= _SERVER_ERROR else "see whether the address is right"
    return f"{answer.url}: the server answered {answer.status}; {advice}"
