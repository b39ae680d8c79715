"""The publish service: for each target one stage, and so one consumer group, and one deliverer."""

from dataclasses import dataclass
from importlib.metadata import entry_points

from faststream.asgi import AsgiFastStream

from khabar import ConfigError
from khabar.config import TargetSettings
from khabar.stage import Backoff, Stage, application
from khabar.target_rules import pace
from khabar.wire import Wire
from khabar_publish.attempt import Courier
from khabar_publish.bare.going import way
from khabar_publish.bare.revision import Bare
from khabar_publish.bare.watch import Watch
from khabar_publish.breaker import Breaker
from khabar_publish.choosing import Rules
from khabar_publish.deliverer import Deliverer
from khabar_publish.deliveries import Deliveries
from khabar_publish.endings import Endings
from khabar_publish.handlers import Drain
from khabar_publish.proving import Grounds, Proving, make_proving
from khabar_publish.settings import PublishSettings
from khabar_publish.targets import LinkTarget, TagTarget, Target


@dataclass(frozen=True, slots=True)
class Service:
    """The parts of the publish service, a pair for each target."""

    stages: tuple[Stage, ...]
    deliverers: tuple[Deliverer, ...]
    watch: Watch
    proving: Proving

    def application(self, settings: PublishSettings) -> AsgiFastStream:
        """What is served: the stages' application, with the deliverers at work while it runs."""
        app = application(self.stages, settings)
        for deliverer in self.deliverers:
            app.after_startup(deliverer.start)
        app.after_startup(self.watch.start)
        for work in self.proving.works:
            app.after_startup(work.start)
        return app


def make_app(settings: PublishSettings) -> AsgiFastStream:
    """Build the service for the newsroom's targets; without any, the built-in site is the target.

    Raises:
        ConfigError: a target is of an unknown kind or lacks what it needs.
    """
    return make_service(settings).application(settings)


def make_service(settings: PublishSettings, backoff: Backoff | None = None) -> Service:
    """Make the parts of the service; ``backoff`` says when a delivery is tried again.

    Raises:
        ConfigError: a target is of an unknown kind or lacks what it needs.
    """
    targets = [(target, make_target(target, settings)) for target in settings.newsroom_config.delivered_to]
    pairs = [_pair(target, chosen, settings, backoff or Backoff()) for chosen, target in targets]
    ways = [
        way(chosen, own=target.own, wake=deliverer.wake)
        for (chosen, target), (_, deliverer) in zip(targets, pairs, strict=True)
    ]
    stage, limit = pairs[0][0], min(chosen.late_after_seconds for chosen, _ in targets)
    watch = Watch.over(stage.redis, settings.keys, ways, limit)
    stage.on_close(watch.stop)
    proving = make_proving(targets, settings)
    stages = (*(stage for stage, _ in pairs), *proving.stages)
    return Service(stages, tuple(deliverer for _, deliverer in pairs), watch, proving)


def make_target(target: TargetSettings, settings: PublishSettings) -> Target:
    """Make the target that a configuration describes, by its kind's entry point.

    Raises:
        ConfigError: no installed package knows the kind.
    """
    known = {entry.name: entry for entry in entry_points(group="khabar.targets")}
    if target.type not in known:
        msg = f"target {target.id}: unknown type {target.type!r}; there are {', '.join(sorted(known))}"
        raise ConfigError(msg)
    made: Target = known[target.type].load()(target, settings)
    return made


def _pair(
    target: Target, chosen: TargetSettings, settings: PublishSettings, backoff: Backoff
) -> tuple[Stage, Deliverer]:
    """A target's stage and its deliverer: the one wakes the other, and takes it along when it stops."""

    def wake() -> None:
        deliverer.wake()

    stage = Stage(
        f"publish-{target.id}", reads="enriched", settings=settings, drains=True, due=target.id, on_committed=wake
    )
    wire, seconds = Wire(settings.blob_store), 2 * settings.target_timeout_seconds
    zone, bare = settings.newsroom_config.newsroom.zone, Bare(settings.newsroom_config)
    rate = chosen.rate or getattr(target, "rate", None)
    deliveries = Deliveries(
        stage.redis,
        settings.keys,
        target.id,
        probe_seconds=seconds,
        pace=pace(rate) if rate else None,
        burst=chosen.burst,
    )
    deliverer = Deliverer(
        deliveries,
        Breaker(deliveries, target.id, wire),
        Courier(target, wire, chosen.enabled, seconds, Rules(chosen.only, chosen.hours, zone), bare),
        Endings(target.id, wire, backoff, words=Grounds.of(chosen, settings).by_words),
        concurrency=chosen.concurrency or getattr(target, "concurrency", None) or settings.target_concurrency,
    )
    takes = {"tags": isinstance(target, TagTarget), "links": isinstance(target, LinkTarget)}
    Drain(target.id, **takes, own=target.own).register(stage)
    stage.on_close(deliverer.stop)
    return stage, deliverer
