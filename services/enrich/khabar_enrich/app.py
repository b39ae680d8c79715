"""The enrich service: one stage from ``articles`` to ``enriched``."""

from faststream.asgi import AsgiFastStream

from khabar.settings import Settings
from khabar.stage import Stage, application
from khabar_enrich.desk import Desk
from khabar_enrich.handlers import Enriching
from khabar_enrich.related import RelatedIndex


def make_app(settings: Settings) -> AsgiFastStream:
    """Build the service with the newsroom's tables and sections.

    Raises:
        ConfigError: the newsroom's file or its tag table is wrong.
    """
    stage = Stage("enrich", reads="articles", settings=settings, drains=True)
    desk = Desk.load(settings.newsroom_config)
    Enriching(desk, RelatedIndex(stage.redis, settings.keys), stage.redis, settings.keys).register(stage)
    return application([stage], settings)
