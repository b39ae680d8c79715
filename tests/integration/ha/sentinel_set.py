"""A master with its replicas, and the sentinels who watch them."""

from itertools import chain
from pathlib import Path

from .servers import DESK, Node, until

DOWN_AFTER_MILLISECONDS = 2000
MASTER = "mymaster"
WATCHER, REPLICA = "watcher", "replica"
"""Who sentinels and replicas are to the servers; a test shuts one out to cut a link."""


class SentinelNode(Node):
    """One sentinel; it keeps what it knows in its own file."""

    def write(self, master: int) -> "SentinelNode":
        self.folder.mkdir(exist_ok=True)
        lines = [
            f"monitor {MASTER} 127.0.0.1 {master} 2",
            f"down-after-milliseconds {MASTER} {DOWN_AFTER_MILLISECONDS}",
            f"failover-timeout {MASTER} 6000",
            f"auth-user {MASTER} {WATCHER}",
            f"auth-pass {MASTER} {WATCHER}",
        ]
        self._file.write_text("".join(f"sentinel {line}\n" for line in lines), "utf-8")
        return self

    def arguments(self) -> list[str]:
        return [str(self._file), "--sentinel", "--bind", "127.0.0.1"]

    @property
    def _file(self) -> Path:
        return self.folder / "sentinel.conf"


class SentinelSet:
    """A master, replicas, and three sentinels who watch them."""

    def __init__(self, folder: Path, binary: str, replicas: int = 1) -> None:
        self.servers = [Node(folder / "server-0", binary, self._users()).start()]
        follow = ("--replicaof", "127.0.0.1", str(self.master.port), *self._users())
        self.servers += [Node(folder / f"server-{number + 1}", binary, follow).start() for number in range(replicas)]
        self.sentinels = [SentinelNode(folder / f"sentinel-{number}", binary) for number in range(3)]
        for sentinel in self.sentinels:
            sentinel.write(self.master.port).start()
        until(lambda: self.replicas_of(self.master) == replicas, "the replicas follow")
        until(self._ready, "the sentinels know each other and the replicas")

    @property
    def master(self) -> Node:
        return self.servers[0]

    @property
    def url(self) -> str:
        places = ",".join(f"127.0.0.1:{sentinel.port}" for sentinel in self.sentinels)
        return f"redis+sentinel://{DESK}:{DESK}@{places}/{MASTER}/0"

    def replicas_of(self, node: Node) -> int:
        with node.client() as client:
            return sum(
                row["state"] == "online" for key, row in client.info("replication").items() if key[:5] == "slave"
            )

    def promoted(self) -> Node | None:
        """The server that the sentinels hold for the master, once it takes writes and is not the first one."""
        found = self.sentinels[0].ask("SENTINEL", "GET-MASTER-ADDR-BY-NAME", MASTER)
        assert isinstance(found, list)
        node = next(server for server in self.servers if server.port == int(found[1]))
        return node if node is not self.master and _role(node) == "master" else None

    def kill(self) -> None:
        for node in (*self.sentinels, *self.servers):
            node.kill()

    def _ready(self) -> bool:
        with self.sentinels[0].client() as client:
            known = client.sentinel_master(MASTER)
        return (known["num-other-sentinels"], known["num-slaves"]) == (2, len(self.servers) - 1)

    @staticmethod
    def _users() -> tuple[str, ...]:
        users = [
            ("--user", name, "on", f">{name}", "allkeys", "allchannels", "+@all") for name in (WATCHER, REPLICA, DESK)
        ]
        return (*chain(*users), "--user", "default", "off", "--masteruser", REPLICA, "--masterauth", REPLICA)


def _role(node: Node) -> str:
    with node.client() as client:
        return str(client.info("replication")["role"])
