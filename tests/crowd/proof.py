"""Proof: the laws of a crowd, measured in turn; what the bench prints and the test asserts."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from tests.crowd.crowd import DOUBTS_HZ, Crowd, Silence

Tell = Callable[[str], None]


class Lost(Struct):
    """Blocks that the engine lost."""

    blocks: int = 0
    lost: int = 0

    @property
    def share(self) -> float:
        return self.lost / max(1, self.blocks)


class Proof:
    """Figures, and every law that was broken, in words."""

    def __init__(self, crowd: Crowd, tell: Tell) -> None:
        self.broken: list[str] = []
        self.rows: list[tuple[str, str]] = []
        self.alone, self.crowded = Lost(), Lost()
        self._crowd, self._tell = crowd, tell

    def note(self, what: str, figure: str, holds: bool = True) -> None:
        """A row of the table, and whether its law holds."""
        self.rows.append((what, figure))
        self._tell(f"{what}: {figure}{'' if holds else '   BROKEN'}")
        if not holds:
            self.broken.append(f"{what}: {figure}")

    def leave_alone(self, seconds: float) -> None:
        """The mind moves, hands rest."""
        self._pass(seconds, self.alone)

    def let_all_move(self, seconds: float, nasty: bool = False) -> None:
        """All hands and the mind at once: holds are kept, and the desk takes no more moves than were made."""
        crowd, law = self._crowd, self._crowd.law
        crowd.players["Mackie"].ask("nasty" if nasty else "nice")
        crowd.players["Mackie"].ask("forget")
        events, moves, gestures = crowd.count_events(), crowd.count_moves(), crowd.count_gestures()
        broken, checked, moved, auto = len(law.broken), law.checked, law.moved, law.auto_moved
        crowd.act()
        self._pass(seconds, Lost() if nasty else self.crowded)
        crowd.rest()
        events_then, moves_then = crowd.count_events(), crowd.count_moves()
        who = "with a Mackie Control that says its motors back, " if nasty else ""
        self.note(f"{who}gestures", f"{crowd.count_gestures() - gestures} in {seconds:.0f} s")
        for tap, before in events.items():
            made, taken = events_then[tap] - before, moves_then[tap] - moves[tap]
            self.note(f"{who}moves of {tap}", f"{made} made, {taken} taken", 0 < taken <= made)
        auto = law.auto_moved - auto
        self.note(f"{who}times the mind moved a strip", str(auto), auto > 0)
        faults = law.broken[broken:]
        checked, moved = law.checked - checked, law.moved - moved
        words = f"{checked} looked at, {moved} moved by hands, {len(faults)} broken"
        self.note(f"{who}holds", "; ".join([words, *faults[:5]]), moved > 0 and not faults)
        heard = crowd.players["Mackie"].ask("show")["heard"]
        self.note(f"{who}motors against fingers", str(heard.get("fought", 0)), not heard.get("fought"))

    def settle(self, silent_s: float) -> None:
        """The mind is frozen and hands rest: all agree, and there is silence."""
        crowd = self._crowd
        crowd.freeze(True)
        self._agree("all agree")
        silence = crowd.hear_silence(silent_s)
        self.note("messages to the desk at rest", str(silence.to_desk), silence.to_desk == 0)
        self.note("news to the Mackie Control at rest", f"{silence.news:.1f} a second", is_calm(silence))
        self.note("said again to it, for doubt", f"{silence.repeated:.1f} a second", is_constant(silence))
        crowd.freeze(False)

    def echo_alone(self, seconds: float) -> None:
        """A Mackie Control says its motors back while the mind rides them: nothing of that is a hand."""
        crowd = self._crowd
        crowd.players["Mackie"].ask("nasty")
        before = crowd.count_moves()["midi"]
        crowd.act(("tablet 1",))
        crowd.pass_time(seconds)
        crowd.rest()
        taken = crowd.count_moves()["midi"] - before
        self.note("moves by motors said back, untouched", str(taken), taken == 0)

    def finish(self) -> None:
        """The engine, too, plays what all agree on; after the next desk has come, all agree again."""
        crowd = self._crowd
        status = crowd.state.status
        self.note("the mind", f"{status.mind}, started {status.mind_starts} times")
        crowd.players["Mackie"].ask("nice")
        crowd.freeze(True)
        fault = ""
        try:
            crowd.agree_with_engine()
        except AssertionError as error:
            fault = str(error)
        self.note("the engine agrees", fault or "yes", not fault)
        self._agree("all agree with the next desk")
        crowd.freeze(False)

    def compare_sound(self, most_more: float) -> None:
        """Blocks lost with and without hands."""
        for what, lost in (("without hands", self.alone), ("with hands", self.crowded)):
            self.note(f"blocks lost {what}", f"{lost.lost} of {lost.blocks} ({100 * lost.share:.3f} %)")
        more = self.crowded.share - self.alone.share
        self.note("more lost with hands", f"{100 * more:.3f} % of blocks", more <= most_more)

    def _agree(self, what: str) -> None:
        try:
            self.note(what, f"after {self._crowd.agree():.1f} s")
        except AssertionError as error:
            self.note(what, str(error), False)

    def _pass(self, seconds: float, lost: Lost) -> None:
        before = self._crowd.lost()
        left = seconds
        while left > 0:
            self._crowd.pass_time(min(30.0, left))
            left -= 30.0
            self._tell(f"  {max(0.0, left):.0f} s left, {len(self._crowd.law.broken)} holds broken")
        after = self._crowd.lost()
        lost.blocks += after[0] - before[0]
        lost.lost += after[1] - before[1]


def is_calm(silence: Silence) -> bool:
    """Whether a unit at rest is told nothing that it does not show already."""
    return silence.news == 0


def is_constant(silence: Silence) -> bool:
    """Whether what it is told again is no more than doubt."""
    return silence.repeated <= DOUBTS_HZ
