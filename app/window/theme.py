"""Theme: colours, type and the grid. States differ in lightness, shape and words too, never in hue alone."""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct
from PyQt6.QtGui import QColor, QFont, QPalette
from PyQt6.QtWidgets import QApplication

GRID = 4
"""Pixels; every distance is a multiple."""

FAMILIES = ["Inter", "SF Pro Text", "Segoe UI", "Noto Sans", "DejaVu Sans Condensed"]


class Theme(Struct, frozen=True):
    """Every colour there is."""

    ground: str = "#0b0d10"
    panel: str = "#14171b"
    panel_chosen: str = "#1b2026"
    raised: str = "#20252b"
    hover: str = "#2b3138"
    select: str = "#2c4a5c"
    on_light: str = "#0b0d10"
    """Text on a lit key."""
    well: str = "#090a0c"
    line: str = "#2a3037"
    text: str = "#e9ecef"
    dim: str = "#9aa3ad"
    faint: str = "#646d77"
    ghost: str = "#4cc2ff"
    """The mind: what it does and what it wants."""
    held: str = "#f2a93b"
    """A person's hand."""
    locked: str = "#ffffff"
    mute: str = "#e5543b"
    solo: str = "#f5d547"
    safe: str = "#8fd3b6"
    low: str = "#1f8f7f"
    middle: str = "#86cf6c"
    high: str = "#ffd24a"
    over: str = "#ff5a36"
    cap: str = "#cfd4da"
    cap_edge: str = "#5d656e"


DARK = Theme()
theme = DARK

GROUP_COLOURS: dict[str, str] = {
    "drums": "#dc8f62",
    "bass": "#a48fe6",
    "guitar": "#d3b255",
    "music": "#62b59c",
    "voice": "#e0809f",
}
"""By group of roles; guitars apart from other music."""

BUS_COLOURS = ("#dc8f62", "#a48fe6", "#62b59c", "#e0809f")
PLAIN = "#7b8691"


@lru_cache(maxsize=512)
def colour(name: str, alpha: int = 255) -> QColor:
    """A colour by its hex name, more or less transparent. Shared: not to be changed."""
    made = QColor(name)
    made.setAlpha(alpha)
    return made


@lru_cache(maxsize=64)
def font(pixels: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The one typeface at a size, with figures that do not dance. Shared: not to be changed."""
    made = QFont()
    made.setFamilies(FAMILIES)
    made.setPixelSize(round(pixels))
    made.setWeight(weight)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


BOLD = QFont.Weight.DemiBold
MEDIUM = QFont.Weight.Medium


def dress(app: QApplication) -> None:
    """Give the application its colours, type and the look of what Qt draws itself."""
    app.setStyle("Fusion")
    palette = QPalette()
    for role, name in (
        (QPalette.ColorRole.Window, theme.ground),
        (QPalette.ColorRole.Base, theme.well),
        (QPalette.ColorRole.AlternateBase, theme.panel),
        (QPalette.ColorRole.Button, theme.raised),
        (QPalette.ColorRole.Text, theme.text),
        (QPalette.ColorRole.WindowText, theme.text),
        (QPalette.ColorRole.ButtonText, theme.text),
        (QPalette.ColorRole.Highlight, theme.select),
        (QPalette.ColorRole.HighlightedText, theme.text),
        (QPalette.ColorRole.PlaceholderText, theme.faint),
        (QPalette.ColorRole.ToolTipBase, theme.raised),
        (QPalette.ColorRole.ToolTipText, theme.text),
    ):
        palette.setColor(role, QColor(name))
    app.setPalette(palette)
    app.setFont(font(12))
    app.setStyleSheet(
        f"QToolTip {{ color: {theme.text}; background: {theme.raised}; border: 1px solid {theme.line};"
        f" padding: 6px; }}"
        f"QMenu {{ background: {theme.raised}; border: 1px solid {theme.line}; padding: 4px; }}"
        f"QMenu::item {{ padding: 6px 20px 6px 12px; }}"
        f"QMenu::item:selected {{ background: {theme.select}; }}"
        f"QMenu::separator {{ height: 1px; background: {theme.line}; margin: 4px; }}"
        f"QScrollArea {{ border: none; background: {theme.ground}; }}"
        f"QScrollBar:horizontal {{ height: 10px; background: {theme.ground}; margin: 0; }}"
        f"QScrollBar:vertical {{ width: 10px; background: {theme.ground}; margin: 0; }}"
        f"QScrollBar::handle {{ background: {theme.line}; border-radius: 3px; margin: 2px;"
        f" min-width: 40px; min-height: 40px; }}"
        f"QScrollBar::handle:hover {{ background: {theme.faint}; }}"
        "QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }"
        "QScrollBar::add-page, QScrollBar::sub-page { background: none; }"
    )
