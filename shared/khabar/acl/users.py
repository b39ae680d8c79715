"""The table of users as lines of an ACL file."""

import hashlib
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

from khabar.keys import Keys

_TABLE: Final[dict[str, Any]] = tomllib.loads((files("khabar.acl") / "users.toml").read_text("utf-8"))
_NOTHING: Final = ("resetkeys", "resetchannels", "-@all")
NAMES: Final = tuple(_TABLE["users"])
"""The users of a newsroom, beside its readers."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A consumer outside the pipeline: the public streams it may read, and whether as a member of groups."""

    name: str
    streams: tuple[str, ...]
    in_groups: bool = False


def file(newsroom: str, passwords: Mapping[str, str], readers: Sequence[Reader] = ()) -> str:
    """The ACL file for one newsroom: the users that have a password, and nobody else; who shows none may only PING.

    Raises:
        KeyError: a reader has no password.
        ConfigError: the newsroom's or a stream's name is none.
    """
    keys = Keys(newsroom)
    lines = [f"user default on nopass {' '.join(_NOTHING)} +ping"]
    lines += [line(keys, name, passwords[name]) for name in NAMES if name in passwords]
    lines += [_line(each.name, passwords[each.name], _reading(keys, each)) for each in readers]
    return "\n".join(lines) + "\n"


def line(keys: Keys, name: str, password: str) -> str:
    """One of the users of the table."""
    user = _TABLE["users"][name]
    if "bare" in user:
        rights = [*_allowed(user["bare"]), *(f"&{channel}" for channel in user.get("channels", ()))]
    else:
        grants = [*user.get("grants", ()), *_stages(user)]
        rights = [*_root(keys), *(_selector(keys, grant) for grant in grants)]
    return _line(name, password, rights)


def _line(name: str, password: str, rights: Iterable[str]) -> str:
    digest = hashlib.sha256(password.encode()).hexdigest()
    return " ".join((f"user {name} on #{digest}", *_NOTHING, *rights))


def _root(keys: Keys) -> list[str]:
    """What names no key, and scripts: they may name any key, but what they do is held to the other rights."""
    return [*_allowed(["ask", "script"]), f"~{keys('*')}"]


def _stages(user: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What the stages of a user need: their own keys, and the streams they read with their fast lanes."""
    reads = [name for stream in user.get("reads", ()) for name in (stream, f"{stream}.urgent")]
    grants: list[dict[str, Any]] = []
    if reads:
        grants.append({"commands": ["follow", "take", "xgroup|delconsumer", "xgroup|setid"], "RW": reads})
    return grants + [_named(grant, stage) for stage in user.get("stages", ()) for grant in _TABLE["stage"]]


def _named(grant: Mapping[str, Sequence[str]], stage: str) -> dict[str, list[str]]:
    return {key: [part.replace("{stage}", stage) for part in parts] for key, parts in grant.items()}


def _reading(keys: Keys, reader: Reader) -> list[str]:
    names = [keys.stream(name).removeprefix(keys("")) for name in reader.streams]
    grants: list[dict[str, Any]] = [{"commands": ["follow"], "R": names}]
    if reader.in_groups:
        grants.append({"commands": ["take"], "RW": names})
    return [*_allowed(["ping", "time", "cluster|slots", "cluster|info"]), *(_selector(keys, each) for each in grants)]


def _selector(keys: Keys, grant: Mapping[str, Sequence[str]]) -> str:
    patterns = [f"%{mode}~{keys(name)}" for mode in ("R", "W", "RW") for name in grant.get(mode, ())]
    return f"({' '.join([*_allowed(grant['commands']), *patterns])})"


def _allowed(names: Iterable[str]) -> list[str]:
    return [f"+{command}" for name in names for command in _TABLE["commands"].get(name, (name,))]
