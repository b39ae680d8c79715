import re
from time import process_time
from typing import Any

import pytest

from khabar import EnrichedRevision
from khabar_site.look import Look
from khabar_site.store import Kept, Shown
from khabar_site.store.shown import place
from tests.unit.site import hostile
from tests.unit.site.articles import HEADLINE
from tests.unit.site.pages import ARABIC, ENGLISH, ZONE, look, page, words

PICTURE = {"url": "https://img.test/a.jpg", "alt": "مضخة", "caption": "مضخة المياه", "credit": "تصوير: ليلى"}
KEPT = Kept("/pictures/ab-960.webp", "/pictures/ab-320.webp 320w, /pictures/ab-960.webp 960w", 960, 540)


def heads(*texts: str) -> list[dict[str, object]]:
    return [{"type": "heading", "text": text, "level": 2} for text in texts]


def said(text: str, kind: str, *, named: bool, outlet: str | None = None) -> dict[str, object]:
    return {
        "kind": kind,
        "named": named,
        "source": {"zone": "body.0", "start": 0, "end": len(text), "text": text},
        "outlet": outlet,
    }


def test_authors_lead_to_their_pages_and_stand_once() -> None:
    html = page(authors=["ليلى الحسن", "John Smith", "ليلى الحسن", "—"])
    assert html.count('rel="author"') == 2
    assert '<a href="/author/john-smith" rel="author"><bdi>John Smith</bdi></a>' in html
    assert "<span><bdi>—</bdi></span>" in html


def test_four_sub_heads_have_a_list_of_contents_that_leads_to_them() -> None:
    html = page(body=heads("أول", "ثان", "ثالث", "أول"))
    places = re.findall(r'<h2 id="(h-[^"]+)"', html)
    assert places == ["h-أول", "h-ثان", "h-ثالث", "h-أول-2"]
    assert html.count('<a href="#h-') == 4
    assert 'class="contents"' not in page(body=heads("أول", "ثان", "ثالث"))


def test_sub_heads_without_letters_still_have_places_of_their_own() -> None:
    html = page(body=heads("***", "!!!", "—", "x 2", "x"))
    assert re.findall(r'<h2 id="(h-[^"]+)"', html) == ["h-x", "h-x-2", "h-x-3", "h-x-2-2", "h-x-4"]


def test_an_update_before_the_first_publication_is_none() -> None:
    assert "حُدّث" not in page(revision=2, updated_at="2024-03-09T10:00:00+03:00")


def test_tags_stand_by_what_they_name() -> None:
    tags = [
        {"id": "topic:water", "type": "topic", "name": "المياه", "salience": 0.9},
        {"id": "place:raqqa", "type": "place", "name": "الرقة", "salience": 0.5},
        {"id": "place:thawra", "type": "place", "name": "الطبقة", "salience": 0.8},
    ]
    html = page(enrichment={"tags": tags})
    told = words(html).partition("الوسوم")[2].partition("شارك")[0].split()
    assert told == ["أماكن", "الطبقة", "الرقة", "موضوعات", "المياه"]
    assert html.count('rel="tag"') == 3


def test_an_article_says_which_outlets_it_quotes_and_how_many_sources_it_does_not_name() -> None:
    attributions = [
        said("وكالة رويترز", "agency", named=True),
        said("مصدر أمني", "anonymous", named=False),
        said("المصدر", "anonymous", named=False),
        said("طبيب", "anonymous", named=False, outlet="الجزيرة"),
        said("مسؤول", "anonymous", named=False, outlet="كلمة عابرة"),
        said("مهندس", "person", named=True, outlet="مرصد الفرات"),
    ]
    entities = [{"type": "organisation", "name": "الجزيرة"}, {"type": "organisation", "name": "مرصد الفرات"}]
    html = words(page(enrichment={"attributions": attributions, "entities": entities}))
    assert "نقلاً عن: وكالة رويترز ، الجزيرة تنقل هذه المادة عن 3 مصادر لم تُسمَّ." in html
    assert "نقلاً عن" not in words(page())
    assert "لم تُسمَّ" not in words(page(rights="excerpt+link", enrichment={"attributions": attributions}))


def test_a_quote_names_where_it_was_said_and_a_table_has_heads() -> None:
    html = page(
        body=[
            {"type": "quote", "text": "عاد الماء.", "url": "https://www.paper.test/1"},
            {"type": "table", "rows": [["الحي", "الساعات"], ["الدرعية", "6"]]},
            {"type": "table", "rows": [["الدرعية", "6"], ["المشلب", "4"]]},
        ]
    )
    assert '<blockquote cite="https://www.paper.test/1">' in html
    assert "<bdi>paper.test</bdi>" in html
    assert html.count('<th scope="col">') == 2
    assert html.count('role="region"') == 2


def test_an_embed_is_a_link_to_its_host_and_loads_nothing() -> None:
    video = {"type": "embed", "url": "https://www.youtube.com/watch?v=x", "text": "لقطات"}
    html = page(body=[video, {**video, "text": video["url"]}, {"type": "embed", "url": "javascript:x", "text": "نص"}])
    assert html.count('<span class="host" lang="ar" dir="rtl"><bdi>مقطع مصوّر على YouTube</bdi></span>') == 2
    assert "<bdi>paper.test</bdi>" in page(body=[{**video, "url": "https://www.paper.test/1"}])
    assert html.count('<span class="title">') == 1
    assert "<iframe" not in html
    assert '<p class="embed">نص</p>' in html


def test_a_block_that_runs_the_other_way_says_so() -> None:
    html = page(
        body=[
            {"type": "paragraph", "text": "The crossing has reopened."},
            {"type": "paragraph", "text": "قالت شركة Tishreen Dam Company إن الماء عاد."},
            {"type": "paragraph", "text": "2024"},
        ]
    )
    assert '<p dir="ltr">The crossing has reopened.</p>' in html
    assert html.count('<p dir="') == 1
    assert '<p dir="rtl">عاد الماء.</p>' in page(
        language="en", direction="ltr", body=[{"type": "paragraph", "text": "عاد الماء."}]
    )


def test_a_kept_picture_is_shown_in_its_sizes_with_its_alt_and_credit() -> None:
    html = page(media=[PICTURE], pictures={PICTURE["url"]: KEPT})
    assert f'<img src="{KEPT.src}" srcset="{KEPT.srcset}"' in html
    assert 'width="960" height="540" alt="مضخة"' in html
    assert "مضخة المياه</span> " in html
    assert "<figure>" not in page(media=[PICTURE]), "nothing is held yet, so there is nothing to describe"
    assert "<figure>" not in page(look(pictures="none"), media=[PICTURE])


@pytest.mark.parametrize("of", [ARABIC, ENGLISH], ids=["ar", "en"])
@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("en", "ltr")])
def test_an_article_keeps_its_language_in_either_interface(of: Look, language: str, direction: str) -> None:
    html = page(of, language=language, direction=direction, media=[PICTURE], pictures={PICTURE["url"]: KEPT})
    interface = of.voice.phrases
    assert f'<html lang="{interface.language}" dir="{interface.direction}">' in html
    assert f'<h1 lang="{language}" dir="{direction}">' in html
    assert f'<div class="text" lang="{language}" dir="{direction}">' in html
    assert f'<figcaption lang="{language}" dir="{direction}"><span>مضخة المياه</span>' in html


def test_an_english_interface_says_nothing_of_its_own_in_arabic() -> None:
    html = words(page(ENGLISH, authors=["Leila"], source={"id": "x", "name": "Desk"}, enrichment={"tags": []}))
    ours = html.replace("مرصد الفرات", "").replace(HEADLINE, "")
    for words_of_theirs in ("أخبار", "عادت المياه، أمس السبت، إلى ثلاثة أحياء غربي الرقة.", "أسباب الانقطاع"):
        ours = ours.replace(words_of_theirs, "")
    assert re.findall("[\u0621-\u064a]+", ours) == ["قال", "مهندس", "إن", "المضخة", "تعطلت"]


def test_the_page_tells_where_the_article_came_from() -> None:
    html = page(canonical_url="https://source.test/1", revision=2)
    provenance = html.partition('id="provenance"')[2].partition("</section>")[0]
    assert '<a href="https://source.test/1" rel="noopener">المادة الأصلية</a>' in provenance
    assert "النسخة رقم 2" in provenance
    assert re.search(r'href="/api/articles/[0-9a-f-]{36}/analysis"', provenance)


@pytest.mark.parametrize("giant", list(hostile.giants()), ids=["megabyte", "tags", "table", "heads"])
def test_a_page_of_too_much_of_anything_is_made_within_two_seconds(giant: dict[str, Any]) -> None:
    revision = EnrichedRevision.model_validate(giant)
    shown = Shown(revision, place(revision, 0, ZONE))
    began = process_time()
    ARABIC.render_article(shown)
    assert process_time() - began < 2
