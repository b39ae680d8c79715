"""Reading what is told about ties between articles: its fields, and what a site needs of them beyond the contract."""

from typing import Annotated

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from khabar import EnrichedRevision
from khabar.models import CopiesChange, RelatedChange, RelatedLink, Reporter, StoryArticle, StoryChange
from khabar_site.forms import Count, Day, Moment, StoryId, Uuid, Version, Words
from khabar_site.problems import Refused, unreadable

_MAX_LINKS = 100
_MAX_COPIES = 1_000
_MAX_STORY = 500  # as many as enrichment keeps of one story
_STORY_ID = TypeAdapter(StoryId)


class _Link(RelatedLink):
    article_id: Uuid
    reasons: Annotated[tuple[Words, ...], Field(max_length=_MAX_LINKS)] = ()


class _Reporter(Reporter):
    article_id: Uuid
    name: Words | None = None


class _StoryArticle(StoryArticle):
    article_id: Uuid
    published_at: Moment
    happened: Day


_Links = Annotated[tuple[_Link, ...], Field(max_length=_MAX_LINKS)]
_Reporters = Annotated[tuple[_Reporter, ...], Field(max_length=_MAX_COPIES)]
_Ids = Annotated[tuple[Uuid, ...], Field(max_length=_MAX_COPIES)]


class Links(RelatedChange):
    """All related links of an article; one without a version tells differences alone, which the site cannot take."""

    revision: Count
    version: Version
    related: _Links = ()


class Copies(CopiesChange):
    """The copies of an article."""

    revision: Count
    version: Version
    duplicate_of: Uuid | None = None
    also_reported_by: _Reporters = ()
    copies: _Ids = ()


class Story(StoryChange):
    """A running story."""

    id: StoryId
    revision: Version
    name: Words = ""
    articles: Annotated[tuple[_StoryArticle, ...], Field(max_length=_MAX_STORY)] = ()
    into: StoryId | None = None


class _Enrichment(BaseModel):
    linked_version: Version
    related: _Links
    duplicate_of: Uuid | None
    also_reported_by: _Reporters
    copies: _Ids


Tied = Links | Copies | Story


def read(form: type[Tied], content: bytes, id_: str) -> Tied:
    """Read what was put to the address of an article or a story.

    Raises:
        Refused: 422 with the fields that are wrong.
    """
    try:
        change = form.model_validate_json(content)
    except ValidationError as error:
        raise unreadable(error, what="change") from error
    if change.id != id_:
        raise _refused(field="id", message="is not the id in the address")
    if isinstance(change, Copies):
        _not_itself(change.id, change.duplicate_of, "duplicate_of")
    return change


def check(revision: EnrichedRevision) -> None:
    """Check what a revision tells of its ties.

    Raises:
        Refused: 422 with the fields that are wrong.
    """
    if revision.enrichment.linked_version is None:
        return
    try:
        _Enrichment.model_validate(revision.enrichment.model_dump(include=set(_Enrichment.model_fields)))
    except ValidationError as error:
        raise unreadable(error, "enrichment.") from error
    _not_itself(revision.id, revision.enrichment.duplicate_of, "enrichment.duplicate_of")


def story_id(text: str) -> str:
    """Check that a story's id is 12 base32 letters.

    Raises:
        Refused: 422, it is not.
    """
    try:
        return _STORY_ID.validate_python(text)
    except ValidationError:
        raise _refused(field="id", message="is not 12 letters of a to z and 2 to 7") from None


def _not_itself(id_: str, other: str | None, field: str) -> None:
    if id_ == other:
        raise _refused(field=field, message="is the article itself")


def _refused(*, field: str, message: str) -> Refused:
    return Refused(422, f"{field} {message}", [{"field": field, "message": message}])
