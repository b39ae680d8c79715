from khabar.models import Block, Media
from khabar_ingest.draft import Draft
from khabar_ingest.identity import aliases, content_sha, identity, vague_links


def draft(**fields: object) -> Draft:
    return Draft.model_validate({"headline": "خبر", "body": [{"type": "paragraph", "text": "نص."}]} | fields)


def test_the_guid_names_an_article_before_its_link_and_its_words() -> None:
    link = "https://e.example/1"
    assert aliases(draft(guid="g", canonical_url=f"{link}?utm_medium=x")) == ("g", link)
    assert identity(draft(canonical_url=link)) == link
    assert identity(draft()) == identity(draft(lead="موجز آخر"))
    assert identity(draft()) != identity(draft(headline="خبر آخر"))


def test_a_version_is_never_part_of_the_name() -> None:
    assert identity(draft(guid="g", version="1")) == identity(draft(guid="g", version="2"))


def test_a_front_page_and_a_shared_link_name_nothing() -> None:
    live = "https://e.example/live"
    entries = [draft(guid="1", canonical_url=live), draft(guid="2", canonical_url=live)]
    assert vague_links(entries) == {live}
    assert aliases(entries[0], vague_links(entries)) == ("1",)
    assert vague_links([entries[0], entries[0]]) == frozenset()
    assert aliases(draft(guid="1", canonical_url="https://e.example")) == ("1",)


def test_a_name_of_unreasonable_length_is_shortened() -> None:
    assert len(identity(draft(guid="g" * 100_000))) < 100


def test_only_what_readers_see_counts_as_content() -> None:
    same = content_sha(draft())
    assert content_sha(draft(guid="g", urgency=1, published_at="2024-01-01T00:00:00Z", categories=["أ"])) == same
    marked = [Block(type="paragraph", html="<b>نص</b>.")]
    assert content_sha(draft(body=marked)) == same
    changed = [
        draft(headline="خبر!"),
        draft(lead="موجز"),
        draft(body=[]),
        draft(media=[Media(url="https://e.example/1.jpg")]),
    ]
    assert len({content_sha(each) for each in changed} | {same}) == 5
