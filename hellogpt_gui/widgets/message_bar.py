"""A bar that says one thing without stopping the person: icon, sentence, what to do, a button, copy, close."""

from collections.abc import Callable

from PySide6.QtCore import QEasingCurve, QPropertyAnimation, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QGuiApplication
from PySide6.QtWidgets import QFrame, QGraphicsOpacityEffect, QHBoxLayout, QVBoxLayout, QWidget

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.buttons import Button, IconLabel, icon_button, label, set_variant

LOOKS = {
    "error": ("bad", "bad"),
    "warn": ("warn", "warn"),
    "info": ("info", "text-2"),
    "good": ("check-circle", "good"),
}
STAYS_MS = 12_000  # for what needs no answer; an error stays until it is closed
FADE_SHARE = 120 / 160


class MessageBar(QFrame):
    """Hidden until ``show_message``; ``closed`` says that it has gone again."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ErrorBar")
        self._to_copy = ""
        self._action: Callable[[], object] | None = None
        self._icon = IconLabel("bad", "bad")
        self.sentence = label("", "name", wrap=True)
        self.hint = label("", "quiet", wrap=True)
        for words in (self.sentence, self.hint):
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            words.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button = Button()
        self.button.hide()
        self.button.clicked.connect(self._act)
        self.copy = Button("Copy details", "link")
        self.copy.clicked.connect(self._copy)
        self.close_button = icon_button("x", "Close this message (Esc)")
        self.close_button.clicked.connect(self.dismiss)
        self._leave = QTimer(self)
        self._leave.setSingleShot(True)
        self._leave.setInterval(STAYS_MS)
        self._leave.timeout.connect(self.dismiss)
        self._lay_out()
        theme.changed.connect(self._dress)
        self._dress()
        self.hide()

    def _lay_out(self) -> None:
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        self._words = QVBoxLayout()
        self._words.addWidget(self.sentence)
        self._words.addWidget(self.hint)
        self._row.addLayout(self._words, 1)
        for button in (self.button, self.copy, self.close_button):
            self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_message(
        self,
        sentence: str,
        hint: str = "",
        kind: str = "error",
        to_copy: str = "",
        action_text: str = "",
        action: Callable[[], object] | None = None,
    ) -> None:
        """Say this in place of what stands here."""
        self._icon.set_icon(*LOOKS[kind])
        self.sentence.setText(sentence)
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))
        self._to_copy, self._action = to_copy, action
        self.button.setText(action_text)
        self.button.setVisible(action is not None)
        self.copy.setText("Copy details")
        self.copy.setVisible(bool(to_copy) and kind in ("error", "warn"))
        set_variant(self, "kind", kind)
        self._leave.stop()
        if kind in ("info", "good"):
            self._leave.start()
        self._appear()
        self._announce(f"{sentence} {hint}".strip())

    @Slot()
    def dismiss(self) -> None:
        self._leave.stop()
        if self.isVisible():
            self.hide()
            self.closed.emit()

    @Slot()
    def _act(self) -> None:
        action = self._action
        self.dismiss()
        if action is not None:
            action()

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._to_copy)
        self.copy.setText("Copied")

    def _appear(self) -> None:
        duration = round(theme.animation_ms * FADE_SHARE)
        was_hidden = not self.isVisible()
        self.show()
        if not duration or not was_hidden:
            return
        veil = QGraphicsOpacityEffect(self)
        self.setGraphicsEffect(veil)
        fade = QPropertyAnimation(veil, b"opacity", veil)
        fade.setDuration(duration)
        fade.setStartValue(0.0)
        fade.setEndValue(1.0)
        fade.setEasingCurve(QEasingCurve.Type.OutCubic)
        fade.finished.connect(self._unveil)
        fade.start()

    @Slot()
    def _unveil(self) -> None:
        self.setGraphicsEffect(None)  # type: ignore[arg-type]  # Qt takes null to remove it

    def _announce(self, words: str) -> None:
        self.setAccessibleName(words)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    @Slot()
    def _dress(self) -> None:
        self._row.setContentsMargins(theme.px(14), theme.px(9), theme.px(9), theme.px(9))
        self._row.setSpacing(theme.px(11))
        self._words.setSpacing(theme.px(2))
