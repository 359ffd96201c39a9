"""Theme: colours, type and the grid. States differ in lightness, shape and words too, never in hue alone."""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct
from PyQt6.QtGui import QColor, QFont, QPalette
from PyQt6.QtWidgets import QApplication

from engine.console.state import COLOURS

GRID = 4
"""Pixels; every distance is a multiple."""

FAMILIES = ["Inter", "SF Pro Text", "Segoe UI", "Noto Sans", "DejaVu Sans Condensed"]


class Theme(Struct):
    """Every colour there is."""

    name: str = "dark"
    ground: str = "#0b0d10"
    panel: str = "#14171b"
    panel_chosen: str = "#1b2026"
    raised: str = "#20252b"
    hover: str = "#2b3138"
    select: str = "#2c4a5c"
    well: str = "#090a0c"
    groove: str = "#090a0c"
    line: str = "#2a3037"
    text: str = "#e9ecef"
    dim: str = "#9aa3ad"
    faint: str = "#747d87"
    ghost: str = "#4cc2ff"
    """The mind: what it does and what it wants."""
    held: str = "#f2a93b"
    """A person's hand."""
    locked: str = "#ffffff"
    mute: str = "#e5543b"
    solo: str = "#ffe55c"
    safe: str = "#8fd3b6"
    dca: str = "#d9bcff"
    """What lies over a fader: DCAs."""
    sends: tuple[str, ...] = ("#8f7bff", "#35c9b7", "#f078b4", "#a5d84a", "#d9b58a", "#8fa8c8")
    """Reverb, delay and the monitors, where faders are sends."""
    low: str = "#1f8f7f"
    middle: str = "#86cf6c"
    high: str = "#ffd24a"
    over: str = "#ff5a36"
    unlit: str = "#2a1512"
    """A clip light that is dark."""
    cap: str = "#cfd4da"
    cap_edge: str = "#5d656e"
    shading: tuple[str, ...] = ("#565d65", "#474d55", "#2c3137", "#33383f", "#23272c")
    """A fader's cap from top to bottom."""
    shadow: str = "#000000"
    drums: str = "#dc8f62"
    bass: str = "#a48fe6"
    guitar: str = "#d3b255"
    music: str = "#62b59c"
    voice: str = "#e0809f"
    paints: tuple[str, ...] = (
        *("#ec6a5e", "#ee9a4d", "#dcc04a", "#7cc26a", "#4fbdb0"),
        *("#62a8ea", "#a48fe6", "#e583b8", "#98a2ad"),
    )
    """What strips can be painted in, in the order of `engine.console.state.COLOURS`."""


DARK = Theme()
LIGHT = Theme(
    name="light",
    ground="#d3d8dd",
    panel="#eceff2",
    panel_chosen="#ffffff",
    raised="#fafbfc",
    hover="#ffffff",
    select="#b5dcf4",
    well="#fdfdfe",
    groove="#bcc4cc",
    line="#b9c1c9",
    text="#14181d",
    dim="#434c56",
    faint="#65707b",
    ghost="#006da8",
    held="#a96700",
    locked="#16191d",
    mute="#a8102a",
    solo="#e3b700",
    safe="#1d7f57",
    low="#168777",
    middle="#4f9e35",
    high="#cf9400",
    over="#d3300c",
    dca="#7a3fb0",
    sends=("#5b45d6", "#007a6e", "#b8246f", "#4d7300", "#8a5a1e", "#4a617d"),
    unlit="#e6cfca",
    cap="#3a4149",
    cap_edge="#8b949d",
    shading=("#ffffff", "#f1f3f5", "#d9dee3", "#e4e8eb", "#c9cfd5"),
    shadow="#5b646d",
    drums="#a8521f",
    bass="#6a4bc4",
    guitar="#8a6900",
    music="#1d7a60",
    voice="#b23a64",
    paints=(
        *("#b5281f", "#a8541a", "#846500", "#35722a", "#0f7069"),
        *("#1d62a8", "#6a4bc4", "#a83278", "#56606b"),
    ),
)
THEMES = {each.name: each for each in (DARK, LIGHT)}

theme = Theme()
"""What is worn now: everybody reads it while painting."""

PLAIN = "#7b8691"
GROUP_COLOURS: dict[str, str] = {}
"""By group of roles, guitars apart from other music, or by the name of a paint; as worn now."""


def wear(name: str) -> None:
    """Choose every colour there is; before any other file of the window is imported."""
    for field in Theme.__struct_fields__:
        setattr(theme, field, getattr(THEMES[name], field))
    GROUP_COLOURS.update({group: getattr(theme, group) for group in COLOUR_GROUPS})
    GROUP_COLOURS.update(zip(COLOURS, theme.paints, strict=True))


COLOUR_GROUPS = ("drums", "bass", "guitar", "music", "voice")
wear("dark")


@lru_cache(maxsize=512)
def colour(name: str, alpha: int = 255) -> QColor:
    """A colour by its hex name, more or less transparent. Shared: not to be changed."""
    made = QColor(name)
    made.setAlpha(alpha)
    return made


@lru_cache(maxsize=64)
def ink_on(ground: str) -> QColor:
    """Black or white, whichever is read better on a colour."""
    return colour(min(("#0b0d10", "#ffffff"), key=lambda ink: -contrast(ink, ground)))


def contrast(one: str, other: str) -> float:
    """How far two colours are apart for readers, 1 to 21, as WCAG has it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(name: str) -> float:
    parts = (int(name[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


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
