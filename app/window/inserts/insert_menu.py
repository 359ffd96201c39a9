"""Insert menu: the effects that can be added to a strip."""

from __future__ import annotations

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QMenu, QWidget

from app.shown.language import say
from app.window.inserts.insert_board import KINDS, Known, name_effect, name_kind
from app.window.theme import font


class InsertMenu(QMenu):
    """Built-in effects by kind, then the plugin files that were found."""

    wanted = pyqtSignal(str)
    scan_wanted = pyqtSignal()

    def __init__(self, known: Known, scanning: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(font(13))
        self.setToolTipsVisible(True)
        for kind, effects in KINDS.items():
            menu = self.addMenu(name_kind(kind))
            assert menu is not None
            for effect in effects:
                self._add(menu, effect, known)
        self.addSeparator()
        plugins = self.addMenu(say("VST3 plugins"))
        assert plugins is not None
        for effect in sorted(known, key=lambda each: known[each].name.lower()):
            fault = known[effect].fault
            action = self._add(plugins, effect, known)
            action.setEnabled(not fault)
            action.setToolTip(fault or effect)
        plugins.setEnabled(bool(known))
        words = (
            say("Looking at {name}…", name=scanning) if scanning else say("Look for plugins on this machine")
        )
        look = self.addAction(words)
        assert look is not None
        look.setEnabled(not scanning)
        look.triggered.connect(lambda _=False: self.scan_wanted.emit())

    def _add(self, menu: QMenu, effect: str, known: Known):
        action = menu.addAction(name_effect(effect, known))
        assert action is not None
        action.triggered.connect(lambda _=False: self.wanted.emit(effect))
        return action
