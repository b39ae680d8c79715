"""The enrich service: one stage from ``articles`` to ``enriched``."""

from faststream.asgi import AsgiFastStream

from khabar.settings import Settings
from khabar.stage import Stage, application
from khabar_enrich.desk import Desk
from khabar_enrich.handlers import Enriching
from khabar_enrich.linking import Linking, Release


def make_app(settings: Settings) -> AsgiFastStream:
    """Build the service with the newsroom's tables and sections.

    Raises:
        ConfigError: the newsroom's file or its tag table is wrong.
    """
    stage = Stage("enrich", reads="articles", settings=settings, drains=True)
    desk = Desk.load(settings.newsroom_config)
    config = settings.newsroom_config
    of_one_story = config.related.of_one_story
    linking = Linking(stage.redis, settings.keys, settings.blob_store, config.newsroom.zone, of_one_story)
    enriching = Enriching(desk, linking, stage.redis, settings.keys)
    enriching.register(stage)
    release = Release(linking.store, settings.keys.again(stage.name))
    app = application([stage], settings)
    app.on_startup(enriching.prepare)
    app.after_startup(release.start)
    app.on_shutdown(release.stop)
    return app
