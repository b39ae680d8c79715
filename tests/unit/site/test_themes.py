"""A newsroom's own theme: what it may bring, and how its mistakes are named before a reader meets them."""

from pathlib import Path

import pytest

from khabar.config import Config
from khabar.errors import ConfigError
from khabar_site.look import Look

_DOCUMENT = Path(__file__).parents[3] / "docs" / "operate" / "site-look.md"
_LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 2"><rect width="8" height="2"/></svg>'


def themed(folder: Path, **files: str) -> Look:
    """The look of a newsroom whose theme holds these files; ``__`` stands for a slash and ``_dot_`` for a dot."""
    for name, text in files.items():
        write(folder, name.replace("__", "/").replace("_dot_", "."), text)
    return Look(Config.model_validate({"site": {"theme": folder}}), "http://news.test")


def write(folder: Path, name: str, text: str) -> None:
    """Put a file into a theme."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def style(look: Look) -> str:
    """The style as readers get it."""
    return look.assets.files[look.assets.names["site.css"]].content.decode()


def test_the_theme_in_the_manual_works_as_it_is_printed(tmp_path: Path) -> None:
    for block in _DOCUMENT.read_text("utf-8").split("```")[1::2]:
        first, _, text = block.partition("\n")
        if " " in first:
            write(tmp_path, first.split()[1], text)
    write(tmp_path, "static/pattern.svg", _LOGO)
    look = themed(tmp_path)
    assert "--accent: #0b5563" in style(look).split("/* the newsroom's own */")[-1]
    assert "موقع تجريبي" in look.notices.page(404)


def test_a_themes_rules_come_last_and_its_files_have_names_that_change_with_them(tmp_path: Path) -> None:
    look = themed(tmp_path, theme_dot_css="body { background: url(paper.svg) }", static__paper_dot_svg=_LOGO)
    assert style(look).rstrip().endswith(f'url("{look.assets.names["paper.svg"]}") }}')
    assert look.assets.files[look.assets.names["paper.svg"]].media_type == "image/svg+xml"


def test_a_themes_template_stands_in_the_place_of_ours_and_may_extend_it(tmp_path: Path) -> None:
    extended = '{% extends "own/notice.html" %}{% block main %}{{ super() }}<p>هاتف التحرير</p>{% endblock %}'
    look = themed(tmp_path, templates__notice_dot_html=extended)
    assert "الصفحة غير موجودة" in look.notices.page(404)
    assert "هاتف التحرير" in look.notices.page(404)


def test_a_logo_stands_for_the_name_and_says_it(tmp_path: Path) -> None:
    look = themed(tmp_path, static__logo_dot_svg=_LOGO)
    assert f'src="/static/{look.assets.names["logo.svg"]}" alt="خبر"' in look.notices.page(404)


def test_a_theme_that_changes_makes_stored_pages_anew(tmp_path: Path) -> None:
    prints = [
        themed(tmp_path, theme_dot_css="a { color: red }").fingerprint,
        themed(tmp_path, theme_dot_css="a { color: blue }").fingerprint,
        themed(tmp_path, templates__notice_dot_html="{{ title }}").fingerprint,
        themed(tmp_path, templates__notice_dot_html="{{ title }}!").fingerprint,
    ]
    assert len(set(prints)) == len(prints)


@pytest.mark.parametrize(
    ("name", "text", "named"),
    [
        ("theme.css", "a{}\nb { background: url('gone.png') }", ["theme.css, line 2", "'gone.png'", "static/"]),
        ("theme.css", "a { background: url(https://else.test/x.png) }", ["theme.css, line 1", "else.test"]),
        ("theme.css", "\n@import 'other.css';", ["theme.css, line 2", "imports"]),
        ("static/app.js", "alert(1)", ["app.js", "none of the kinds"]),
        ("static/site.css", "a{}", ["site.css", "theme.css"]),
        ("static/icons/a.svg", _LOGO, ["icons/a.svg", "static/ itself"]),
        ("templates/notice.html", "a\n{% if %}", ["notice.html, line 2"]),
        ("templates/notice.html", "a\n\n{{ headlin }}", ["notice.html, line 3", "'headlin'"]),
        ("templates/notice.html", "{{ title|upcase }}", ["notice.html, line 1", "upcase"]),
        ("templates/notice.html", '\n{% extends "bse.html" %}', ["notice.html, line 2", "'bse.html'"]),
    ],
)
def test_a_mistake_stops_the_start_and_is_named(tmp_path: Path, name: str, text: str, named: list[str]) -> None:
    write(tmp_path, name, text)
    with pytest.raises(ConfigError) as raised:
        themed(tmp_path)
    assert all(words in str(raised.value) for words in [*named, "site-look.md"]), str(raised.value)


def test_a_folder_that_is_no_theme_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"theme\.css"):
        themed(tmp_path)
    with pytest.raises(ConfigError, match="cannot be read"):
        themed(tmp_path / "nowhere")


def test_a_link_out_of_the_theme_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.svg").write_text(_LOGO, "utf-8")
    theme = tmp_path / "theme"
    (theme / "static").mkdir(parents=True)
    (theme / "static" / "logo.svg").symlink_to(tmp_path / "secret.svg")
    with pytest.raises(ConfigError, match="leads out"):
        themed(theme)


def test_a_style_that_is_not_utf_8_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "theme.css").write_bytes(b"a{}\n/* \xe9 */")
    with pytest.raises(ConfigError, match="line 2: is not UTF-8"):
        themed(tmp_path)
