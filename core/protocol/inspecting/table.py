"""What every result of a view is: something that can be laid out as a table."""

from dataclasses import dataclass

Cell = str | int | float | None


@dataclass(frozen=True)
class Table:
    """``rows``: as many cells each as there are columns; None where there is nothing to say."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class ViewResult:
    """What a view found."""

    def table(self, tokens: tuple[str, ...]) -> Table:
        """The numbers that the view draws, laid out; ``tokens``: the prompt's, as text."""
        raise NotImplementedError
