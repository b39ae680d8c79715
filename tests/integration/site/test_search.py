import pytest
from httpx import Client

from tests.unit.site.articles import pushed

HEADLINE = "الأمم المتحدة تدعو إلى هدنة في إدلب"
BODY = "قال مسؤولون إن المُنظّمات الإنسانية وزّعت مساعدات على النازحين في المخيمات."


@pytest.fixture
def published(site: Client) -> Client:
    """A site with one article to be found among others."""
    article = pushed("truce", headline=HEADLINE, lead="", body=[{"type": "paragraph", "text": BODY}])
    site.post("/api/articles:batch", json={"articles": [article, pushed()]})
    return site


@pytest.mark.parametrize(
    "query", ["هدنة", "الهدنة", "والهدنه", "ادلب", "إدلب", "المنظمات", "منظمات", "نازحين", "وللنازحين"]
)
def test_a_word_is_found_in_the_forms_readers_type(published: Client, query: str) -> None:
    page = published.get("/search", params={"q": query}).text
    assert "نتيجة واحدة" in page
    assert "<mark>" in page


def test_all_words_must_be_there(published: Client) -> None:
    assert "نتيجة واحدة" in published.get("/search", params={"q": "هدنة إدلب"}).text
    assert "لا نتائج لكل الكلمات" in published.get("/search", params={"q": "هدنة المياه"}).text


def test_the_words_are_marked_where_they_stand(published: Client) -> None:
    page = published.get("/search", params={"q": "المنظمات"}).text
    assert "<mark>المُنظّمات</mark>" in page


@pytest.mark.parametrize(
    "query", ["", "   ", '"', "* OR *", "headline:x", "a AND", "(((", "'; DROP TABLE search", "%", "ـ"]
)
def test_nothing_that_is_typed_breaks_the_search(published: Client, query: str) -> None:
    assert published.get("/search", params={"q": query}).status_code == 200


def test_what_was_typed_is_shown_as_text(published: Client) -> None:
    page = published.get("/search", params={"q": '"><script>alert(1)</script>'}).text
    assert "<script" not in page
    assert published.get("/search", params={"q": "كلمة " * 1000}).status_code == 200
