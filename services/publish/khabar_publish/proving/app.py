"""The parts of the proof of publication: one stage that reads receipts, and for each target a prover and a canary."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from khabar.config import TargetSettings
from khabar.probes import Check
from khabar.stage import Stage
from khabar_publish.proving.aviary import Aviary
from khabar_publish.proving.canary import Canary
from khabar_publish.proving.handlers import Receipts
from khabar_publish.proving.kinds import Grounds
from khabar_publish.proving.looking import Looker
from khabar_publish.proving.places import CanaryTarget, Proved
from khabar_publish.proving.prover import Prover
from khabar_publish.proving.reading import Reader
from khabar_publish.proving.waiting import Waiting
from khabar_publish.settings import PublishSettings
from khabar_publish.targets import Target

STAGE: Final = "prove"
_AT_ONCE: Final = 16


class Work(Protocol):
    """Something that runs beside the stages."""

    async def start(self) -> None:
        """Begin."""

    async def stop(self) -> None:
        """End."""


class ProofStage(Stage):
    """The stage that reads receipts; whether it is ready also says which canaries are not seen."""

    canaries: Sequence[Canary] = ()

    async def readiness(self) -> list[Check]:
        """The stage's own checks, and the canaries': without one the service does all its work."""
        return [*await super().readiness(), *map(_check, self.canaries)]


@dataclass(frozen=True, slots=True)
class Proving:
    """The proof of publication: nothing of it where no target's pages are looked at."""

    stages: tuple[ProofStage, ...] = ()
    provers: tuple[Prover, ...] = ()
    canaries: tuple[Canary, ...] = ()

    @property
    def works(self) -> tuple[Work, ...]:
        """What is started after the stages; they stop it."""
        return self.provers + self.canaries


def make_proving(targets: Sequence[tuple[TargetSettings, Target]], settings: PublishSettings) -> Proving:
    """Make the parts for the targets whose pages are looked at, or that have a canary."""
    grounds = [(target, Grounds.of(chosen, settings)) for chosen, target in targets]
    proved = [(target, ground) for target, ground in grounds if ground.seconds]
    watched = [
        (target.id, target, ground) for target, ground in grounds if ground.canary and isinstance(target, CanaryTarget)
    ]
    if not proved and not watched:
        return Proving()
    stage = ProofStage(STAGE, reads="published", settings=settings, drains=True, concurrency=_AT_ONCE)
    provers = tuple(_prover(target, ground, stage, settings.proofs_per_second) for target, ground in proved)
    stage.canaries = tuple(_canary(*each, stage, settings.canary_seconds) for each in watched)
    Receipts({prover.target: prover for prover in provers}, stage.redis, stage.keys).register(stage)
    works: list[Work] = [*provers, *stage.canaries]
    for work in works:
        stage.on_close(work.stop)
    return Proving((stage,), provers, stage.canaries)


def _prover(target: Target, ground: Grounds, stage: Stage, per_second: float) -> Prover:
    find = target.places if isinstance(target, Proved) else ground.places
    looker = Looker(Reader(ground.origins), find, ground.kind.signed)
    waiting = Waiting(stage.redis, stage.keys, target.id)
    return Prover(target.id, waiting, looker, patience=ground.seconds, per_second=per_second)


def _canary(id_: str, target: CanaryTarget, ground: Grounds, stage: Stage, every: float) -> Canary:
    aviary, reader = Aviary(stage.redis, stage.keys, id_), Reader(ground.origins)
    return Canary(id_, target, aviary, reader, ground.rebase, every=every, patience=ground.seconds)


def _check(canary: Canary) -> Check:
    impact = f"what is published at {canary.target} may not be seen by readers" if canary.silent else ""
    action = "look at the target's page and at what stands before it; see docs/operate/proof.md" if impact else ""
    return Check(f"canary {canary.target}", not canary.silent, canary.silent, impact, action, vital=False)
