"""The site's style: true in both directions, readable in both schemes, and light enough for a slow line."""

import gzip
import re
from itertools import product
from pathlib import Path

import pytest

import khabar_site
from khabar_site.assets import Assets

_FOLDER = Path(khabar_site.__file__).parent / "static"
_MANUAL = Path(__file__).parents[3] / "docs" / "operate" / "site-look.md"
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_PHYSICAL = re.compile(
    r"(?:^|[;\s{])(?:(?:margin|padding|border)-(?:left|right|top|bottom)\b|left:|right:|float:|letter-spacing"
    r"|text-align:\s*(?:left|right)|(?:min-|max-)?(?:width|height):)"
)
_COLOR = re.compile(r"#[0-9a-f]{3,8}\b", re.IGNORECASE)
_READABLE = 4.5
_BUDGET_BYTES = 210_000


def rules() -> list[tuple[str, str, str]]:
    """Every rule of the style as file, selector and declarations."""
    found = []
    for path in sorted(_FOLDER.glob("css/*.css")):
        text = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
        found += [(path.name, selector.strip(), body) for selector, body in _RULE.findall(text)]
    return found


def scheme(name: str) -> dict[str, str]:
    """The colors of the light or the dark scheme."""
    roots = [body for file, selector, body in rules() if file == "10-base.css" and selector == ":root"]
    return dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", roots[0 if name == "light" else 1]))


def contrast(one: str, other: str) -> float:
    """The contrast of two colors as WCAG 2 reckons it (relative luminance)."""
    lights = sorted(_luminance(color) for color in (one, other))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_no_rule_names_a_side_that_only_one_direction_has() -> None:
    assert [(file, selector) for file, selector, body in rules() if _PHYSICAL.search(body)] == []


def test_colors_are_told_as_variables_alone_so_that_a_theme_can_change_them() -> None:
    told = [
        (file, selector) for file, selector, body in rules() if _COLOR.search(body) and not selector.endswith(":root")
    ]
    assert [place for place in told if place[0] != "90-print.css"] == []


@pytest.mark.parametrize("name", ["light", "dark"])
def test_words_stand_out_from_what_they_stand_on(name: str) -> None:
    colors = scheme(name)
    pairs = [*product(["ink", "quiet", "accent"], ["paper", "raised"]), ("ink", "mark")]
    weak = {pair: round(contrast(colors[pair[0]], colors[pair[1]]), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < _READABLE} == {}


def test_every_variable_that_a_theme_can_set_is_in_the_manual() -> None:
    names = {name for _, selector, body in rules() if selector == ":root" for name in re.findall(r"(--[\w-]+):", body)}
    assert {name for name in names if f"`{name}`" not in _MANUAL.read_text("utf-8")} == set()


def test_style_and_fonts_leave_room_for_the_page_within_250_kilobytes() -> None:
    style = next(asset for name, asset in Assets().files.items() if name.startswith("site."))
    fonts = sum(path.stat().st_size for path in _FOLDER.glob("fonts/*.woff2"))
    scripts = sum(path.stat().st_size for path in _FOLDER.glob("*.js"))
    assert len(style.content) + fonts + scripts < _BUDGET_BYTES
    assert len(gzip.compress(style.content)) < 10_000
