"""How pages look: the templates, with the newsroom's name, its sections and the words that every page uses."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from markupsafe import Markup

from khabar.config import Config
from khabar_site.article import ArticlePage
from khabar_site.assets import Assets
from khabar_site.notices import Notices
from khabar_site.store import Shown
from khabar_site.templating import environment
from khabar_site.theme import Theme
from khabar_site.voice import Voice

_PACKAGE = Path(__file__).parent
_SOURCES = {".html", ".py", ".toml", ".tsv", ".xml"}
# Escaped text and sanitised marks hold no comment, so nothing that was pushed can look like these.
STORY_PLACE, REPORTERS_PLACE = Markup("<!-- story -->"), Markup("<!-- reporters -->")
"""Where a rendered article leaves room for its story and for those who also reported it; both are other articles'."""
ALTERNATES_PLACE = Markup("<!-- alternates -->")
"""Where its head leaves room for the same article in other languages, and for what machines are told of its story."""
_RELATED_PLACE = Markup("<!-- related -->")
_PLACES = {
    "story_place": STORY_PLACE,
    "reporters_place": REPORTERS_PLACE,
    "alternates_place": ALTERNATES_PLACE,
    "related_place": _RELATED_PLACE,
}


@dataclass(frozen=True, slots=True)
class NavSection:
    """A section as the navigation and the home page name it."""

    slug: str
    name: str


class Look:
    """Renders templates for one newsroom.

    Raises:
        ConfigError: the newsroom's theme is wrong.
    """

    def __init__(self, config: Config, base: str) -> None:
        self.config, self.base = config, base
        self.voice = Voice.of(config, base)
        self._theme = Theme.read(config.site.theme)
        self.assets = Assets(self._theme)
        self.sections = [NavSection(rule.id, rule.name) for rule in config.sections]
        self._environment = environment(self._theme, self._names())
        self.notices = Notices(self.render, self.voice)
        self.fingerprint = self._fingerprint()

    @property
    def zone(self) -> tzinfo:
        """The newsroom's zone, in which all times are told."""
        return self.config.newsroom.zone

    def section_name(self, slug: str, pushed: str) -> str:
        """A section's name: the newsroom's own, else the one the articles were pushed with."""
        return next((section.name for section in self.sections if section.slug == slug), pushed)

    def render(self, template: str, **values: Any) -> str:  # noqa: ANN401 - each template asks for its own
        """Render a template to text."""
        return self._environment.get_template(template).render(**values)

    def render_article(self, shown: Shown) -> tuple[str, str]:
        """Render an article's page in two parts, around the place of its related block."""
        before, _, after = self._article("article.html", shown, _PLACES).partition(_RELATED_PLACE)
        return before, after

    def render_draft(self, shown: Shown, expires: datetime) -> str:
        """Render an article that is not published, with nothing of other articles beside it."""
        return self._article("draft.html", shown, dict.fromkeys(_PLACES, ""), expires=expires)

    def _article(self, template: str, shown: Shown, places: Mapping[str, str], **values: Any) -> str:  # noqa: ANN401
        article = ArticlePage(shown, self.voice)
        section = self.section_name(*article.section) if article.section[0] else ""
        return self.render(template, article=article, section_title=section, **places, **values)

    def _names(self) -> dict[str, Any]:
        """What every template knows."""
        return {
            "newsroom": self.config.newsroom,
            "sections": self.sections,
            "base": self.base,
            "assets": self.assets.names,
            "site": self.config.site,
            "dates": self.voice.dates,
            "phrases": self.voice.phrases,
            "say": self.voice.say,
            "counted": self.voice.phrases.counted,
            "section_name": self.section_name,
        }

    def _fingerprint(self) -> str:
        """Name everything that stored pages depend on besides their article."""
        sources = [path.read_bytes() for path in sorted(_PACKAGE.rglob("*")) if path.suffix in _SOURCES]
        themed = [f"{name}\n{text}".encode() for name, text in sorted(self._theme.templates.items())]
        rest = f"{self.config.model_dump_json()}\n{self.base}\n{self.assets.names}".encode()
        return hashlib.sha256(b"\0".join([*sources, *themed, rest])).hexdigest()
