"""Tables: one column of a .csv, .tsv or .jsonl file, each cell a passage of its own."""

import csv
import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

import msgspec

from core.errors import TextError
from core.text.decoding import Reading, examine, pieces
from core.text.formats.source import Read, Source

LONGEST = 16 << 20  # characters of a line
HEAD_ROWS = 200  # rows that a column is chosen by
SEPARATORS = ",;\t|"


def read_csv(source: Source) -> Read:
    """The chosen column of a table whose first row names its columns, else the one with the most text.

    Raises:
        TextError: it has no such column, or is no table.
    """
    reading = _reading(source)

    def rows() -> Iterator[list[str]]:
        lines = _lines(source, reading)
        first = next(lines, "")
        mark = max(SEPARATORS, key=first.count)
        csv.field_size_limit(LONGEST)
        try:
            yield from csv.reader(itertools.chain([first], lines), delimiter=mark)
        except csv.Error as error:
            raise TextError(
                f"{source.name} is no table ({error}).", "Save it again as CSV, or as plain text."
            ) from error

    head = list(itertools.islice(rows(), HEAD_ROWS))
    columns = tuple(name.strip() for name in next(filter(None, head), []))
    sizes = [sum(len(row[i]) for row in head[1:] if i < len(row)) for i in range(len(columns))]
    column = _column(source, columns, dict(zip(columns, sizes, strict=True)))
    place = columns.index(column)
    cells = (row[place] for row in itertools.islice(rows(), 1, None) if place < len(row))
    return Read(_passages(cells), reading.encoding, reading.note, columns, column)


def read_jsonl(source: Source) -> Read:
    """The chosen key of one JSON object a line, else the one with the most text.

    Raises:
        TextError: a line is no JSON object, or none has that key.
    """
    reading = _reading(source)

    def objects() -> Iterator[dict[str, object]]:
        decode: Callable[[str], dict[str, object]] = msgspec.json.Decoder(dict[str, object]).decode
        for number, line in enumerate(_lines(source, reading), 1):
            if line.isspace():
                continue
            try:
                yield decode(line)
            except (msgspec.MsgspecError, RecursionError) as error:
                raise TextError(
                    f"Line {number} of {source.name} is not a JSON object.", "Mend that line, or choose another file."
                ) from error

    sizes: Counter[str] = Counter()
    for found in itertools.islice(objects(), HEAD_ROWS):
        sizes.update({key: len(value) for key, value in found.items() if isinstance(value, str)})
    column = _column(source, tuple(sizes), sizes)
    cells = (value for found in objects() if isinstance(value := found.get(column), str))
    return Read(_passages(cells), reading.encoding, reading.note, tuple(sizes), column)


def _column(source: Source, columns: tuple[str, ...], sizes: dict[str, int]) -> str:
    if source.column and source.column not in columns:
        known = ", ".join(columns[:20]) or "none with text"
        raise TextError(f"{source.name} has no column {source.column!r}.", f"Its columns: {known}.")
    if not columns:
        raise TextError(f"{source.name} has no column with text.", "Choose another file.")
    return source.column or max(columns, key=lambda name: sizes[name])


def _passages(cells: Iterable[str]) -> Iterator[str]:
    for cell in cells:
        if cell := cell.strip():
            yield cell.replace("\r\n", "\n").replace("\r", "\n") + "\n\n"


def _reading(source: Source) -> Reading:
    with source.path.open("rb") as file:
        return examine(file, source.name, source.control, source.encoding)[0]


def _lines(source: Source, reading: Reading) -> Iterator[str]:
    """Lines with their ends."""
    held: list[str] = []
    length = 0
    with source.path.open("rb") as file:
        for piece in pieces(file, reading):
            source.control.check()
            *whole, rest = piece.split("\n")
            for line in whole:
                yield "".join(held) + line + "\n"
                held, length = [], 0
            held.append(rest)
            length += len(rest)
            if length > LONGEST:
                raise TextError(
                    f"{source.name} has a line of more than {LONGEST:,} characters: it is no table.",
                    "Give it as .txt if it is a text.",
                )
    if length:
        yield "".join(held)
