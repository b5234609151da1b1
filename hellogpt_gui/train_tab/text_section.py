"""Set-up, first part: the text that was chosen, and how to choose another.

The card shows what the engine found when it looked at the texts; files and folders come by drop or by dialog.
"""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from core.config import TEXT_SUFFIXES
from core.protocol import TextDone
from core.text.builtin import BUILTIN
from hellogpt_gui.theme import theme
from hellogpt_gui.train_tab import words
from hellogpt_gui.units import count, plural, size
from hellogpt_gui.widgets.buttons import Button, label
from hellogpt_gui.widgets.drop_zone import DropZone
from hellogpt_gui.widgets.fact_card import FactCard
from hellogpt_gui.widgets.path_dialog import PathDialog
from hellogpt_gui.widgets.preset_card import OUTSET

FILTER = f"Texts ({' '.join(f'*{suffix}' for suffix in TEXT_SUFFIXES)});;All files (*)"


class TextCard(FactCard):
    """The text that was chosen: name, what it is, its size, and × for another."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("book", "Back to the text that was here before", parent)

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
        files = "" if text.builtin and n_files == 0 else plural(n_files, "file")
        left_out = f"{len(text.left_out)} left out" if text.left_out else ""
        self.facts.setText(words.facts((size(text.size), files, left_out, f"{count(text.words)} words")))

    def show_problem(self, message: str) -> None:
        """The texts cannot be used."""
        self.summary.setText(message)


def _names(text: TextDone) -> str:
    names = [file.name for file in text.files[:4]]
    return ", ".join(names) + (f" and {len(text.files) - 4} more" if len(text.files) > 4 else "")


class TextSection(QWidget):
    """``chosen``: paths of files or folders, or names of built-in texts; ``cleared``: back to the default.

    ``get_wanted``: fetch one; ``inside_wanted``: look into the chosen one; ``files_wanted``: show its files;
    ``paste_wanted``: take what was copied.
    """

    chosen = Signal(list)
    cleared = Signal()
    get_wanted = Signal()
    inside_wanted = Signal()
    files_wanted = Signal()
    paste_wanted = Signal()

    def __init__(self, start: str, parent: QWidget | None = None) -> None:
        """``start``: the folder that the dialogs open."""
        super().__init__(parent)
        self._start = start
        self.inside = Button("Look inside", "link")
        self.inside.setToolTip("Letters, words, tokens, and what was merged in which order")
        self.inside.clicked.connect(self.inside_wanted)
        self.rows = Button("Files", "link")
        self.rows.setToolTip("Each file: on or off, encoding, language, first page, and what had better not be learnt")
        self.rows.clicked.connect(self.files_wanted)
        self.built_in = Button("Built-in texts", "link")
        self.built_in.setToolTip("Texts that need no file")
        self.built_in.setMenu(self._make_menu())
        head = QHBoxLayout()
        head.setSpacing(theme.px(16))
        head.addWidget(label("Text", "group"), 1)
        for button in (self.built_in, self.rows, self.inside):
            head.addWidget(button)
        self.card = TextCard()
        self.card.clear.clicked.connect(self.cleared)
        self.zone = DropZone("Or drop your own text anywhere in this window")
        self.zone.dropped.connect(self.chosen)
        self.files = Button("Files…", icon="file")
        self.files.setToolTip(f"Choose files: {', '.join(TEXT_SUFFIXES)}")
        self.folder = Button("Folder…", icon="folder")
        self.folder.setToolTip("Choose a folder: every text file in it and below it")
        self.paste = Button("Paste", icon="clipboard")
        self.paste.setToolTip("Take the text or the files that were copied (Ctrl+V)")
        self.paste.clicked.connect(self.paste_wanted)
        self.files.clicked.connect(self.choose_files)
        self.folder.clicked.connect(self._choose_folder)
        self.get = Button("Get a text…", icon="download")
        self.get.clicked.connect(self.get_wanted)
        for button in (self.files, self.folder, self.paste, self.get):
            self.zone.add(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(OUTSET, 0, OUTSET, 0)
        column.setSpacing(theme.px(8))
        column.addLayout(head)
        for widget in (self.card, self.zone):
            column.addWidget(widget)

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        for text in BUILTIN.values():
            action = menu.addAction(text.label)
            action.setToolTip(text.summary)
            action.setData(text.name)
        menu.setToolTipsVisible(True)
        menu.triggered.connect(self._on_built_in)
        return menu

    @Slot(QAction)
    def _on_built_in(self, action: QAction) -> None:
        self.chosen.emit([action.data()])

    def show_found(self, text: TextDone | None) -> None:
        """Say at the door to the files how much was found in them that might go."""
        found = sum(not one.removed for look in text.looks for one in look.findings) if text is not None else 0
        self.rows.setText(f"Files: {plural(found, 'thing')} found" if found else "Files")
        self.rows.setEnabled(text is not None)

    def show_default(self, default: bool) -> None:
        """Whether what stands there is what would stand there anyway: then there is no way back to offer."""
        self.card.clear.setVisible(not default)

    @Slot()
    def choose_files(self) -> None:
        self._ask(PathDialog(self, "Choose text files", self._start, FILTER))

    @Slot()
    def _choose_folder(self) -> None:
        self._ask(PathDialog(self, "Choose a folder of text files", self._start, folder=True))

    def _ask(self, dialog: PathDialog) -> None:
        dialog.chosen.connect(self.chosen)
        dialog.open()
