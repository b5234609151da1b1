"""The line under an answer that says how much of it is copied, and from where."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hellogpt_gui.chat_tab.copied import Copied
from hellogpt_gui.theme import theme
from hellogpt_gui.units import plural, share
from hellogpt_gui.widgets.buttons import Button, IconLabel, label

LOOKING = "Looking for copied text…"


class CopiedNote(QWidget):
    """``opened``: the person wants to see where it stands. It is hidden while there is nothing to say."""

    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("help", "copied")
        self._icon = IconLabel("quote", "copied", 14)
        self._amount, self._place = label("", "copied"), label("", "quiet")
        self.show_button = Button("Show", "link")
        self.show_button.setAccessibleName("Show where it stands in the training text")
        self.show_button.clicked.connect(self.opened)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._icon)
        self._row.addWidget(self._amount)
        self._row.addWidget(self._place)
        self._row.addWidget(self.show_button)
        self._row.addStretch(1)
        theme.changed.connect(self._dress)
        self._dress()

    def show_copied(self, copied: Copied) -> bool:
        """What is known of an answer by now. Gives whether there is anything to say."""
        amount, place = words(copied)
        self._icon.setVisible(bool(amount))
        self._amount.setText(amount)
        self._amount.setVisible(bool(amount))
        self._place.setText(place)
        self._place.setToolTip(copied.sentence)
        self.show_button.setVisible(bool(copied.stretches))
        self.setAccessibleName(f"{amount} {place}".strip())
        self.setVisible(bool(amount or place))
        return bool(amount or place)

    @Slot()
    def _dress(self) -> None:
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.px(6))


def words(copied: Copied) -> tuple[str, str]:
    """How much, and the rest: "43 characters copied", "from little-world · 20 %". Nothing where nothing is copied."""
    if not copied.stretches:
        return "", LOOKING if copied.looking else "" if copied.searched else copied.sentence
    stretches = copied.stretches.values()
    files = list(dict.fromkeys(stretch.file for stretch in stretches))
    places = f"in {len(stretches)} places " if len(stretches) > 1 else ""
    source = files[0] if len(files) == 1 else f"{len(files)} files"
    part = f"  ·  {share(copied.copied / copied.characters)}" if copied.characters else ""
    return f"{plural(copied.copied, 'character')} copied", f"{places}from {source}{part}"
