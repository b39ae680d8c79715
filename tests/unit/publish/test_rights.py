"""What others may be given of an article that is not ours."""

import pytest

from khabar import EnrichedRevision
from khabar_publish.rights import allowed

from .stories import enriched

SECRETS = ("سر الفقرة الأولى", "سر الفقرة الثانية", "سر الاقتباس", "سر الصورة", "سر الرابط", "سر التصحيح", "سر التاريخ")


def agency(rights: str | None, lead: str = "مقدمة الخبر") -> EnrichedRevision:
    first, second, quote, picture, link, change, date = SECRETS
    return enriched(
        lead=lead,
        rights=rights,
        canonical_url="https://agency.example/1",
        body=[{"type": "paragraph", "text": first}, {"type": "paragraph", "text": second, "html": second}],
        media=[{"url": "https://agency.example/1.jpg", "caption": picture}],
        links=[{"url": "https://agency.example/2", "title": link}],
        correction={"note": "صُحح", "changes": [{"zone": "body.1", "before": change, "after": ""}]},
        unforeseen=second,
        enrichment={
            "for_revision": 1,
            "tags": [{"id": "raqqa", "type": "place", "name": "الرقة", "mentions": [_span(second)]}],
            "dates": [{**_span(date), "value": "2026-01-01", "precision": "day"}],
            "attributions": [{"verb": "قال", "text": quote}],
            "facts": [{"kind": "killed", "text": second}],
            "keyphrases": [second],
        },
    )


def _span(text: str) -> dict[str, str | int]:
    return {"zone": "body.1", "start": 0, "end": 3, "text": text}


@pytest.mark.parametrize("rights", [None, "", "full"])
def test_our_own_articles_go_out_whole(rights: str | None) -> None:
    revision = agency(rights)
    assert allowed(revision) is revision


@pytest.mark.parametrize("rights", ["excerpt+link", "index-only", "whatever the lawyer wrote"])
def test_no_word_of_the_body_goes_out_otherwise(rights: str) -> None:
    sent = allowed(agency(rights))
    assert not [secret for secret in SECRETS if secret in sent.to_json().decode()]
    assert sent.headline == agency(rights).headline
    assert sent.canonical_url == "https://agency.example/1"
    assert sent.body == ()
    assert [tag.name for tag in sent.enrichment.tags] == ["الرقة"]


def test_an_excerpt_is_the_lead() -> None:
    assert allowed(agency("excerpt+link")).lead == "مقدمة الخبر"


def test_without_a_lead_the_excerpt_is_the_first_paragraph() -> None:
    assert allowed(agency("excerpt+link", lead="")).lead == SECRETS[0]


@pytest.mark.parametrize("rights", ["index-only", "nobody knows"])
def test_an_index_entry_has_no_lead(rights: str) -> None:
    assert allowed(agency(rights)).lead == ""


@pytest.mark.parametrize("rights", ["excerpt+link", "index-only"])
def test_what_is_sent_is_still_a_whole_event(rights: str) -> None:
    sent = allowed(agency(rights))
    assert EnrichedRevision.model_validate_json(sent.to_json()) == sent
    assert (sent.id, sent.revision, sent.content_sha) == (enriched().id, 1, enriched().content_sha)
