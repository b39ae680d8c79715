"""The Lua scripts of a stage, loaded once and sent by their hash."""

from importlib.resources import files

from redis.asyncio import Redis
from redis.commands.core import AsyncScript


class Scripts:
    """A stage's scripts on one client; each file tells its keys and arguments.

    ``commit_past_limit`` commits even when the server has reached its memory limit.
    """

    def __init__(self, redis: Redis) -> None:
        self.beat = load(redis, "khabar.stage", "beat.lua")
        self.commit = load(redis, "khabar.stage", "commit.lua")
        self.commit_past_limit = load(redis, "khabar.stage", "commit.lua", flags="flags=allow-oom")
        self.group = load(redis, "khabar.stage", "group.lua")
        self.missing = load(redis, "khabar.stage", "missing.lua")
        self.reap = load(redis, "khabar.stage", "reap.lua")
        self.release = load(redis, "khabar.stage", "release.lua")
        self.renew = load(redis, "khabar.stage", "renew.lua")


def load(redis: Redis, package: str, name: str, flags: str = "") -> AsyncScript:
    """Register a script that lies beside a package's modules, with flags for its first line."""
    text = (files(package) / name).read_text("utf-8")
    return redis.register_script(text.replace("#!lua\n", f"#!lua {flags}\n", 1) if flags else text)
