"""A cluster, one of whose masters has a replica."""

from pathlib import Path

from redis.crc import key_slot

from khabar.keys import Keys
from tests.integration.stage.servers import free_port

from .servers import Node, until


class ClusterSet:
    """A cluster of three masters, with a replica for the one that holds a newsroom's slot."""

    def __init__(self, folder: Path, binary: str, newsroom: str) -> None:
        self.masters = [self._node(folder / f"master-{number}", binary) for number in range(3)]
        for number, node in enumerate(self.masters):
            node.ask("CLUSTER", "SET-CONFIG-EPOCH", number + 1)
            node.ask("CLUSTER", "ADDSLOTSRANGE", number * 5462, min(number * 5462 + 5461, 16383))
            self._introduce(node)
        until(lambda: all(map(self._is_well, self.masters)), "the cluster is whole")
        self.replica = self._node(folder / "replica", binary)
        self._introduce(self.replica)
        until(lambda: self._is_well(self.replica), "the replica knows the cluster")
        master = self.holder(newsroom)
        self.replica.ask("CLUSTER", "REPLICATE", self.id_of(master))
        until(lambda: _is_linked(self.replica), "the replica follows")

    @property
    def url(self) -> str:
        return f"redis+cluster://{','.join(f'127.0.0.1:{node.port}' for node in self.masters)}"

    def holder(self, newsroom: str) -> Node:
        return self.masters[key_slot(Keys(newsroom)().encode()) // 5462]

    def id_of(self, node: Node) -> str:
        found = node.ask("CLUSTER", "MYID")
        assert isinstance(found, bytes)
        return found.decode()

    def kill(self) -> None:
        for node in (*self.masters, self.replica):
            node.kill()

    def move(self, slot: int, old: Node, new: Node) -> None:
        """Give a slot with all its keys to another master, as `redis-cli --cluster reshard` does."""
        sender, taker = self.id_of(old), self.id_of(new)
        new.ask("CLUSTER", "SETSLOT", slot, "IMPORTING", sender)
        old.ask("CLUSTER", "SETSLOT", slot, "MIGRATING", taker)
        while keys := old.ask("CLUSTER", "GETKEYSINSLOT", slot, 100):
            assert isinstance(keys, list)
            old.ask("MIGRATE", "127.0.0.1", new.port, "", 0, 5000, "REPLACE", "KEYS", *keys)
        for node in (new, old):
            node.ask("CLUSTER", "SETSLOT", slot, "NODE", taker)

    def _node(self, folder: Path, binary: str) -> Node:
        options = "--cluster-enabled yes --cluster-node-timeout 2000 --cluster-replica-validity-factor 0"
        bus = ("--cluster-port", str(free_port()))
        return Node(folder, binary, (*options.split(), *bus)).start()

    def _introduce(self, node: Node) -> None:
        bus = self.masters[0].options[-1]
        node.ask("CLUSTER", "MEET", "127.0.0.1", self.masters[0].port, bus)

    def _is_well(self, node: Node) -> bool:
        with node.client() as client:
            state = client.execute_command("CLUSTER INFO")
        known = 4 if node is getattr(self, "replica", None) else 3
        return bool(state["cluster_state"] == "ok" and int(state["cluster_known_nodes"]) >= known)


def _is_linked(node: Node) -> bool:
    with node.client() as client:
        return bool(client.info("replication").get("master_link_status") == "up")
