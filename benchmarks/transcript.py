"""A talk of 10,000 tokens in Chat's transcript: a token more, a look elsewhere, another width.

    python main.py bench transcript

Each time is that of the window's thread, with what is then painted. The words are as long as those of a model.
"""

import itertools
import os
import random
import time
from collections.abc import Callable, Iterator

from PySide6.QtWidgets import QApplication

from benchmarks.measuring import Row
from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.passage import Passage, TextToken
from hellogpt_gui.widgets.token_text import TokenText

TOKENS, QUICK_TOKENS = 10_000, 200
TIMES, QUICK_TIMES = 200, 5
WORDS = (" the", " fox", " river", " morning", ",", ".", "\n", " lived", "ed", "ing", " by", " who", " never", " again")
ALTERNATIVES = tuple((word, 0.1) for word in WORDS[:10])


def measure(runs: int, quick: bool) -> Iterator[Row]:
    """Milliseconds: the median and the longest of each."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    theme.install(application, "light")
    count, times = (QUICK_TOKENS, QUICK_TIMES) if quick else (TOKENS, TIMES)
    text = TokenText("The talk")
    text.resize(1016, 600)
    text.show()
    application.processEvents()  # what has not been exposed is not painted
    tokens = _tokens(count)
    begin = time.perf_counter()
    text.set_passages([Passage("Once upon a time", "little-world / serial_1", "step 2400", tokens)])
    application.processEvents()
    yield Row(f"{count:,} tokens opened", (1000 * (time.perf_counter() - begin),), "", "", "ms")
    more = itertools.cycle(_tokens(100))
    taken = [_timed(lambda: text.append([next(more)])) for _ in range(times)]
    yield Row("one token more, painted", tuple(taken), "< 5", "", "ms")
    bar = text.verticalScrollBar()
    places = [bar.maximum() * k // times for k in range(times)]
    taken = [_timed(lambda place=place: bar.setValue(place)) for place in places]  # type: ignore[misc]
    yield Row("scrolled elsewhere, painted", tuple(taken), "< 16", "", "ms")
    taken = [_timed(lambda wide=wide: text.resize(wide, 600)) for wide in (700, 600, 500)]  # type: ignore[misc]
    yield Row("another width, painted", tuple(taken), "< 50", "", "ms")
    text.close()


def _timed(act: Callable[[], object]) -> float:
    begin = time.perf_counter()
    act()
    QApplication.processEvents()
    return 1000 * (time.perf_counter() - begin)


def _tokens(count: int) -> list[TextToken]:
    chance = random.Random(1)
    return [
        TextToken(word, word.replace(" ", "·"), chance.random(), "rank 2", ALTERNATIVES, tuple(range(10)), 2, 1.5)
        for word in chance.choices(WORDS, k=count)
    ]
