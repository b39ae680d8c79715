"""The publish service: one stage, and so one consumer group, per target."""

from importlib.metadata import entry_points

from faststream.asgi import AsgiFastStream

from khabar import ConfigError
from khabar.config import TargetSettings
from khabar.stage import Stage, application
from khabar_publish.handlers import Deliveries
from khabar_publish.settings import PublishSettings
from khabar_publish.targets import Target

DEFAULT = TargetSettings(id="site", type="site")


def make_app(settings: PublishSettings) -> AsgiFastStream:
    """Build the service for the newsroom's enabled targets; without any, the built-in site is the target.

    Raises:
        ConfigError: a target is of an unknown kind or lacks what it needs.
    """
    configured = settings.newsroom_config.targets or (DEFAULT,)
    targets = [make_target(target, settings) for target in configured if target.enabled]
    return application([_stage(target, settings) for target in targets], settings)


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


def _stage(target: Target, settings: PublishSettings) -> Stage:
    stage = Stage(
        f"publish-{target.id}",
        reads="enriched",
        settings=settings,
        concurrency=settings.target_concurrency,
        drains=True,
    )
    Deliveries(target).register(stage)
    stage.on_close(target.close)
    return stage
