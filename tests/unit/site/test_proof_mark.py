"""What an article's page says of itself, by which its publication is proved."""

from tests.unit.site.articles import revision_of

from .pages import page


def test_a_page_tells_its_article_revision_and_content() -> None:
    revision = revision_of()
    assert f'<meta name="khabar" content="{revision.id} {revision.revision} {revision.content_sha}">' in page()


def test_a_content_hash_that_is_none_cannot_leave_its_place() -> None:
    assert 'content="' in page()
    assert '"><script>' not in page(content_sha='"><script>')
