"""A project of docker compose under a name and on ports of its own."""

import json
import os
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

REPOSITORY = Path(__file__).resolve().parent.parent.parent
SERVICES = ("ingest", "enrich", "publish", "site", "control")
_LOCAL_IMAGES = {"PYTHON_IMAGE": "khabar-lab/python:3.13", "VALKEY_IMAGE": "khabar-lab/valkey"}


def missing() -> str | None:
    """Say why nothing can be started here, or None where an engine and compose v2 answer."""
    for command in (["docker", "compose", "version"], ["docker", "version", "--format", "{{.Server.Version}}"]):
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            return f"{' '.join(command)}: {error}"
        if done.returncode:
            return f"{' '.join(command)}: {(done.stderr or done.stdout).strip()}"
    return None


@dataclass(frozen=True, slots=True)
class Stack:
    """One project; ``up`` starts it and ``destroy`` leaves nothing of it."""

    project: str = field(default_factory=lambda: f"khabar-test-{uuid4().hex[:8]}")
    ports: Mapping[str, int] = field(default_factory=lambda: _free_ports("site", "ingest", "control"))

    def up(self, *arguments: str) -> str:
        """Start what is not running, as README tells it, and wait until all is healthy."""
        return self.compose("up", "-d", "--wait", *arguments)

    def compose(self, *arguments: str) -> str:
        """Run a command of docker compose and return what it printed; a failure is an AssertionError that quotes it."""
        return _run(["docker", "compose", "--project-directory", str(REPOSITORY), *arguments], self._environment)

    def inside(self, service: str, *command: str) -> str:
        """Run a command in a service's container and return what it printed."""
        return self.compose("exec", "-T", service, *command).strip()

    def url(self, service: str) -> str:
        """Where a service's published port is."""
        return f"http://127.0.0.1:{self.ports[service]}"

    def containers(self, service: str | None = None) -> list[dict[str, Any]]:
        """What the engine knows of the project's running containers, or of one service's."""
        found = [each for each in self._inspect("container") if each["State"]["Running"]]
        return [each for each in found if service in {None, each["Config"]["Labels"]["com.docker.compose.service"]}]

    def address(self, service: str, network: str) -> str:
        """A container's address on one of the project's networks."""
        networks = self.containers(service)[0]["NetworkSettings"]["Networks"]
        return str(networks[f"{self.project}_{network}"]["IPAddress"])

    def remains(self) -> list[str]:
        """The names of the project's containers, volumes and networks."""
        found = [each for kind in ("container", "volume", "network") for each in self._inspect(kind)]
        return [each["Name"] for each in found]

    def images(self) -> list[str]:
        """The images that were built for the project."""
        return _lines(["docker", "images", "--format", "{{.Repository}}:{{.Tag}}", f"khabar-*:{self.project}"])

    def history(self, image: str) -> str:
        """Every step an image was made by."""
        return _run(["docker", "history", "--no-trunc", "--format", "{{.CreatedBy}}", image])

    def destroy(self) -> None:
        """Remove containers, volumes, networks and the images built for the project."""
        self.compose("down", "--volumes", "--remove-orphans", "--timeout", "5")
        if images := self.images():
            _run(["docker", "rmi", *images])

    @property
    def _environment(self) -> dict[str, str]:
        ports = {f"KHABAR_{service.upper()}_PORT": str(port) for service, port in self.ports.items()}
        own = {"COMPOSE_PROJECT_NAME": self.project, "KHABAR_TAG": self.project}
        plain = {name: value for name, value in os.environ.items() if not name.startswith(("KHABAR_", "COMPOSE_"))}
        return plain | _base_images() | ports | own

    def _inspect(self, kind: str) -> list[dict[str, Any]]:
        mine = ["--filter", f"label=com.docker.compose.project={self.project}", "--quiet"]
        found = _lines(["docker", kind, "ls", *mine, *(["--all"] if kind == "container" else [])])
        inspected: list[dict[str, Any]] = json.loads(_run(["docker", kind, "inspect", *found])) if found else []
        return inspected


def wait_until(what: str, holds: Callable[[], bool], seconds: float = 180) -> None:
    """Ask again and again until it holds; fail with ``what`` when the time is over."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            msg = f"waited {seconds:.0f} s in vain for {what}"
            raise AssertionError(msg)
        time.sleep(0.2)


def _base_images() -> dict[str, str]:
    """The images that the environment names; else the local ones, where they are; else the compose file's own."""
    local = set(_lines(["docker", "images", "--format", "{{.Repository}}:{{.Tag}}"]))
    chosen = {name: os.environ.get(name, image) for name, image in _LOCAL_IMAGES.items()}
    return {
        name: image
        for name, image in chosen.items()
        if name in os.environ or image in local or f"{image}:latest" in local
    }


def _free_ports(*services: str) -> dict[str, int]:
    """A free port for each, all different; they may be taken by others until they are used."""
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in services]
    ports = {service: int(probe.getsockname()[1]) for service, probe in zip(services, probes, strict=True)}
    for probe in probes:
        probe.close()
    return ports


def _lines(command: list[str]) -> list[str]:
    return _run(command).split()


def _run(command: list[str], environment: Mapping[str, str] | None = None) -> str:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=1500, check=False)
    if done.returncode:
        msg = f"{' '.join(command)} ended with {done.returncode}:\n{(done.stdout + done.stderr)[-6000:]}"
        raise AssertionError(msg)
    return done.stdout
