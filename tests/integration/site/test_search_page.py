"""What the page of the search offers besides its results."""

import re
from html import unescape

import pytest
from httpx import Client, Response

from tests.unit.site.articles import pushed, uuid_of

RAQQA = {"id": "place:raqqa", "type": "place", "name": "الرقة", "salience": 0.7}
ALEPPO = {"id": "place:aleppo", "type": "place", "name": "حلب", "salience": 0.7}


def article(name: str, headline: str, body: str = "", day: str = "2024-03-10", **told: object) -> dict[str, object]:
    blocks = [{"type": "paragraph", "text": body}] if body else []
    enrichment = {"section": {"id": "news", "name": "أخبار", "reason": "rule"}, "tags": [RAQQA]} | told
    authors = enrichment.pop("authors", [])
    return pushed(
        name,
        headline=headline,
        lead="",
        body=blocks,
        authors=authors,
        published_at=f"{day}T09:30:00+03:00",
        enrichment=enrichment,
    )


@pytest.fixture
def newsroom(site: Client) -> Client:
    """A site with some articles about bread and water."""
    culture = {"id": "culture", "name": "ثقافة", "reason": "rule"}
    articles = [
        article("bread", "أزمة الخبز في الرقة", "قال خباز إن مجلس الأمن بعيد.", "2023-01-05"),
        article("mill", "مطحنة جديدة", "تنتج المطحنة الخبز لأهل حلب.", "2024-02-29", tags=[ALEPPO]),
        article("song", "أغنية عن الخبز", "", "2024-03-01", section=culture, authors=["هدى الكاتب"], tags=[]),
        article("council", "الأمن يطلب من المجلس ماء", "", "2024-03-09"),
    ]
    assert site.post("/api/articles:batch", json={"articles": articles}).status_code == 200
    return site


def ask(site: Client, q: str = "", **fields: str) -> Response:
    response = site.get("/search", params={"q": q, **fields})
    assert response.status_code == 200
    return response


def headlines(response: Response) -> list[str]:
    found = re.findall(r"<h2 lang.*?><a [^>]*>(.*?)</a></h2>", response.text)
    return [re.sub("<[^>]+>", "", unescape(headline)) for headline in found]


BREAD, MILL, SONG, COUNCIL = "أزمة الخبز في الرقة", "مطحنة جديدة", "أغنية عن الخبز", "الأمن يطلب من المجلس ماء"


def test_an_article_whose_headline_has_the_word_stands_before_one_whose_body_has_it(newsroom: Client) -> None:
    assert headlines(ask(newsroom, "الخبز")) == [SONG, BREAD, MILL]
    assert headlines(ask(newsroom, "الخبز", sort="newest")) == [SONG, MILL, BREAD]


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({"section": "culture"}, [SONG]),
        ({"tag": "place-aleppo"}, [MILL]),
        ({"author": "هدى-الكاتب"}, [SONG]),
        ({"from": "2024-02", "to": "2024-02"}, [MILL]),
        ({"to": "2023"}, [BREAD]),
        ({"from": "2024-03-01"}, [SONG]),
        ({"from": "٢٠٢٤-٠٣-٠١"}, [SONG]),
        ({"section": "news", "from": "2024-01-01"}, [MILL]),
        ({"section": "nowhere"}, []),
        ({"from": "2030-01-01"}, []),
    ],
)
def test_a_filter_leaves_only_what_it_names(newsroom: Client, fields: dict[str, str], wanted: list[str]) -> None:
    assert headlines(ask(newsroom, "الخبز", **fields)) == wanted


def test_filters_alone_list_what_they_name(newsroom: Client) -> None:
    assert headlines(ask(newsroom, tag="place-aleppo")) == [MILL]


def test_a_chosen_filter_is_a_link_that_drops_it_and_keeps_the_others(newsroom: Client) -> None:
    page = ask(newsroom, "الخبز", tag="place-aleppo", sort="newest").text
    (link,) = re.findall(r'<a href="([^"]+)" rel="nofollow"><span>الوسم', page)
    assert headlines(newsroom.get(unescape(link))) == [SONG, MILL, BREAD]


def test_the_tags_and_sections_found_are_offered_with_their_counts(newsroom: Client) -> None:
    page = ask(newsroom, "الخبز").text
    assert re.search(r"<bdi>ثقافة</bdi> <span>1</span>", page)
    assert re.search(r"<bdi>آخر الأخبار</bdi> <span>2</span>", page)
    assert re.search(r"<bdi>حلب</bdi> <span>1</span>", page)


def test_a_date_that_is_none_is_told_and_left_out(newsroom: Client) -> None:
    page = ask(newsroom, "الخبز", **{"from": "2024-02-31"})
    assert "بحثنا من دونه" in page.text
    assert len(headlines(page)) == 3


def test_a_phrase_is_found_as_it_stands_and_a_word_with_a_hyphen_leaves_out(newsroom: Client) -> None:
    assert headlines(ask(newsroom, "مجلس الأمن")) == [COUNCIL, BREAD]
    assert headlines(ask(newsroom, '"مجلس الأمن"')) == [BREAD]
    assert "لا نتائج لكل الكلمات" in ask(newsroom, "«الأمن مجلس»").text
    assert headlines(ask(newsroom, "الخبز -حلب")) == [SONG, BREAD]


def test_where_no_article_has_all_words_those_with_most_are_shown_and_it_is_said(newsroom: Client) -> None:
    page = ask(newsroom, "الخبز الزنبرك")
    assert "لا نتائج لكل الكلمات؛ هذه لبعضها" in page.text
    assert headlines(page) == [SONG, BREAD, MILL]
    assert headlines(ask(newsroom, "مطحنة أغنية الخبز")) == [SONG, MILL]


def test_a_typing_error_is_answered_with_what_was_probably_meant(newsroom: Client) -> None:
    page = ask(newsroom, "الخيز").text
    assert "هل تقصد" in page
    (link,) = re.findall(r'هل تقصد: <a href="([^"]+)"', page)
    assert headlines(newsroom.get(unescape(link))) == [SONG, BREAD, MILL]


def test_a_search_for_a_tags_name_leads_to_its_page_as_long_as_an_article_has_it(newsroom: Client) -> None:
    assert 'صفحة: <a href="/tag/place-aleppo"' in ask(newsroom, "حلب").text
    newsroom.delete(f"/api/articles/{uuid_of('mill')}", params={"revision": 1, "kind": "unpublish"})
    assert "/tag/place-aleppo" not in ask(newsroom, "حلب").text


def test_an_empty_search_says_what_to_try(newsroom: Client) -> None:
    page = ask(newsroom).text
    assert "جرّب كلمات أقل" in page
    assert 'href="/archive"' in page


def test_results_go_on_page_by_page(site: Client) -> None:
    articles = [article(f"a{number}", f"خبر رقم {number}", day="2024-01-01") for number in range(25)]
    site.post("/api/articles:batch", json={"articles": articles})
    first = ask(site, "خبر")
    assert len(headlines(first)) == 20
    assert "25 نتيجة" in first.text
    (link,) = re.findall(r'<a href="([^"]+)" rel="next nofollow"', first.text)
    second = site.get(unescape(link))
    assert len(headlines(second)) == 5
    assert not {*headlines(first)} & {*headlines(second)}
    assert site.get("/search", params={"q": "خبر", "page": "3"}).status_code == 404
    assert headlines(ask(site, "خبر", page="many")) == headlines(first)


@pytest.mark.parametrize(
    "query",
    [
        *("(" * 200, '"' * 200, "NEAR(a b)", "^خبز*", "headline : x", "a\x00b", "\u202eخبز\u2066", "𞤀𞤁", "١٢٬٣"),
        *("خ" * 200, "-" * 200, " ".join("ابتثجحخ"), "{a b} : c", "3.5", "l'orient", "%00", "🎉"),
    ],
)
@pytest.mark.parametrize("field", ["q", "tag", "section", "author", "from", "page", "sort"])
def test_nothing_that_is_typed_into_any_field_breaks_the_search(newsroom: Client, query: str, field: str) -> None:
    response = ask(newsroom, **({"q": "الخبز"} | {field: query}))
    assert "\u202e" not in response.text


def test_a_search_that_takes_too_long_is_stopped_and_says_so(newsroom: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("khabar_site.search_page.SECONDS", -1.0)
    monkeypatch.setattr("khabar_site.store.search._STEPS", 1)
    assert "استغرق البحث وقتاً" in ask(newsroom, "الخبز").text
    monkeypatch.undo()
    assert headlines(ask(newsroom, "الخبز"))
