"""What a post lacks is seen, and what WordPress only writes otherwise is not."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from khabar_publish.targets.wordpress.comparing import differences, same_text, words
from khabar_publish.targets.wordpress.discovery import Api
from khabar_publish.targets.wordpress.marks import Mark, marked, with_mark, without_mark
from khabar_publish.targets.wordpress.said import Options, Post, Problem
from khabar_publish.targets.wordpress.terms import Name
from khabar_publish.targets.wordpress.wanted import Wanted, wanted
from tests.unit.publish.stories import ARTICLE, enriched

_ROOT = httpx.URL("https://blog.example/wp-json/")
_BARE = Api(_ROOT)
_GUARDED = Api(_ROOT, frozenset({"khabar_id", "khabar_revision", "khabar_sha"}))
_NOW = datetime(2024, 3, 10, 12, tzinfo=UTC)
_CONTENT = "<!-- wp:paragraph -->\n<p>نص & <strong>غليظ</strong></p>\n<!-- /wp:paragraph -->"


def _wanted(**changes: Any) -> Wanted:  # noqa: ANN401 - fields
    made = wanted(enriched(lead="مقدمة", **changes), _CONTENT, _NOW, None)
    return made.among(categories=(3,), tags=(5, 4), featured_media=9)


def _stored(made: Wanted, api: Api = _GUARDED, **changes: Any) -> Post:  # noqa: ANN401 - fields
    sent: dict[str, Any] = made.fields(api)
    texts = {name: {"raw": sent.pop(name)} for name in ("title", "content", "excerpt")}
    post = {"id": 7, "status": "publish", **sent, **texts, "meta": sent["meta"] or [], **changes}
    return Post.model_validate(post)


@pytest.mark.parametrize("api", [_GUARDED, _BARE], ids=["with the plugin", "without"])
def test_a_post_as_it_was_sent_lacks_nothing(api: Api) -> None:
    made = _wanted()
    sent = made.fields(api)
    stored = _stored(made, api) if api is _GUARDED else _stored_bare(made, sent)
    assert differences(made, stored, api) == ()


def _stored_bare(made: Wanted, sent: dict[str, Any]) -> Post:
    texts = {name: {"raw": sent[name]} for name in ("title", "content", "excerpt")}
    return Post.model_validate({"id": 7, "status": "publish", **sent, **texts, "meta": []})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", {"raw": "عنوان آخر"}),
        ("excerpt", {"raw": ""}),
        ("content", {"raw": "<p>نص</p>"}),
        ("tags", [5]),
        ("categories", [1]),
        ("featured_media", 0),
        ("date_gmt", "2024-03-10T09:41:00"),
        ("meta", []),
    ],
)
def test_what_wordpress_dropped_is_seen(field: str, value: Any) -> None:  # noqa: ANN401 - JSON
    assert differences(_wanted(), _stored(_wanted(), _GUARDED, **{field: value}), _GUARDED) == (field,)


def test_terms_have_no_order() -> None:
    assert differences(_wanted(), _stored(_wanted(), tags=[4, 5]), _GUARDED) == ()


_NAMES = (Name("topic-oil", "نفط"), Name("org-opec", "OPEC & Co"))
_THERE = ({"slug": "topic-oil", "name": "النفط والغاز"}, {"slug": "naft", "name": "Opec &amp; co"})


@pytest.mark.parametrize(
    ("there", "lacks"),
    [
        (_THERE, ()),
        (_THERE[:1], ("tags",)),
        ((*_THERE, {"slug": "own", "name": "ملف خاص"}), ("tags",)),
        (None, ("tags",)),
    ],
    ids=["all", "one was dropped", "one too many", "an older plug-in"],
)
def test_tags_by_name_are_known_by_slug_or_name(there: Any, lacks: tuple[str, ...]) -> None:  # noqa: ANN401 - JSON
    made = _wanted().among(categories=(3,), tags_by_name=_NAMES, featured_media=9)
    assert "tags" not in made.fields(_GUARDED)
    assert differences(made, _stored(made, tags=[4, 5], khabar_tags=there), _GUARDED) == lacks


def test_an_article_without_tags_has_none_left() -> None:
    made = _wanted().among(categories=(3,), tags_by_name=(), featured_media=9)
    assert made.fields(_GUARDED)["khabar_tags"] == []


def test_what_is_left_to_wordpress_is_no_difference() -> None:
    made = _wanted().among(categories=None, tags=None, featured_media=None)
    assert differences(made, _stored(_wanted()), _GUARDED) == ()


def test_marks_that_are_written_otherwise_are_the_same_text() -> None:
    assert same_text('<p>أ<br>ب & ج <img src="x"/></p>', '<p>أ<br />ب &amp; ج <img src="x" /></p>')
    assert not same_text("<p>أ <strong>ب</strong></p>", "<p>أ ب</p>")
    assert words("<p>أ</p><p>ب &amp; ج</p>") == "أ ب & ج"


def test_a_mark_is_read_back_and_replaced() -> None:
    first, second = Mark(ARTICLE, 1, "ab"), Mark(ARTICLE, 2, "cd")
    text = with_mark(with_mark("<p>نص</p>", first), second)
    assert marked(text) == second
    assert without_mark(text) == "<p>نص</p>"


@pytest.mark.parametrize("text", ["", "<p>نص</p>", "<!-- khabar:x -->", f"<!-- khabar:{ARTICLE}:1: --> وبعد"])
def test_a_text_without_a_mark_at_its_end_is_not_ours(text: str) -> None:
    assert marked(text) is None


def test_a_headline_is_words_and_no_marks() -> None:
    made = wanted(enriched(headline="a <b> [gallery] &"), "", _NOW, None)
    assert made.title == "a &lt;b&gt; &#091;gallery&#093; &amp;"


def test_a_date_to_come_is_told_as_now() -> None:
    made = wanted(enriched(published_at=datetime(2031, 1, 1, tzinfo=UTC)), "", _NOW, None)
    assert made.date_gmt == "2024-03-10T12:00:00"


def test_meta_is_sent_only_where_it_is_registered() -> None:
    assert "meta" not in _wanted().fields(_BARE)
    sent = _wanted(canonical_url="https://a.example/1").fields(Api(_ROOT, frozenset({"_yoast_wpseo_canonical"})))
    assert sent["meta"] == {"_yoast_wpseo_canonical": "https://a.example/1"}


@pytest.mark.parametrize(
    ("root", "address"),
    [
        ("https://b.example/wp-json/", "https://b.example/wp-json/wp/v2/posts?slug=a"),
        ("https://b.example/ar/wp-json", "https://b.example/ar/wp-json/wp/v2/posts?slug=a"),
        ("https://b.example/?rest_route=/", "https://b.example/?rest_route=%2Fwp%2Fv2%2Fposts&slug=a"),
        (
            "https://b.example/index.php?rest_route=/",
            "https://b.example/index.php?rest_route=%2Fwp%2Fv2%2Fposts&slug=a",
        ),
    ],
)
def test_a_route_has_an_address_with_pretty_links_and_without(root: str, address: str) -> None:
    assert str(Api(httpx.URL(root)).at("wp/v2/posts", {"slug": "a"})) == address


def test_a_blog_tells_whether_it_takes_tags_by_name() -> None:
    for properties, told in (({"khabar_tags": {"type": "array"}}, True), ({}, False)):
        assert Options.model_validate({"schema": {"properties": properties}}).tags_by_name is told


def test_answers_are_read_loosely() -> None:
    assert Options.model_validate({"schema": {"properties": {"meta": {"properties": []}}}}).meta == frozenset()
    assert Problem.model_validate({"code": "rest_no_route", "message": "", "data": None}).data.term_id == 0
