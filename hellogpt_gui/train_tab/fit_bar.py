"""Stands there only where a training does not fit into the memory, with what would fit: a button for each."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from core.config import Value, train_settings
from core.protocol import EstimateDone, WouldFit
from hellogpt_gui.theme import theme
from hellogpt_gui.units import size
from hellogpt_gui.widgets.buttons import Button, IconLabel, label


def way_words(way: WouldFit) -> str:
    """A change as a button says it: "Batch 8, accumulation 4"."""
    known = train_settings()
    shown = [(known[name].label, value) for name, value in way.settings.items() if value]
    first, *rest = [f"{label} {value}" for label, value in shown]
    return ", ".join([first, *(words[0].lower() + words[1:] for words in rest)])


class FitBar(QFrame):
    """``chosen``: settings that would fit, by name."""

    chosen = Signal(dict)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ErrorBar")
        self._ways: tuple[WouldFit, ...] = ()
        self.sentence, self.hint = label("", "name", wrap=True), label("", "quiet", wrap=True)
        self.buttons: list[Button] = []
        self._row, self._words, self._choices = QHBoxLayout(self), QVBoxLayout(), QHBoxLayout()
        self._words.addWidget(self.sentence)
        self._words.addWidget(self.hint)
        self._words.addLayout(self._choices)
        self._row.addWidget(IconLabel("warn", "warn"))
        self._row.addLayout(self._words, 1)
        theme.changed.connect(self._dress)
        self._dress()
        self.hide()

    @Slot()
    def _dress(self) -> None:
        self._row.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12))
        self._row.setSpacing(theme.px(12))
        self._words.setSpacing(theme.px(4))
        self._choices.setSpacing(theme.px(8))

    def show_answer(self, answer: EstimateDone | None) -> None:
        """Show why it does not fit; hide where it does, or while nobody knows."""
        self.setVisible(answer is not None and not answer.fits)
        if answer is None or answer.fits:
            return
        self.sentence.setText(
            f"This training needs about {size(answer.memory)} of memory, and {size(answer.memory_free)} are free."
        )
        self.hint.setText("It would fit with:" if answer.would_fit else "Choose a smaller model.")
        if answer.would_fit != self._ways:
            self._show_ways(answer.would_fit)

    def _show_ways(self, ways: tuple[WouldFit, ...]) -> None:
        self._ways = ways
        while (item := self._choices.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self.buttons = [Button(way_words(way)) for way in ways]
        for button, way in zip(self.buttons, ways, strict=True):
            button.setToolTip(f"Needs {size(way.memory)}")
            button.clicked.connect(self._on_clicked)
            self._choices.addWidget(button)
        self._choices.addStretch(1)

    @Slot()
    def _on_clicked(self) -> None:
        settings: dict[str, Value] = self._ways[self.buttons.index(self.sender())].settings  # type: ignore[arg-type]
        self.chosen.emit(settings)
