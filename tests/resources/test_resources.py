"""Everything the window shows from files is there, and nothing lies there that it does not know."""

import json
import re

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtSvg import QSvgRenderer

import resources

TOKENS = json.loads(resources.read("themes/tokens.json"))
STYLE = resources.read("themes/style.qss")


@pytest.mark.smoke
def test_both_schemes_have_the_same_tokens() -> None:
    assert TOKENS["light"].keys() == TOKENS["dark"].keys()
    for table in TOKENS.values():
        assert all(re.fullmatch(r"#[0-9A-F]{6}", color) for color in table.values())


def test_text_can_be_read_on_every_surface() -> None:
    """WCAG 2.1: 4.5 to 1 for text; what is only quiet on `fill` or `tint` is text-2."""
    for table in TOKENS.values():
        for surface in ("surface", "chrome", "raised", "soft"):
            for ink in ("text", "text-2", "text-3", "accent-ink", "good", "warn", "bad"):
                assert contrast(table[ink], table[surface]) >= 4.5, (ink, surface)
        for surface in ("fill", "tint"):
            assert contrast(table["text-2"], table[surface]) >= 4.5, surface
        assert contrast(table["on-accent"], table["accent"]) >= 4.5


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(color: str) -> float:
    channels = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("name", resources.names("icons", ".svg"))
def test_every_icon_can_be_drawn_in_any_colour(name: str) -> None:
    svg = resources.read(f"icons/{name}.svg")
    assert "currentColor" in svg
    renderer = QSvgRenderer(QByteArray(svg.replace("currentColor", "#123456").encode()))
    assert renderer.isValid()
    assert renderer.viewBoxF().width() == renderer.viewBoxF().height() == 16


def test_the_style_sheet_names_only_what_there_is() -> None:
    body = re.sub(r"/\*.*?\*/", "", STYLE, flags=re.DOTALL)
    for icon, color in re.findall(r"@icon\(([a-z0-9-]+), *([a-z0-9-]+)\)", body):
        assert icon in resources.names("icons", ".svg")
        assert color in TOKENS["light"]
    for token in re.findall(r"@([a-z][a-z0-9-]*)(?!\()\b", re.sub(r"@(icon|px)\([^)]*\)", "", body)):
        assert token in TOKENS["light"], token


def test_help_is_one_paragraph_each() -> None:
    for topic in resources.names("help", ".md"):
        assert len(resources.read(f"help/{topic}.md").strip().split("\n\n")) == 1, topic


def test_a_missing_file_is_said() -> None:
    with pytest.raises(FileNotFoundError):
        resources.read("help/nothing.md")
