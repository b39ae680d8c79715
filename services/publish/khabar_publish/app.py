"""The publish service: for each target one stage, and so one consumer group, and one deliverer."""

from dataclasses import dataclass
from importlib.metadata import entry_points

from faststream.asgi import AsgiFastStream

from khabar import ConfigError
from khabar.config import TargetSettings
from khabar.stage import Backoff, Stage, application
from khabar.wire import Wire
from khabar_publish.attempt import Courier
from khabar_publish.breaker import Breaker
from khabar_publish.deliverer import Deliverer
from khabar_publish.deliveries import Deliveries
from khabar_publish.endings import Endings
from khabar_publish.handlers import Drain
from khabar_publish.settings import PublishSettings
from khabar_publish.targets import LinkTarget, TagTarget, Target


@dataclass(frozen=True, slots=True)
class Service:
    """The parts of the publish service, a pair for each target."""

    stages: tuple[Stage, ...]
    deliverers: tuple[Deliverer, ...]

    def application(self, settings: PublishSettings) -> AsgiFastStream:
        """What is served: the stages' application, with the deliverers at work while it runs."""
        app = application(self.stages, settings)
        for deliverer in self.deliverers:
            app.after_startup(deliverer.start)
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
    pairs = [_pair(target, settings, backoff or Backoff(), enabled=chosen.enabled) for chosen, target in targets]
    return Service(tuple(stage for stage, _ in pairs), tuple(deliverer for _, deliverer in pairs))


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


def _pair(target: Target, settings: PublishSettings, backoff: Backoff, *, enabled: bool) -> tuple[Stage, Deliverer]:
    """A target's stage and its deliverer: the one wakes the other, and takes it along when it stops."""

    def wake() -> None:
        deliverer.wake()

    stage = Stage(
        f"publish-{target.id}", reads="enriched", settings=settings, drains=True, due=target.id, on_committed=wake
    )
    wire, seconds = Wire(settings.blob_store), 2 * settings.target_timeout_seconds
    deliveries = Deliveries(stage.redis, settings.keys, target.id, probe_seconds=seconds)
    deliverer = Deliverer(
        deliveries,
        Breaker(deliveries, target.id, wire),
        Courier(target, wire, enabled, seconds),
        Endings(target.id, wire, backoff),
        concurrency=settings.target_concurrency,
    )
    takes = {"tags": isinstance(target, TagTarget), "links": isinstance(target, LinkTarget)}
    Drain(target.id, **takes, own=target.own).register(stage)
    stage.on_close(deliverer.stop)
    return stage, deliverer
