"""Charts of bars, drawn by the server: shapes without text, which stretch to any width; the words stand around them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

STEP, BAR, HEIGHT = 10.0, 7.0, 100.0
FEW = 12
"""So many labels fit below a chart; of more, some are shown."""


@dataclass(frozen=True)
class Bar:
    """One bar of a chart. `title` says all of it in words; `href` leads to what it counts, where one may see it."""

    label: str
    count: int
    title: str
    href: str = ""
    left: float = 0.0
    height: float = 0.0

    @property
    def x(self) -> float:
        return self.left + (STEP - BAR) / 2

    @property
    def y(self) -> float:
        return HEIGHT - self.height


@dataclass(frozen=True)
class Chart:
    """Bars from left to right, as high as `top` at the most."""

    bars: Sequence[Bar]
    top: int

    @property
    def width(self) -> float:
        return STEP * len(self.bars)

    @property
    def labels(self) -> list[str]:
        """What stands below the bars: each label, or of many five, the first and the last among them."""
        names = [bar.label for bar in self.bars]
        if len(names) <= FEW:
            return names
        last = len(names) - 1
        return [names[last * place // 4] for place in range(5)]

    @property
    def is_each(self) -> bool:
        """Whether every bar has its label."""
        return len(self.bars) <= FEW


def chart_of(bars: Iterable[tuple[str, int, str, str]]) -> Chart:
    """Return the chart of bars given as label, count, title and address."""
    given = list(bars)
    top = round_top(max((count for _label, count, *_ in given), default=0))
    drawn = [
        Bar(label, count, title, href, place * STEP, round(count / top * HEIGHT, 2))
        for place, (label, count, title, href) in enumerate(given)
    ]
    return Chart(drawn, top)


def round_top(most: int) -> int:
    """Return the round number, never below `most`, at which the scale of a chart ends; its half is round too."""
    scale = 1
    while True:
        for number in (2, 4, 6, 8, 10, 12, 16):
            if most <= number * scale:
                return number * scale
        scale *= 10
