"""How pages look: the templates, with the newsroom's name, its sections and the words that every page uses."""

import hashlib
from dataclasses import dataclass
from datetime import tzinfo
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from khabar.config import Config
from khabar_site import addresses
from khabar_site.article import ArticlePage
from khabar_site.assets import Assets
from khabar_site.store import Shown
from khabar_site.voice import Voice
from khabar_site.words import calm

_TEMPLATES, _TABLES = Path(__file__).parent / "templates", Path(__file__).parent / "languages"
# Escaped text and sanitised marks hold no comment, so nothing that was pushed can look like these.
STORY_PLACE, REPORTERS_PLACE = Markup("<!-- story -->"), Markup("<!-- reporters -->")
"""Where a rendered article leaves room for its story and for those who also reported it; both are other articles'."""
_RELATED_PLACE = Markup("<!-- related -->")
_PLACES = {"story_place": STORY_PLACE, "reporters_place": REPORTERS_PLACE, "related_place": _RELATED_PLACE}


@dataclass(frozen=True, slots=True)
class NavSection:
    """A section as the navigation and the home page name it."""

    slug: str
    name: str


class Look:
    """Renders templates for one newsroom."""

    def __init__(self, config: Config, base: str) -> None:
        self.config, self.base = config, base
        self.voice = Voice.of(config, base)
        self.assets = Assets()
        self.sections = [NavSection(rule.id, rule.name) for rule in config.sections]
        self._environment = _environment()
        self._environment.globals |= {
            "newsroom": config.newsroom,
            "sections": self.sections,
            "base": base,
            "assets": self.assets.names,
            "site": config.site,
            "dates": self.voice.dates,
            "phrases": self.voice.phrases,
            "say": self.voice.say,
            "counted": self.voice.phrases.counted,
            "section_name": self.section_name,
        }
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
        article = ArticlePage(shown, self.voice)
        section = self.section_name(*article.section) if article.section[0] else ""
        whole = self.render("article.html", article=article, section_title=section, **_PLACES)
        before, _, after = whole.partition(_RELATED_PLACE)
        return before, after

    def _fingerprint(self) -> str:
        """Name everything that stored pages depend on besides their article."""
        sources = [path.read_bytes() for path in sorted(Path(__file__).parent.rglob("*.py"))]
        templates = [path.read_bytes() for folder in (_TEMPLATES, _TABLES) for path in _files(folder)]
        rest = f"{self.config.model_dump_json()}\n{self.base}\n{self.assets.names}".encode()
        return hashlib.sha256(b"\0".join([*sources, *templates, rest])).hexdigest()


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        finalize=calm,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["quoted"] = addresses.quoted
    environment.filters["rfc822"] = format_datetime
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": True}
    return environment
