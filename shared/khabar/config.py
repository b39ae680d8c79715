"""The newsroom's own file, ``newsroom.toml``: its name and zone, sections, sources, targets, tags and links.

Services read it and never write it. Sources and targets keep the settings that only their own kind knows (``extra``),
so adding a kind changes nothing here.
"""

import tomllib
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from khabar.errors import ConfigError
from khabar.source_rules import Drop, PriorityRule, Replacement
from khabar.target_rules import TargetRules
from khabar.website import Website

_ID = r"^[a-z0-9][a-z0-9-]{0,63}$"


def _known_zone(value: str) -> str:
    if value not in available_timezones():
        msg = f"no time zone {value!r}; use a name such as Asia/Damascus"
        raise ValueError(msg)
    return value


TimeZone = Annotated[str, AfterValidator(_known_zone)]
"""The name of a zone of the IANA time zone database."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class _Open(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True, hide_input_in_errors=True)


class NewsroomSettings(_Strict):
    """Who publishes."""

    name: str = "خبر"
    tagline: str = ""
    language: str = "ar"
    timezone: TimeZone = "UTC"

    @property
    def zone(self) -> ZoneInfo:
        """The zone that bare dates are read in."""
        return ZoneInfo(self.timezone)


class SectionRule(_Strict):
    """A section and what belongs to it: source categories, tags, or words of the headline."""

    id: str = Field(pattern=_ID)
    name: str
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    default: bool = False


class SourceSettings(_Open):
    """Where items come from and the newsroom's rules for them; ``type`` names a plug-in of ``khabar.sources``.

    Args:
        section: where everything from here goes, whatever its categories say.
        full_text: whether the page of an item is fetched for its text; ``auto`` does so for teasers alone.
        identity: what an article is known by within the source: its guid (or else its link), its link, or its words.
        duplicates: whether what another source tells word for word is folded into one.
        evergreen: whether its articles are linked to however old they are, as background and explainers are.
        first_poll: how many items of the very first document are news; without it, all.
    """

    id: str = Field(pattern=_ID)
    type: str
    name: str | None = None
    url: str | None = None
    timezone: TimeZone | None = None
    language: str | None = None
    section: str | None = None
    priority: PriorityRule | None = None
    drop: Drop | None = None
    replace: Annotated[tuple[Replacement, ...], Field(max_length=100)] = ()
    full_text: Literal["auto", "always", "never"] = "auto"
    identity: Literal["guid", "link", "content"] = "guid"
    first_poll: int | None = Field(None, ge=0)
    duplicates: Literal["collapse", "show"] = "collapse"
    evergreen: bool = False
    publish: Literal["auto", "review", "never"] = "auto"
    rights: Literal["full", "excerpt+link", "index-only"] = "full"


class TargetSettings(TargetRules):
    """Where revisions are pushed; ``type`` names a plug-in of the group ``khabar.targets``."""

    id: str = Field(pattern=_ID)
    type: str
    url: str | None = None
    enabled: bool = True


class TagSettings(_Strict):
    """The desk's own names, beside or over those that Khabar ships."""

    table: Path | None = None
    blocked: tuple[str, ...] = ()
    names: dict[str, str] = Field(default_factory=dict)


class RelatedSettings(_Strict):
    """What stands among an article's related links.

    Args:
        of_one_story: how many of them lead to one story at most; 0 for any number.
    """

    of_one_story: int = Field(2, ge=0)


class Config(_Strict):
    """The whole of ``newsroom.toml``."""

    newsroom: NewsroomSettings = NewsroomSettings()
    sections: tuple[SectionRule, ...] = ()
    sources: tuple[SourceSettings, ...] = ()
    targets: tuple[TargetSettings, ...] = ()
    tags: TagSettings = TagSettings()
    related: RelatedSettings = RelatedSettings()
    site: Website = Website()

    @property
    def delivered_to(self) -> tuple[TargetSettings, ...]:
        """The targets, disabled ones included; without any, the built-in site."""
        return self.targets or (TargetSettings(id="site", type="site"),)

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        for kind, ids in (
            ("section", [section.id for section in self.sections]),
            ("source", [source.id for source in self.sources]),
            ("target", [target.id for target in self.targets]),
        ):
            twice = {id_ for id_ in ids if ids.count(id_) > 1}
            if twice:
                msg = f"{kind} id used twice: {', '.join(sorted(twice))}"
                raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _sources_name_sections(self) -> Self:
        known = {name.casefold() for rule in self.sections for name in (rule.id, rule.name)}
        for source in self.sources:
            if known and source.section is not None and source.section.casefold() not in known:
                there = ", ".join(rule.id for rule in self.sections)
                msg = f"source {source.id}: there is no section {source.section!r}; there are {there}"
                raise ValueError(msg)
        return self


def load(path: Path | None) -> Config:
    """Read the newsroom's file; without a path, the defaults.

    Raises:
        ConfigError: it cannot be read or is wrong; the message lists every mistake.
    """
    if path is None:
        return Config()
    try:
        config = Config.model_validate(tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        msg = f"{path}: cannot be read ({error.strerror}); set KHABAR_CONFIG to your newsroom.toml"
        raise ConfigError(msg) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        msg = f"{path}: is not valid TOML: {error}"
        raise ConfigError(msg) from error
    except ValidationError as error:
        raise ConfigError(mistakes(str(path), error)) from error
    return _resolve(config, path.parent)


def mistakes(where: str, error: ValidationError) -> str:
    """List all mistakes of a validation, a line each, without echoing values that may be secret."""
    lines = [
        f"  {'.'.join(map(str, item['loc'])) or 'file'}: {item['msg'].removeprefix('Value error, ')}"
        for item in error.errors()
    ]
    return "\n".join([f"{where} is wrong:", *lines])


def _resolve(config: Config, base: Path) -> Config:
    """Read relative paths from the folder of the file that names them."""
    tags, site = config.tags, config.site
    tags = tags.model_copy(update={"table": tags.table and base / tags.table})
    site = site.model_copy(update={"theme": site.theme and base / site.theme})
    return config.model_copy(update={"tags": tags, "site": site})
