"""Set-up, first part: the text that was chosen, and how to choose another.

The card shows what the engine found when it looked at the texts; files and folders come by drop or by dialog.
"""

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.protocol import TextDone
from hellogpt_gui.theme import theme
from hellogpt_gui.train_tab import words
from hellogpt_gui.units import count
from hellogpt_gui.widgets.buttons import Button, IconLabel, icon_button, label
from hellogpt_gui.widgets.drop_zone import DropZone
from hellogpt_gui.widgets.preset_card import OUTSET


class TextCard(QWidget):
    """One row in a box: name, what it is, its size, and × for another."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._icon = IconLabel("book", "accent-ink", 18)
        self.title, self.tag = label("", "card"), label("", "caption")
        self.summary, self.facts = label("", "caption"), label("", "caption")
        self.summary.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.clear = icon_button("x", "Back to the text that was here before")
        head = QHBoxLayout()
        head.setSpacing(theme.px(9))
        head.addWidget(self.title)
        head.addWidget(self.tag)
        head.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(theme.px(2))
        column.addLayout(head)
        column.addWidget(self.summary)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(18), theme.px(10), theme.px(14), theme.px(10))
        row.setSpacing(theme.px(12))
        row.addWidget(self._icon)
        row.addLayout(column, 1)
        row.addWidget(self.facts)
        row.addWidget(self.clear)
        theme.changed.connect(self._resize)

    @Slot()
    def _resize(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(480), theme.px(64))

    def show_waiting(self, title: str) -> None:
        """While the texts are being read."""
        self.title.setText(title)
        self.tag.setText("")
        self.summary.setText("Reading…")
        self.facts.setText("")

    def show_text(self, text: TextDone) -> None:
        self.title.setText(text.label)
        self.tag.setText("built in" if text.builtin else "")
        self.summary.setText(text.summary or _names(text))
        about = [f"{file.name}: {file.note or file.encoding}" for file in text.files]
        about += [f"Left out: {sentence}" for sentence in text.left_out]
        self.summary.setToolTip("\n".join(about))
        n_files = len(text.files)
        files = "" if text.builtin and n_files == 0 else words.plural(n_files, "file")
        left_out = f"{len(text.left_out)} left out" if text.left_out else ""
        self.facts.setText(words.facts((words.size(text.size), files, left_out, f"{count(text.words)} words")))

    def show_problem(self, message: str) -> None:
        """The texts cannot be used."""
        self.summary.setText(message)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("line" if not theme.dark else "edge"), 1))
        painter.setBrush(theme.color("raised"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.px(8), theme.px(8))


def _names(text: TextDone) -> str:
    names = [file.name for file in text.files[:4]]
    return ", ".join(names) + (f" and {len(text.files) - 4} more" if len(text.files) > 4 else "")


class TextSection(QWidget):
    """``chosen``: paths of files or folders; ``cleared``: back to the default."""

    chosen = Signal(list)
    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        head = label("Text", "group")
        self.card = TextCard()
        self.card.clear.clicked.connect(self.cleared)
        self.zone = DropZone("Or drop your own text anywhere in this window")
        self.zone.dropped.connect(self.chosen)
        self.files = Button("Choose files…", icon="file")
        self.folder = Button("Choose a folder…", icon="folder")
        self.files.clicked.connect(self.choose_files)
        self.folder.clicked.connect(self._choose_folder)
        for button in (self.files, self.folder):
            self.zone.add(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(OUTSET, 0, OUTSET, 0)
        column.setSpacing(theme.px(8))
        for widget in (head, self.card, self.zone):
            column.addWidget(widget)

    def show_default(self, default: bool) -> None:
        """Whether what stands there is what would stand there anyway: then there is no way back to offer."""
        self.card.clear.setVisible(not default)

    @Slot()
    def choose_files(self) -> None:
        kinds = "Text (*.txt);;All files (*)"
        paths, _ = QFileDialog.getOpenFileNames(self, "Choose text files", str(Path.home()), kinds)
        if paths:
            self.chosen.emit(paths)

    @Slot()
    def _choose_folder(self) -> None:
        path = QFileDialog.getExistingDirectory(self, "Choose a folder of text files", str(Path.home()))
        if path:
            self.chosen.emit([path])
