"""An article as a message of Telegram's."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.config import TargetSettings
from khabar.events import short_id
from khabar_publish.formats import make_format
from khabar_publish.formats.telegram import MOST_UNITS, cut, hashtag, units
from khabar_publish.rights import allowed
from khabar_publish.settings import PublishSettings
from tests.integration.publish.telegram_marks import read
from tests.unit.publish.stories import enriched, removal, told

_SITE = '[[targets]]\nid = "site"\ntype = "site"\n'
_RULES = {"for_revision": 1, "slug": "x"}


def _settings(folder: Path, targets: str = _SITE, site: str | None = None) -> PublishSettings:
    (folder / "newsroom.toml").write_text(f'[newsroom]\nname = "خبر"\n{targets}')
    return PublishSettings(config=folder / "newsroom.toml", site_public_url=site)


def _message(folder: Path, targets: str = _SITE, **changes: object) -> str:
    settings = _settings(folder, targets, site="https://khabar.example")
    revision = allowed(enriched().model_validate(enriched().model_dump() | changes))
    rendered = make_format("telegram", settings).render(told("article.enriched", revision))
    assert rendered
    return rendered.decode()


def test_a_message_tells_headline_lead_link_and_hashtags(tmp_path: Path) -> None:
    tags = [
        {"id": "place:raqqa", "type": "place", "name": "محافظة الرقّة", "salience": 0.4},
        {"id": "topic:water", "type": "topic", "name": "المياه", "salience": 0.9},
        {"id": "topic:perhaps", "type": "topic", "name": "ربما", "salience": 1.0, "suggested": True},
    ]
    message = _message(tmp_path, lead="عادت المياه  صباح اليوم.", enrichment=_RULES | {"tags": tags})
    assert message.split("\n\n") == [
        "<b>عودة المياه إلى أحياء الرقة</b>",
        "عادت المياه صباح اليوم.",
        f'<a href="https://khabar.example/a/{_sid()}">اقرأ المادة كاملة</a>',
        "#المياه #محافظة_الرقة",
    ]


def test_without_a_lead_the_first_paragraph_is_told(tmp_path: Path) -> None:
    body = [{"type": "heading", "text": "عنوان فرعي"}, {"type": "paragraph", "text": "قال الأهالي إن المياه عادت."}]
    assert "قال الأهالي إن المياه عادت." in _message(tmp_path, body=body)


def test_marks_of_a_hostile_headline_are_only_letters(tmp_path: Path) -> None:
    hostile = '<script>x</script> & </b> "a" \u202e'
    text, marks = read(_message(tmp_path, headline=hostile, canonical_url='https://s.example/?a=1&b="><b>'))
    assert text.startswith('<script>x</script> & </b> "a"')
    assert [mark.tag for mark in marks] == ["b", "a"]


def test_the_latest_correction_is_told(tmp_path: Path) -> None:
    at = datetime(2026, 11, 20, 9, tzinfo=UTC)
    notes = [{"revision": 2, "at": at, "note": "الأولى"}, {"revision": 3, "at": at, "note": "عدد الأحياء أربعة"}]
    message = _message(tmp_path, corrections=notes)
    assert "<blockquote>تصويب (20/11/2026): عدد الأحياء أربعة</blockquote>" in message
    assert "الأولى" not in message


def test_where_rights_keep_the_text_the_link_leads_to_its_source(tmp_path: Path) -> None:
    source = {"canonical_url": "https://agency.example/1", "lead": "سطر أول", "rights": "index-only"}
    message = _message(tmp_path, **source)
    assert 'href="https://agency.example/1"' in message
    assert "سطر أول" not in message


@pytest.mark.parametrize(
    "targets", ["", _SITE.replace("site", "partner", 1).replace('type = "site"', 'type = "folder"')]
)
def test_without_an_own_site_the_link_leads_to_the_source(tmp_path: Path, targets: str) -> None:
    settings = _settings(tmp_path, targets or f"{_SITE}enabled = false\n", site="https://khabar.example")
    revision = enriched(canonical_url="https://agency.example/1")
    rendered = make_format("telegram", settings).render(told("article.enriched", revision))
    assert rendered
    assert b"khabar.example" not in rendered
    assert b"https://agency.example/1" in rendered


def test_a_site_whose_address_no_reader_can_open_is_not_linked(tmp_path: Path) -> None:
    rendered = make_format("telegram", _settings(tmp_path)).render(told("article.enriched", enriched()))
    assert rendered
    assert b"href" not in rendered


def test_of_a_withdrawn_article_a_notice_is_left_and_of_a_killed_one_no_reason(tmp_path: Path) -> None:
    format_ = make_format("telegram", _settings(tmp_path))
    withdrawn = format_.render(told("article.withdrawn", removal()))
    killed = format_.render(told("article.killed", removal()))
    assert withdrawn == "<i>سُحبت هذه المادة. طلب المصدر حذف المادة</i>".encode()
    assert killed == "<i>سُحبت هذه المادة.</i>".encode()
    assert format_.render(told("article.unpublished", removal())) is None


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("دير الزور", "#دير_الزور"),
        ("الأُمَم المتّحدة", "#الأمم_المتحدة"),
        ("COVID-19", "#COVID_19"),
        ("2024", ""),
        ("؟!", ""),
        ("مـــاء", "#ماء"),
        ("ا" * 200, ""),
    ],
)
def test_a_tag_becomes_one_hashtag(name: str, wanted: str) -> None:
    assert hashtag(name) == wanted


@given(st.text(max_size=300), st.integers(min_value=10, max_value=100))
def test_a_cut_text_is_never_longer_and_never_ends_inside_a_letter(text: str, most: int) -> None:
    kept = cut(text, most)
    assert units(kept) <= most
    assert kept == text or kept.endswith(" …")


def test_a_text_is_cut_between_words() -> None:
    assert cut("عادت المياه إلى الأحياء", 13) == "عادت المياه …"


_long = st.text(alphabet=st.sampled_from("اب ت<>&\"'😀\n\u202e"), max_size=6000)


@given(headline=_long.filter(str.strip), lead=_long, note=_long)
def test_every_message_can_be_read_and_is_short_enough(
    tmp_path_factory: pytest.TempPathFactory, headline: str, lead: str, note: str
) -> None:
    correction = {"revision": 1, "at": datetime(2026, 11, 20, tzinfo=UTC), "note": note[:1000]}
    tags = [{"id": f"topic:{n}", "type": "topic", "name": f"{n}" + "و" * 97} for n in range(9)]
    message = _message(
        tmp_path_factory.getbasetemp(),
        headline=headline,
        lead=lead,
        corrections=[correction],
        enrichment=_RULES | {"tags": tags},
    )
    text, _ = read(message)
    assert units(text) <= MOST_UNITS


def test_the_format_is_one_that_targets_can_name() -> None:
    assert make_format("telegram", PublishSettings()).suffix == ".html"
    assert TargetSettings(id="channel", type="telegram", format="telegram").format == "telegram"


def _sid() -> str:
    return short_id(enriched().id)
