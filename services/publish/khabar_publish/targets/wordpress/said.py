"""What WordPress answers, as far as it is read: loosely, since every plug-in there adds its own."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, TypeAdapter

from khabar_publish.targets.wordpress.marks import Mark, marked


def _object(value: object) -> object:
    """PHP cannot tell an empty list from an empty object."""
    return {} if value == [] else value


Meta = Annotated[dict[str, Any], BeforeValidator(_object)]


class Raw(BaseModel):
    """A text as it is stored."""

    raw: str = ""


class Named(BaseModel):
    """A category or a tag, by what it is called."""

    slug: str = ""
    name: str = ""


class Post(BaseModel):
    """A post, as an editor sees it."""

    id: int
    status: str
    slug: str = ""
    link: str = ""
    title: Raw = Raw()
    content: Raw = Raw()
    excerpt: Raw = Raw()
    featured_media: int = 0
    categories: tuple[int, ...] = ()
    tags: tuple[int, ...] = ()
    khabar_tags: tuple[Named, ...] | None = None
    meta: Meta = Field(default_factory=dict)
    date_gmt: datetime | None = None
    modified_gmt: datetime | None = None

    @property
    def mark(self) -> Mark | None:
        """Which article in which revision it says that it shows; None for a post that is not ours."""
        if self.meta.get("khabar_id"):
            revision = int(self.meta.get("khabar_revision") or 0)
            return Mark(str(self.meta["khabar_id"]), revision, str(self.meta.get("khabar_sha") or ""))
        return marked(self.content.raw)

    @property
    def revision(self) -> int:
        """The revision that it shows; 0 if it does not say."""
        return self.mark.revision if self.mark else 0


class Term(Named):
    """A category or a tag with its number."""

    id: int


class Numbered(BaseModel):
    """Anything of which the number is enough."""

    id: int


class Media(Numbered):
    """A picture in the library."""

    slug: str = ""


class _About(BaseModel):
    term_id: int = 0
    id: int = 0
    revision: int = 0


class Problem(BaseModel):
    """Why WordPress did not do what it was asked for."""

    code: str = ""
    message: str = ""
    data: Annotated[_About, BeforeValidator(lambda value: value if isinstance(value, dict) else {})] = _About()


class _Properties(BaseModel):
    properties: Meta = Field(default_factory=dict)


class _Schema(BaseModel):
    properties: dict[str, Any] = Field(default_factory=dict)


class Options(BaseModel):
    """What the API tells of a route."""

    schema_: _Schema = Field(alias="schema")

    @property
    def meta(self) -> frozenset[str]:
        """The names of the meta fields that are registered."""
        return frozenset(_Properties.model_validate(self.schema_.properties.get("meta") or {}).properties)

    @property
    def tags_by_name(self) -> bool:
        """Whether posts take their tags by name: a field of our plug-in, which older ones of it have not."""
        return "khabar_tags" in self.schema_.properties


class Root(BaseModel):
    """What the API tells of itself."""

    name: str = ""
    namespaces: tuple[str, ...] = ()
    authentication: Meta = Field(default_factory=dict)


class Me(BaseModel):
    """Our own account."""

    name: str = ""
    roles: tuple[str, ...] = ()
    capabilities: Meta = Field(default_factory=dict)


POSTS: TypeAdapter[list[Post]] = TypeAdapter(list[Post])
TERMS: TypeAdapter[list[Term]] = TypeAdapter(list[Term])
NUMBERED: TypeAdapter[list[Numbered]] = TypeAdapter(list[Numbered])
PICTURES: TypeAdapter[list[Media]] = TypeAdapter(list[Media])
