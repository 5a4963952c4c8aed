"""The look as rules: every pair of colours can be read, colour never means good or bad, nothing is left or right by hand."""

import colorsys
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import get_finders

import kith
from kith.ui import assets

CSS = (Path(kith.__file__).parent / "ui" / "static" / "ui" / "kith.css").read_text("utf-8")
ROOTS = re.findall(r":root \{(.*?)\}", CSS, re.S)
LIGHT, DARK, PAPER = (dict(re.findall(r"--kith-([a-z-]+): (#[0-9a-f]{6})", block)) for block in ROOTS)
SURFACES = ("paper", "ground", "sunk")
TEXT = [(text, on) for text in ("ink", "soft", "loch", "loch-deep", "visited", "heather") for on in SURFACES]
TEXT += [("on-loch", "loch"), ("on-loch", "loch-deep")]
TEXT += [(tag, f"{tag}-tint") for tag in ("you", "others", "waiting", "recorded")]
TEXT += [("ink", "you-tint"), ("ink", "others-tint")]  # differing words of two versions
EDGES = (
    [("line", on) for on in SURFACES] + [("heather", on) for on in SURFACES] + [("loch", "ground"), ("chart", "paper")]
)
EDGES += [(tag, on) for tag in ("you", "others", "waiting", "recorded") for on in SURFACES]  # a tag's border
# The greens, reds, blacks, blues and yellow that GOV.UK Frontend and its kin write by hand.
FRAMEWORK = re.findall(r"#\w{6}", """
    #0f7a52 #083d29 #0b5c3e #ca3535 #651b1b #982828 #00703c #005a30 #d4351c #aa2a16 #0b0c0c #1d70b8 #003078 #5694ca
    #ffdd00 #f3f2f1 #b1b4b6 #505a5f #4c2c92 #1a65a6 #0f385c #484949 #cecece #f4f8fb
""")  # fmt: skip


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def is_red_or_green(colour: str) -> bool:
    """A hue that a hopeful or frightened reader would take for good or bad. Greys have no hue to speak of."""
    channels = [int(colour[n : n + 2], 16) for n in (1, 3, 5)]
    hue = colorsys.rgb_to_hls(*channels)[0] * 360
    is_grey = max(channels) - min(channels) <= 24
    return not is_grey and not 20 <= hue <= 70 and not 170 <= hue <= 330


def served_css() -> list[tuple[str, str]]:
    """Every stylesheet that the site can serve, from every app and from what set-up brought."""
    found = []
    for finder in get_finders():
        for path, storage in finder.list([]):
            if path.endswith(".css"):
                found.append((path, Path(storage.path(path)).read_text("utf-8").lower()))
    return found


@pytest.mark.parametrize(("scheme", "palette"), [("light", LIGHT), ("dark", DARK), ("print", LIGHT | PAPER)])
def test_every_text_can_be_read_on_its_ground(scheme: str, palette: dict[str, str]) -> None:
    weak = {(a, b): round(contrast(palette[a], palette[b]), 2) for a, b in TEXT if a != "on-loch" or scheme != "print"}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}


@pytest.mark.parametrize(("scheme", "palette"), [("light", LIGHT), ("dark", DARK), ("print", LIGHT | PAPER)])
def test_every_edge_icon_and_bar_can_be_seen(scheme: str, palette: dict[str, str]) -> None:
    ratios = {(a, b): round(contrast(palette[a], palette[b]), 2) for a, b in EDGES}
    assert {pair: ratio for pair, ratio in ratios.items() if ratio < 3} == {}


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_one_of_the_two_rings_of_focus_stands_out_on_every_surface(palette: dict[str, str]) -> None:
    grounds = [*SURFACES, "you-tint", "others-tint", "waiting-tint", "recorded-tint"]
    best = {on: max(contrast(palette["focus"], palette[on]), contrast(palette["ink"], palette[on])) for on in grounds}
    assert {on: ratio for on, ratio in best.items() if ratio < 7} == {}


def test_each_scheme_says_every_colour() -> None:
    assert LIGHT.keys() == DARK.keys()


def test_the_check_of_hues_knows_red_and_green() -> None:
    assert [
        c for c in ("#ca3535", "#0f7a52", "#00703c", "#d4351c", "#ff0000", "#28a745") if not is_red_or_green(c)
    ] == []
    assert [c for c in ("#14506b", "#4b2e63", "#5c3d00", "#ffd166", "#857c6e", "#000000") if is_red_or_green(c)] == []


def test_no_colour_is_red_or_green() -> None:
    sources = [CSS, *(text for _, text in served_css())]
    sources += [p.read_text("utf-8") for p in Path(kith.__file__).parent.rglob("*.svg")]
    colours = {colour for text in sources for colour in re.findall(r"#[0-9a-fA-F]{6}\b", text)}
    assert len(colours) > 20
    assert sorted(filter(is_red_or_green, colours)) == []


def test_no_framework_colour_and_no_source_map_is_served() -> None:
    served = served_css()
    assert "ui/kith.css" in dict(served)
    for name, text in served:
        assert [colour for colour in FRAMEWORK if colour in text] == [], name
        assert not re.search(r"sourcemappingurl|gds transport|govuk|\.moj-", text), name


def test_colours_are_written_once_at_the_root() -> None:
    rules = re.sub(r":root \{.*?\}", "", CSS, flags=re.S)
    assert (
        re.findall(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(|: (?:red|green|black|white|blue|gr[ae]y)\b", rules)
        == []
    )
    assert re.findall(r"#[0-9a-fA-F]{3}\b(?![0-9a-fA-F])", CSS) == []


def test_nothing_is_left_or_right_by_hand() -> None:
    assert (
        re.findall(r"(?:margin|padding|border|inset)-(?:left|right)|(?:text-align|float|clear): (?:left|right)", CSS)
        == []
    )
    assert re.findall(r"[{;]\s*(?:left|right|width|height):", CSS) == []


def test_each_property_that_is_used_is_said() -> None:
    used = set(re.findall(r"var\(--([a-z-]+)\)", CSS))
    assert used - {f"kith-{name}" for name in LIGHT} - {"day"} == set()
    assert {f"kith-{name}" for name in LIGHT} - used == set()


def test_nothing_is_smaller_than_fourteen_pixels() -> None:
    screen = CSS.split("@page")[0]
    sizes = [float(size) for size in re.findall(r"font-size: ([\d.]+)rem", screen)]
    assert min(sizes) * 16 >= 14
    assert not re.search(r"font-size: \d+px", screen)


def test_each_font_that_is_named_was_brought_and_no_other() -> None:
    named = set(re.findall(r"url\(\.\./fonts/([^)]+)\)", CSS))
    brought = {
        f"{family}-{script}-{weight}-normal.woff2"
        for family, scripts in assets.WEB_FONTS.items()
        for script in scripts
        for weight in (400, 600)
    }
    assert named == brought


def test_no_page_carries_style_or_script_of_its_own() -> None:
    """The policy of the site would not run them; style and behaviour are in two files."""
    templates = list(Path(kith.__file__).parent.rglob("templates/**/*.html"))
    assert len(templates) > 20
    faults = {
        path.name: found
        for path in templates
        if (
            found := re.findall(
                r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\ssrc=)|javascript:", path.read_text("utf-8")
            )
        )
    }
    assert faults == {}
