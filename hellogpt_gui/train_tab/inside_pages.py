"""The pages of the sheet that looks into a text: letters and words, Zipf's law, tokens, merges."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.protocol import Counted, LookInsideDone
from hellogpt_gui.theme import theme
from hellogpt_gui.units import count, plural, share, whole
from hellogpt_gui.widgets.buttons import icon_button, label
from hellogpt_gui.widgets.odds_list import OddsList, OddsRow
from hellogpt_gui.widgets.row_list import Row, RowList
from hellogpt_gui.widgets.token_flow import TokenFlow

ROWS = 12


class Page(QWidget):
    """A sentence that says what is to be seen, and under it what it is seen in."""

    def __init__(self, sentence: str = "") -> None:
        super().__init__()
        self.sentence = label(sentence, "name", wrap=True)
        self.row = QHBoxLayout()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.sentence)
        self._column.addLayout(self.row, 1)
        theme.changed.connect(self._dress)
        self._dress()

    def show_found(self, found: LookInsideDone) -> None:
        """Say what was counted."""
        raise NotImplementedError

    def add_column(self, title: str, widget: QWidget, stretch: int = 1) -> None:
        """A titled column; what is not needed below it stays empty."""
        column = QVBoxLayout()
        column.setSpacing(theme.px(4))
        column.addWidget(label(title, "group"))
        column.addWidget(widget)
        column.addStretch(1)
        self.row.addLayout(column, stretch)

    @Slot()
    def _dress(self) -> None:
        self._column.setSpacing(theme.px(12))
        self.row.setSpacing(theme.px(32))


class WordsPage(Page):
    """Letters and words, the most common first."""

    def __init__(self) -> None:
        super().__init__()
        self.letters, self.words = OddsList("Most common letters"), OddsList("Most common words")
        self.add_column("Letters and signs", self.letters)
        self.add_column("Words", self.words)

    def show_found(self, found: LookInsideDone) -> None:
        self.sentence.setText(
            f"{plural(found.words, 'word')}, of which {whole(found.distinct_words)} are different; "
            f"{whole(found.words_once)} of these occur only once. {plural(found.distinct_letters, 'sign')} in all."
        )
        show_counted(self.letters, found.letters, found.looked_at, 64)
        show_counted(self.words, found.common_words, found.words)


class ZipfPage(Page):
    """The plot; made when it is first seen, for pyqtgraph takes its time."""

    def __init__(self) -> None:
        super().__init__()
        self._found: LookInsideDone | None = None
        self.plot: QWidget | None = None

    def show_found(self, found: LookInsideDone) -> None:
        self._found = found
        slope = f"{found.zipf_slope:.2f}".replace("-", "\u2212")
        self.sentence.setText(
            "In nearly every text the second word occurs half as often as the first, the tenth a tenth as often: "
            f"in logarithms a line with slope \u22121. Here it is {slope}. "
            "A few words are everywhere, and most words are rare, which is why a model needs so much text."
        )

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.plot is None and self._found is not None:
            from hellogpt_gui.widgets.zipf_plot import ZipfPlot

            plot, found = ZipfPlot(), self._found
            plot.show_words(found.zipf_ranks, found.zipf_counts, [word.label for word in found.common_words])
            self.row.addWidget(plot)
            self.plot = plot


class TokensPage(Page):
    """What the model reads: common and rare tokens, and how many a word takes."""

    def __init__(self) -> None:
        super().__init__()
        self.common, self.rare = OddsList("Most common tokens"), OddsList("Rarest tokens")
        self.by_tokens = OddsList("Tokens of a word")
        self.add_column("Most common", self.common, 4)
        self.add_column("Rarest", self.rare, 4)
        self.add_column("Words by their tokens", self.by_tokens, 5)

    def show_found(self, found: LookInsideDone) -> None:
        unused = f" {plural(found.unused_tokens, 'token')} of them never occur." if found.unused_tokens else ""
        self.sentence.setText(
            f"The model reads {whole(found.tokens)} tokens out of a vocabulary of {whole(found.vocab_size)}:"
            f" {found.tokens_per_word:.2f} for a word, {found.characters_per_token:.2f} characters each.{unused}"
            " What occurs a few times only is hardly learnt."
        )
        show_counted(self.common, found.common_tokens, found.tokens)
        rows = [OddsRow(token.label, None, f"{whole(token.count)} ×") for token in found.rare_tokens[:ROWS]]
        self.rare.show_rows(rows)
        total, most = max(1, sum(found.words_by_tokens)), max(1, *found.words_by_tokens)
        last = len(found.words_by_tokens)
        names = [plural(n, "token") if n < last else f"{n} or more" for n in range(1, last + 1)]
        self.by_tokens.show_rows(
            [OddsRow(name, n / most, share(n / total)) for name, n in zip(names, found.words_by_tokens, strict=True)]
        )


class MergesPage(Page):
    """The merges one by one, and what each does to the first words. ``stepped``: the merge that is shown, from 1."""

    stepped = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._found: LookInsideDone | None = None
        self.list = RowList("Merges in their order", 8)
        self.back, self.on = icon_button("chevron-left", "Merge before (↑)"), icon_button("chevron-right", "Next (↓)")
        self.title, self.fact = label("", "title"), label("", "quiet", wrap=True)
        self.flow = TokenFlow("The first words after this merge")
        self.after = label("", "group")
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.back)
        head.addWidget(self.on)
        side = QVBoxLayout()
        side.setSpacing(theme.px(8))
        side.addLayout(head)
        side.addWidget(self.fact)
        side.addSpacing(theme.px(8))
        side.addWidget(self.after)
        side.addWidget(self.flow)
        side.addStretch(1)
        self.row.addWidget(self.list, 4)
        self.row.addLayout(side, 5)
        self.list.chosen.connect(self._show)
        self.back.clicked.connect(self._back)
        self.on.clicked.connect(self._on)

    def show_found(self, found: LookInsideDone) -> None:
        self._found = found
        self.sentence.setText(
            f"At first every byte is a token. Then {whole(len(found.merges))} times the pair that stood side by side "
            "most often became one token, and the next pair was sought among what had come of it."
            if found.merges
            else "This tokenizer has a token for each character: it merges nothing."
        )
        rows = [
            Row(number, f"{merge.left} + {merge.right} → {merge.made}", "", f"{whole(merge.uses)} ×")
            for number, merge in enumerate(found.merges, 1)
        ]
        self.list.show_rows(rows, 1)
        for widget in (self.list, self.title, self.fact, self.after, self.flow, self.back, self.on):
            widget.setVisible(bool(rows))
        if rows:
            self._show(1)

    @Slot(int)
    def _show(self, number: int) -> None:
        assert self._found is not None
        merge, last = self._found.merges[number - 1], len(self._found.merges)
        self.title.setText(f"{merge.left} + {merge.right} → {merge.made}")
        self.fact.setText(f"Merge {whole(number)} of {whole(last)}, used {plural(merge.uses, 'time')} in this text.")
        self.after.setText(f"The first words after {plural(number, 'merge')}")
        state = max((state for state in self._found.sample if state.merges <= number), key=lambda state: state.merges)
        changed = state.merges == number
        marked = [i for i, token in enumerate(state.tokens) if changed and token == merge.made]
        self.flow.show_tokens(state.tokens, marked)
        self.back.setEnabled(number > 1)
        self.on.setEnabled(number < last)
        self.stepped.emit(number)

    @Slot()
    def _back(self) -> None:
        self._go(-1)

    @Slot()
    def _on(self) -> None:
        self._go(1)

    def _go(self, by: int) -> None:
        index = self.list.rows.index((self.list.current or 1) - 1 + by)
        if index.isValid():
            self.list.setCurrentIndex(index)


def show_counted(rows: OddsList, counted: Sequence[Counted], total: int, token_width: int = 96) -> None:
    """The most common, with bars beside the first of them."""
    most = max((one.count for one in counted), default=1)
    rows.show_rows([OddsRow(one.label, one.count / most, count(one.count)) for one in counted[:ROWS]], token_width)
    rows.setToolTip(f"Of {whole(total)}")
    rows.setFocusPolicy(Qt.FocusPolicy.TabFocus)
