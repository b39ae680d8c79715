"""The control room's page."""

import pytest

from khabar_control.page import STYLE, render

_HOSTILE = '"><script>alert(1)</script>\u202eمقلوب'
_GROUP = {"stream": "articles", "group": "enrich", "consumers": 1, "pending": 0, "lag": None, "delayed": 0}


def _found(**group: object) -> dict[str, list[dict[str, object]]]:
    return {
        "services": [{"service": "site", "status": "ready", "detail": ""}],
        "streams": [{"stream": "articles", "entries": 1234}],
        "groups": [{**_GROUP, **group}],
    }


def test_the_room_shows_services_streams_and_readers_in_arabic() -> None:
    html = render("مرصد الفرات", _found(pending=17))
    assert '<html lang="ar" dir="rtl">' in html
    for words in ("مرصد الفرات", "الخدمات", "القنوات", "المجموعات", "1234", ">17<"):
        assert words in html


@pytest.mark.parametrize("column", ["stream", "group", "pending"])
def test_a_hostile_name_stays_text(column: str) -> None:
    html = render("خبر", _found(**{column: _HOSTILE}))
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_a_hostile_newsroom_name_stays_text() -> None:
    assert "<script" not in render(_HOSTILE, _found())


def test_the_page_needs_neither_script_nor_inline_style() -> None:
    html = render("خبر", _found())
    assert "<script" not in html
    assert "<style" not in html
    assert " style=" not in html
    assert "url(" not in STYLE
