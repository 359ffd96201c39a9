"""`deskhand mix`: stems to a file, with bars."""

from __future__ import annotations

from app.cli.terminal import screen, show_bars
from app.cores import use_strips
from app.material.mixdown import Order, mix_down
from models.minds import make_mind


def mix_stems(order: Order) -> None:
    """Mix stems to a file, and say what came of it."""
    make_mind(order.mind)
    with show_bars() as show:
        use_strips(show)
        report = mix_down(order, show)
    screen.print(
        f"{order.out}: {report.strips} strips, {report.seconds:.1f} s, peak {report.peak_db:.1f} dBFS",
        highlight=False,
    )
