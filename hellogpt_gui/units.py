"""Figures with their units as the frame writes them: thin spaces in thousands, a space before the unit."""

from datetime import date, datetime, timedelta

THIN_SPACE = "\u2009"
# What a font draws as a box with lines in it, a byte of an untrained model's babble, is drawn as one plain sign.
_UNPRINTABLE = {code: "\ufffd" for code in (*range(32), *range(127, 160)) if chr(code) not in "\n\t"}

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def whole(number: int) -> str:
    """12 345, with thin spaces."""
    return f"{number:,}".replace(",", THIN_SPACE)


def count(number: float) -> str:
    """A count in two or three figures: 850, 27 k, 1.8 M, 12 M."""
    for unit_size, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if number >= unit_size * 0.9995:
            scaled = number / unit_size
            return f"{scaled:.1f} {unit}" if scaled < 9.95 and unit != "k" else f"{scaled:.0f} {unit}"
    return f"{number:.0f}"


def parameters(number: int) -> str:
    """The size of a model: 0.6 M, 1.8 M, 12 M; the smallest in thousands."""
    return count(number) if number < 50_000 or number >= 1_000_000 else f"{number / 1e6:.1f} M"


def percent(share: float) -> str:
    """A share of 0…1, rounded down: 100 % means done."""
    return f"{int(share * 100 + 1e-9)} %"


def memory(used: int, total: int) -> str:
    """Bytes in use and bytes there are: 0.9 of 24 GB."""
    return f"{used / 1e9:.1f} of {total / 1e9:.0f} GB"


def size(n_bytes: int) -> str:
    """Bytes in decimal units: 640 bytes, 12 kB, 3.0 MB, 1.2 GB."""
    for unit_size, unit in ((1e9, "GB"), (1e6, "MB")):
        if n_bytes >= unit_size * 0.95:
            return f"{n_bytes / unit_size:.1f} {unit}"
    if n_bytes >= 1000:
        return f"{n_bytes / 1000:.0f} kB"
    return plural(n_bytes, "byte")


def plural(number: int, noun: str) -> str:
    return f"{whole(number)} {noun}" if number == 1 else f"{whole(number)} {noun}s"


def when(moment: datetime, today: date) -> str:
    """The shortest words that tell the day: 13:20 today, Sat within a week, 14 Nov this year, Nov 2023 before."""
    day = moment.date()
    if day == today:
        return f"{moment:%H:%M}"
    if today - timedelta(days=7) < day < today:
        return f"{moment:%a}"
    return f"{moment.day} {moment:%b}" if day.year == today.year else f"{moment:%b %Y}"


def share(probability: float) -> str:
    """A probability of 0…1 in per cent, with as many figures as say something: 21 %, 4.0 %, < 0.1 %."""
    per_cent = 100 * probability
    if per_cent >= 9.95:
        return f"{per_cent:.0f} %"
    return f"{per_cent:.1f} %" if per_cent >= 0.1 else "< 0.1 %"


def signed(value: float, digits: int = 2) -> str:
    """A value with its sign: +1.94, −0.08, 0.00."""
    words = f"{value:+.{digits}f}".replace("-", "−")
    return words[1:] if not float(words[1:]) else words


def small(value: float) -> str:
    """A small number of which only the size matters: 2 × 10⁻⁶."""
    if not value:
        return "0"
    digit, power = f"{value:.0e}".split("e")
    return f"{digit} × 10{str(int(power)).translate(_RAISED)}"


def printable(text: str) -> str:
    """A model's text for the screen: control characters become replacement characters, one for one."""
    return text.translate(_UNPRINTABLE)


def in_a_line(text: str) -> str:
    """How a text goes on, in one paragraph: a new line is a sign in it."""
    return f"…{printable(text)}".replace("\n", " ⏎ ")


def shortened(text: str, most: int) -> str:
    """At most so many characters, in one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
