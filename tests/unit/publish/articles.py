"""Articles as formats get them: those of the sample newsroom, a hostile one, and any that there can be."""

from typing import Any, cast

from hypothesis import strategies as some
from hypothesis.strategies import SearchStrategy

from khabar import EnrichedRevision, Event, sample
from khabar_publish.rights import allowed
from tests.contract.strategies import models

from .stories import WHEN, enriched, removal, told

FORMATS = [
    "blocks",
    "cloudevents",
    "html",
    "native",
    "ninjs-1.4",
    "ninjs-2.1",
    "ninjs-3.1",
    "page",
    "plain",
    "superdesk",
]
FORMATS += ["telegram"]
REMOVALS = ["article.unpublished", "article.withdrawn", "article.killed", "article.merged"]
_TAGS = [
    {"id": f"{kind}:raqqa", "type": kind, "name": "الرقة", "salience": 0.5}
    for kind in ("person", "organisation", "place", "topic", "event")
]
FOUND = {
    "for_revision": 1,
    "slug": "عودة-المياه",
    "section": {"id": "local", "name": "محليات", "reason": "source"},
    "tags": [*_TAGS, {"id": "person:hidden", "type": "person", "name": "لم يُقرّ بعد", "suggested": True}],
    "topics": ["medtop:16000000", "desk:water"],
    "subjects": [{"id": "medtop:16000000", "name": "نزاعات", "confidence": 0.83}],
    "related": [{"article_id": "4f1c6d2e-6d2b-5a5c-9c39-0d7a3a3f1c11", "score": 0.5, "headline": "مقطوعة منذ عام"}],
}
BODY = [
    {"type": "heading", "text": "ماذا جرى؟", "level": 3},
    {"type": "paragraph", "text": "قال المهندس إن C++ (v2) تعمل.", "html": "قال <b>المهندس</b> إن C++ (v2) تعمل."},
    {"type": "paragraph", "text": "Water came back to the city on Sunday."},
    {"type": "quote", "text": "عادت المياه أخيراً"},
    {"type": "list", "items": ["حي الثكنة", "حي المشلب"]},
    {"type": "table", "rows": [["الحي", "البيوت"], ["الثكنة", "١٢٠٠"]]},
    {"type": "image", "url": "https://pictures.example/ماء.jpg", "text": "عمال الصيانة"},
    {"type": "embed", "url": "https://www.youtube.com/watch?v=a1&t=2"},
]
MEDIA = [
    {"url": "https://pictures.example/ماء.jpg", "mimetype": "image/jpeg", "alt": "مضخة", "credit": "تصوير: رنا"},
    {"url": "https://pictures.example/film.mp4", "type": "video", "caption": "المحطة", "width": 1280, "height": 720},
]
HOSTILE = 'خبر\u202e <script>alert(1)</script> --> <!-- /wp:paragraph --> [gallery ids="1"] ]]> \x00\x1b \u2066'
_MARKS = (
    "قال <b onclick=x()>نعم</b><script>alert(2)</script><img src=x onerror=alert(3)>"
    '<a href="javascript:alert(4)">هنا</a> <a href="https://good.example/?a=1&b=2" style="x">وهنا</a> <b>مفتوح'
)


def whole(**changes: object) -> EnrichedRevision:
    """An article with one of everything."""
    fields: dict[str, Any] = {
        "lead": "عادت المياه إلى أحياء الرقة.",
        "body": BODY,
        "media": MEDIA,
        "authors": ["ليلى الحداد", "سامر يوسف"],
        "dateline": "الرقة",
        "credit": "وكالة الفرات",
        "source": {"id": "furat", "name": "وكالة الفرات", "url": "https://furat.example/", "guid": "f/1"},
        "canonical_url": "https://furat.example/خبر?id=[1]#أعلى",
        "published_at": WHEN,
        "urgency": 2,
        "evolves": "f/0",
        "usage_terms": "للصحف اليومية",
        "correction": {"note": "عادت الأحد لا السبت."},
        "corrections": [{"revision": 1, "at": WHEN, "note": "عادت الأحد لا السبت."}],
        "enrichment": FOUND,
    }
    return enriched(**(fields | changes))


def hostile() -> EnrichedRevision:
    """An article that tries to be more than text wherever it can."""
    kinds = ("heading", "quote", "embed", "paragraph")
    blocks: list[dict[str, Any]] = [{"type": kind, "text": HOSTILE, "url": "javascript:alert(5)"} for kind in kinds]
    blocks += [
        {"type": "paragraph", "text": "قال", "html": _MARKS},
        {"type": "list", "items": [HOSTILE]},
        {"type": "table", "rows": [[HOSTILE]]},
        {"type": "image", "url": 'https://x.example/"onload="alert(6)', "text": HOSTILE},
        {"type": "image", "url": "https://x.example/a.jpg", "text": HOSTILE},
    ]
    return whole(
        headline=HOSTILE,
        lead=HOSTILE,
        body=blocks,
        authors=[HOSTILE],
        credit=HOSTILE,
        dateline=HOSTILE,
        media=[{"url": "https://x.example/a.jpg", "alt": f'"{HOSTILE}', "caption": HOSTILE, "credit": HOSTILE}],
        corrections=[{"revision": 1, "at": WHEN, "note": HOSTILE}],
        canonical_url="javascript:alert(7)",
    )


def samples() -> list[EnrichedRevision]:
    """The articles of the sample newsroom."""
    return [
        EnrichedRevision.model_validate(
            {"id": f"sample-{number}", "revision": 1, "received_at": WHEN, "content_sha": "0" * 64, "enrichment": FOUND}
            | article
            | {"source": {"id": "sample", **article["source"]}}
        )
        for number, article in enumerate(sample.articles())
    ]


any_revision: SearchStrategy[EnrichedRevision] = models(EnrichedRevision).map(
    lambda made: allowed(cast("EnrichedRevision", made))
)
any_event: SearchStrategy[Event] = some.one_of(
    any_revision.map(lambda revision: told("article.enriched", revision)),
    some.builds(
        lambda name, reason: told(name, removal(reason=reason)), some.sampled_from(REMOVALS), some.text(max_size=60)
    ),
)
