"""How a run goes, on a terminal: a line for all notebooks with the time left, and a line for each that runs now."""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from statistics import mean

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID, TextColumn
from rich.text import Text

from evalkit.pipeline.batch import ACROSS, Node, Watcher
from evalkit.pipeline.manifest import Outcome


@dataclass
class Forecast:
    """How long a batch will take yet, by how long its notebooks took the last time.

    Attributes
    ----------
    needs : dict
        What each notebook waits for.
    seconds : dict
        How long a notebook took; one that is not here is taken to need what the others need on average.
    places : int
        How many notebooks run at once.
    begun : dict
        When each notebook that runs now, or has run, began.
    ended : set
        The notebooks that have ended.
    """

    needs: dict[Node, list[Node]]
    seconds: dict[Node, float]
    places: int
    begun: dict[Node, float] = field(default_factory=dict)
    ended: set[Node] = field(default_factory=set)

    def left(self, now: float) -> float | None:
        """Return the seconds left, ``None`` where nothing has ever been run.

        All that is left is shared among the places, but no chain of notebooks that wait for each other can be shared.
        """
        if not self.seconds:
            return None
        usual = mean(self.seconds.values())
        open_nodes = self.needs.keys() - self.ended
        alone = {node: self._left_of(node, usual, now) for node in open_nodes}

        @cache
        def chain(node: Node) -> float:
            return alone[node] + max((chain(need) for need in self.needs[node] if need in alone), default=0.0)

        return max([sum(alone.values()) / self.places, *map(chain, open_nodes)], default=0.0)

    def _left_of(self, node: Node, usual: float, now: float) -> float:
        return max(0.0, self.seconds.get(node, usual) - (now - self.begun.get(node, now)))


def duration(seconds: float) -> str:
    """Return a duration in Chinese, to the second above.

    Examples
    --------
    >>> duration(4.2), duration(60), duration(3725)
    ('5 秒', '1 分 00 秒', '1 小时 02 分')
    """
    minutes, rest = divmod(math.ceil(seconds), 60)
    hours, within = divmod(minutes, 60)
    return f"{hours} 小时 {within:02} 分" if hours else f"{minutes} 分 {rest:02} 秒" if minutes else f"{rest} 秒"


class Plain(Watcher):
    """Says where there is no terminal only what one would otherwise wait for without knowing."""

    def __init__(self, console: Console):
        self._console = console

    def waiting(self, message: str) -> None:
        """Say whom the batch waits for."""
        self._console.print(message, highlight=False, soft_wrap=True)


class Display(Plain):
    """Shows on a terminal what it is told."""

    def __init__(self, bars: Progress, places: int):
        super().__init__(bars.console)
        self._bars, self._places = bars, places
        self._forecast = Forecast({}, {}, places)
        self._lines: dict[Node, TaskID] = {}
        self._all = bars.add_task("全部", total=None, visible=False, told=self._told_of_all)

    def planned(self, needs: dict[Node, list[Node]], seconds: dict[Node, float]) -> None:
        """Show how many notebooks there are."""
        self._forecast = Forecast(needs, seconds, self._places)
        self._bars.update(self._all, total=len(needs), visible=True)

    def cell(self, node: Node, cell: int, cells: int) -> None:
        """Show which cell of a notebook runs."""
        if node not in self._lines:
            year, name = node
            self._forecast.begun[node] = time.monotonic()
            self._lines[node] = self._bars.add_task(name if year == ACROSS else f"{year} {name}", total=cells, told=_told)
        self._bars.update(self._lines[node], completed=cell)

    def ended(self, node: Node, outcome: Outcome) -> None:
        """Count a notebook as ended, and take its line away."""
        self._forecast.ended.add(node)
        self._bars.update(self._all, completed=len(self._forecast.ended))
        if node in self._lines:
            self._bars.remove_task(self._lines[node])

    def _told_of_all(self, task: Task) -> str:
        left = self._forecast.left(time.monotonic())
        return f"{task.completed:.0f}/{task.total or 0:.0f} 个笔记本" + ("" if left is None else f"，剩余约 {duration(left)}")


def _told(task: Task) -> str:
    return f"第 {task.completed:.0f}/{task.total:.0f} 格，已用 {duration(task.elapsed or 0)}"


class _Told(ProgressColumn):
    """What each line says of itself, asked again whenever the display is drawn."""

    def render(self, task: Task) -> Text:
        return Text(task.fields["told"](task))


@contextmanager
def displayed(console: Console, places: int) -> Iterator[Watcher]:
    """Return what a batch tells how it goes, shown for as long as the context lasts, where there is a terminal."""
    if not console.is_terminal:
        yield Plain(console)
        return
    with Progress(TextColumn("{task.description}"), BarColumn(), _Told(), console=console, transient=True) as bars:
        yield Display(bars, places)
