"""Terminal: where the command line writes, and its bars for what takes time."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

screen = Console()
errors = Console(stderr=True)


@contextlib.contextmanager
def show_bars() -> Iterator[Callable[[str, float], None]]:
    """A bar for each thing that is told of, with how much of it is done (0 to 1)."""
    columns = (
        TextColumn("{task.description:<10}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
    )
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=errors, transient=True) as bar:

        def show(what: str, share: float) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=1.0)
            bar.update(tasks[what], completed=share)

        yield show
