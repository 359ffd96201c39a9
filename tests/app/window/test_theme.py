"""Both themes can be read, by people who see fewer colours too."""

import numpy as np
import pytest

from app.window.theme import COLOUR_GROUPS, DARK, LIGHT, Theme, contrast, ink_on

GROUNDS = ("ground", "panel", "panel_chosen", "raised", "well")
BOTH = pytest.mark.parametrize("worn", [DARK, LIGHT], ids=lambda worn: worn.name)

# Viénot, Brettel and Mollon 1999: what the missing cone leaves, on linear RGB.
BLINDNESS = {
    "protan": np.array([[0.11238, 0.88762, 0.0], [0.11238, 0.88762, 0.0], [0.00401, -0.00401, 1.0]]),
    "deutan": np.array([[0.29275, 0.70725, 0.0], [0.29275, 0.70725, 0.0], [-0.02234, 0.02234, 1.0]]),
}


def to_linear(name: str) -> np.ndarray:
    part = np.array([int(name[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def to_lab(linear: np.ndarray) -> np.ndarray:
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    xyz = to_xyz @ np.clip(linear, 0, 1) / [0.9505, 1.0, 1.089]
    bent = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * bent[1] - 16, 500 * (bent[0] - bent[1]), 200 * (bent[1] - bent[2])])


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#123456", "#123456") == 1.0


@BOTH
def test_text_can_be_read_on_every_ground(worn: Theme):
    for ground in GROUNDS:
        for ink, least in (("text", 7.0), ("dim", 4.5), ("faint", 3.0), ("ghost", 3.4), ("held", 3.0)):
            found = contrast(getattr(worn, ink), getattr(worn, ground))
            assert found >= least, f"{worn.name}: {ink} on {ground} is {found:.1f}"


@BOTH
def test_lit_keys_and_group_names_can_be_read(worn: Theme):
    for light in ("ghost", "held", "mute", "solo", "safe", "text", "over"):
        fill = getattr(worn, light)
        assert contrast(ink_on(fill).name(), fill) >= 4.5, light
    for light in (worn.dca, *worn.sends):
        assert contrast(ink_on(light).name(), light) >= 4.5, light
        assert min(contrast(light, worn.panel), contrast(light, worn.raised)) >= 4.0, light
    for group in COLOUR_GROUPS:
        assert contrast(getattr(worn, group), worn.panel) >= 4.0, group
    for paint in worn.paints:
        assert contrast(paint, worn.panel) >= 4.0, paint


@BOTH
@pytest.mark.parametrize("blindness", BLINDNESS)
def test_states_differ_for_the_colour_blind(worn: Theme, blindness: str):
    states = ("ghost", "held", "locked", "mute", "solo")
    seen = {name: to_lab(BLINDNESS[blindness] @ to_linear(getattr(worn, name))) for name in states}
    for one in states:
        for other in states:
            if one < other:
                apart = float(np.linalg.norm(seen[one] - seen[other]))
                assert apart > 12, f"{worn.name}: {one} and {other} are {apart:.0f} apart"
