"""What stands in the rows of a waterfall: bars in the order of the walk, with groups that fold, or by their size."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True)
class Bar:
    """``group``: bars of one group follow one another; an empty one is none."""

    key: str
    label: str
    value: float
    group: str = ""

    @property
    def name(self) -> str:
        """As it is called where its group does not stand beside it."""
        return f"{self.group} · {self.label[:1].lower()}{self.label[1:]}" if self.group else self.label


@dataclass(frozen=True)
class Row:
    """``start`` and ``end``: the running sum before and behind it; ``first``: a group begins; ``folded``: it stands for
    all of its group, and has no label of its own."""

    key: str
    name: str
    label: str
    group: str
    value: float
    start: float
    end: float
    first: bool = True
    folded: bool = False


def whole_of(group: str) -> str:
    """The key of the row that stands for a folded group."""
    return f"all of {group}"


def in_order(bars: Sequence[Bar], open_groups: Collection[str]) -> tuple[Row, ...]:
    """As the bars were given; a group that is not open is one row."""
    rows: list[Row] = []
    running = 0.0
    for group, together in groupby(bars, lambda bar: bar.group):
        members = list(together)
        if group and group not in open_groups:
            value = sum(bar.value for bar in members)
            rows.append(Row(whole_of(group), group, "", group, value, running, running + value, folded=True))
            running += value
            continue
        for place, bar in enumerate(members):
            rows.append(_row(bar, running, first=place == 0))
            running += bar.value
    return tuple(rows)


def sorted_by_size(bars: Sequence[Bar]) -> tuple[Row, ...]:
    """The longest first, whatever their sign."""
    rows: list[Row] = []
    running = 0.0
    for bar in sorted(bars, key=lambda bar: -abs(bar.value)):
        rows.append(_row(bar, running, first=False))
        running += bar.value
    return tuple(rows)


def _row(bar: Bar, running: float, first: bool) -> Row:
    return Row(bar.key, bar.name, bar.label, bar.group, bar.value, running, running + bar.value, first)
