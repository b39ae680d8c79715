"""What publish renders as ninjs is understood by whoever takes ninjs in; ingest is one that does."""

from typing import Any

import pytest

from khabar_ingest.draft import Draft
from khabar_publish.formats import make_format
from khabar_publish.settings import PublishSettings
from tests.unit.ingest.conftest import understood

from .articles import samples, whole
from .stories import ARTICLE, removal, told

_NINJS = ["ninjs-1.4", "ninjs-2.1", "ninjs-3.1", "superdesk"]


def read(name: str, event: Any) -> Draft:  # noqa: ANN401 - of either kind
    body = make_format(name, PublishSettings()).render(event)
    assert body
    [draft] = understood(body.decode())
    return draft


@pytest.mark.parametrize("name", _NINJS)
def test_an_article_comes_back_as_it_was(name: str) -> None:
    draft = read(name, told("article.enriched", whole()))
    assert (draft.headline, draft.lead, draft.language) == (whole().headline, whole().lead, "ar")
    assert draft.authors == ("ليلى الحداد", "سامر يوسف")
    assert (draft.published_at, draft.urgency) == (whole().published_at, 2)
    assert "عمال الصيانة" in str(draft.body)
    assert "حي المشلب" in str(draft.body)


@pytest.mark.parametrize("name", _NINJS)
def test_every_paragraph_of_the_sample_newsroom_comes_back(name: str) -> None:
    for revision in samples():
        came = " ".join(str(block.model_dump()) for block in read(name, told("article.enriched", revision)).body)
        for block in revision.body:
            assert block.text[:30].strip() in came.replace("\\u200f", ""), block.text


@pytest.mark.parametrize("name", _NINJS)
def test_a_removal_is_understood_as_one(name: str) -> None:
    draft = read(name, told("article.killed", removal()))
    assert draft.status == "canceled"
    assert draft.guid == f"urn:uuid:{ARTICLE}"
