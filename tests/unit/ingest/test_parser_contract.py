"""What every parser owes to the desk, whatever it is given."""

import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from khabar.errors import Rejected
from khabar_ingest.document import Document
from khabar_ingest.draft import Draft, Fault, Parsed
from khabar_ingest.parsers import parse, parsers
from khabar_ingest.text import normalise

from .conftest import outline
from .format_samples import FIRST, HEADLINE, LAST, SAMPLES, SUBHEAD

DEEP = 5_000
BOMB = (
    '<!DOCTYPE x [<!ENTITY a "نص"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">'
    '<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;"><!ENTITY f "&e;&e;&e;&e;&e;&e;&e;">]>'
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY o SYSTEM "file:///etc/hostname">]>'
ROOTS = ("rss", "feed", "nitf", "newsItem", "newsMessage", "NewsML", "html")
HOSTILE = {
    "nothing": b"",
    "white space": b" \r\n\t ",
    "every byte": bytes(range(256)) * 4,
    "zeros": b"\x00" * 500,
    "control characters": b"\x01\x02\x03\x04" * 50,
    "an empty object": b"{}",
    "an empty array": b"[]",
    "numbers": b"[1, 2, null, true, [[]], {}]",
    "half of JSON": b'{"headline": "x", "uri": "y", "versioncreated": ',
    "deep JSON": b'{"uri":"a","body":' + b"[" * DEEP + b"]" * DEEP + b"}",
    **{f"deep <{root}>": f"<{root}>{'<p>' * DEEP}".encode() for root in ROOTS},
    **{f"bomb in <{root}>": f"{BOMB}<{root}><item><title>&f;</title></item></{root}>".encode() for root in ROOTS},
    **{f"outside of <{root}>": f"{OUTSIDE}<{root}><item><title>&o;</title></item></{root}>".encode() for root in ROOTS},
}
NAMES = sorted(parsers())


def texts(draft: Draft) -> Iterator[str]:
    """Every text of an article that readers see."""
    yield from (draft.headline, draft.lead, draft.dateline or "", draft.credit or "", draft.source_name or "")
    yield from chain(draft.authors, draft.categories)
    for block in draft.body:
        yield from (block.text, *block.items, *chain.from_iterable(block.rows))
    for media in draft.media:
        yield from (media.caption or "", media.alt or "", media.credit or "")


def tried(name: str, content: bytes) -> list[Parsed]:
    """What a parser makes of a document, which may be nothing that it knows."""
    document = Document(content, "https://e.example/7")
    assert 0 <= parsers()[name].sniff(document) <= 1
    try:
        return list(parsers()[name].parse(document))
    except Rejected:
        return []


def sound(found: list[Parsed]) -> bool:
    """Whether all of it is a fault with a reason, or an article with normalised text."""
    for each in found:
        if isinstance(each, Fault):
            assert each.reason
            assert each.item
        else:
            assert [text for text in texts(each) if text != normalise(text)] == []
    return True


@pytest.mark.parametrize("sample", SAMPLES)
def test_one_parser_is_surest_of_each_format(sample: str) -> None:
    name, content = SAMPLES[sample]
    sure = {each: parser.sniff(Document(content)) for each, parser in parsers().items()}
    best = max(sure.values())
    assert [each for each in sure if sure[each] == best] == [name]


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_format_tells_the_same_story(sample: str) -> None:
    name, content = SAMPLES[sample]
    [found] = parsers()[name].parse(Document(content))
    assert isinstance(found, Draft)
    assert found.headline == HEADLINE
    assert outline(found) == [("paragraph", FIRST), ("heading", SUBHEAD), ("paragraph", LAST)]
    assert found.lead == FIRST


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("name", NAMES)
def test_a_parser_that_gets_another_ones_document_refuses_it_calmly(name: str, sample: str) -> None:
    assert sound(tried(name, SAMPLES[sample][1]))


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("name", NAMES)
def test_what_is_meant_badly_breaks_no_parser(name: str, hostile: str) -> None:
    found = tried(name, HOSTILE[hostile])
    assert sound(found)
    assert sum(len(text) for each in found if isinstance(each, Draft) for text in texts(each)) < 200_000


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_document_that_breaks_off_anywhere_breaks_no_parser(sample: str) -> None:
    name, content = SAMPLES[sample]
    for end in range(0, len(content), 97):
        assert sound(tried(name, content[:end]))


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_same_bytes_always_give_the_same_article(sample: str) -> None:
    content = SAMPLES[sample][1]
    assert parse(Document(content)) == parse(Document(content))


@pytest.mark.parametrize("root", ROOTS)
def test_no_file_of_the_machine_is_ever_read_into_an_article(root: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("كلمة السر", "utf-8")
    outside = f'<!DOCTYPE x [<!ENTITY o SYSTEM "{secret.as_uri()}">]>'
    for name in NAMES:
        found = tried(name, f"{outside}<{root}><item><title>خبر &o;</title></item></{root}>".encode())
        said = " ".join(text for each in found if isinstance(each, Draft) for text in texts(each))
        assert "كلمة السر" not in said


def test_json_that_is_not_ours_is_told_to_be_unknown() -> None:
    with pytest.raises(Rejected, match="no parser knows this format"):
        parse(Document(json.dumps({"a": 1}).encode()))


@pytest.mark.parametrize("content", [b"", b" \r\n\t ", b"\xef\xbb\xbf"])
def test_an_empty_document_is_called_empty(content: bytes) -> None:
    with pytest.raises(Rejected, match="the document is empty"):
        parse(Document(content))
