"""The Valkey or Redis server: its address, the connections to it, and what its refusals mean."""

from khabar.server.address import complete, parse
from khabar.server.client import ANSWER_SECONDS, SOCKET_SECONDS, answers, connect, wait_for_server
from khabar.server.failures import SERVER_ERRORS, passes

__all__ = [
    "ANSWER_SECONDS",
    "SERVER_ERRORS",
    "SOCKET_SECONDS",
    "answers",
    "complete",
    "connect",
    "parse",
    "passes",
    "wait_for_server",
]
