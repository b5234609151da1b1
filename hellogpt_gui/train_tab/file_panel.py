"""What is chosen of one file, and its first page as it will be learnt, in tokens."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from core.protocol import FindingKind, TextLook
from hellogpt_gui.theme import theme
from hellogpt_gui.train_tab import words
from hellogpt_gui.units import count, whole
from hellogpt_gui.widgets.buttons import label
from hellogpt_gui.widgets.token_flow import TokenFlow

AUTOMATIC = "By its look"
ENCODINGS = (
    "utf-8", "utf-16", "cp1252", "latin-1", "cp1250", "cp1251", "koi8-r", "cp437", "cp850", "mac-roman", "gb18030",
    "big5", "shift_jis", "euc-jp", "euc-kr",
)  # fmt: skip
ABOUT_PAGE = "Its first page in tokens. A training learns its tokens from all of the text; these, from its beginning."
SIDE, HIGH, LOW = 310, 200, 140  # px; low in a small window


class FilePanel(QWidget):
    """``encoding`` and ``column``: chosen now; ``removal``: a kind of finding shall go, or stay after all."""

    encoding = Signal(str)
    column = Signal(str)
    removal = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._low = False
        self._kinds: dict[QCheckBox, FindingKind] = {}
        self.title, self.facts = label("", "card"), label("", "caption", wrap=True)
        self.encodings, self.columns = QComboBox(), QComboBox()
        self.encodings.addItems((AUTOMATIC, *ENCODINGS))
        self.encodings.setAccessibleName("Encoding")
        self.columns.setAccessibleName("Column")
        self._column_label = label("Column that is read", "group")
        self._encoding_label = label("Encoding", "group")
        self.page = TokenFlow("First page as it will be learnt, in tokens")
        self._about_page = label("", "caption", wrap=True)
        self._offers = QVBoxLayout()
        self._lay_out()
        self.encodings.textActivated.connect(self._on_encoding)
        self.columns.textActivated.connect(self.column)
        theme.changed.connect(self._dress)
        self._dress()

    def _lay_out(self) -> None:
        self._choices = QWidget()
        left = QVBoxLayout(self._choices)
        left.setContentsMargins(0, 0, 0, 0)
        for widget in (self.title, self.facts, self._column_label, self.columns, self._encoding_label, self.encodings):
            left.addWidget(widget)
        left.addLayout(self._offers)
        left.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(16))
        row.addWidget(self._choices)
        right = QVBoxLayout()
        right.setSpacing(theme.px(4))
        right.addWidget(self._about_page)
        right.addWidget(scrolled(self.page), 1)
        row.addLayout(right, 1)

    @property
    def offers(self) -> dict[FindingKind, QCheckBox]:
        """A box to tick for each thing that was found."""
        return {kind: box for box, kind in self._kinds.items()}

    def set_low(self, low: bool) -> None:
        """Take less of a small window."""
        self._low = low
        self._dress()

    def show_look(self, look: TextLook) -> None:
        self.title.setText(look.name)
        amount = f"{count(look.characters)} characters are learnt" if look.characters else ""
        self.facts.setText(words.facts((amount, look.note)) if not look.problem else look.problem)
        for widget in (self._column_label, self.columns):
            widget.setVisible(bool(look.columns))
        self.columns.clear()
        self.columns.addItems(look.columns)
        self.columns.setCurrentText(look.column)
        readable = look.format in ("text", "markdown", "html", "csv", "jsonl", "epub") and look.path != look.name
        for widget in (self._encoding_label, self.encodings):
            widget.setVisible(readable)
        if look.choice.encoding and self.encodings.findText(look.choice.encoding) < 0:
            self.encodings.addItem(look.choice.encoding)
        self.encodings.setCurrentText(look.choice.encoding or AUTOMATIC)
        self._show_offers(look)
        empty = "This file is not read." if not look.choice.on else "Nothing of it is learnt."
        self.page.show_tokens(look.opening_tokens)
        self.page.setAccessibleDescription(look.opening)
        self._about_page.setText(ABOUT_PAGE if look.opening_tokens else empty)

    def _show_offers(self, look: TextLook) -> None:
        wanted = {found.kind: found for found in look.findings}
        if list(wanted) != list(self._kinds.values()):
            for box in self._kinds:
                box.setParent(None)
                box.deleteLater()
            self._kinds = {}
            for kind in wanted:
                box = QCheckBox()
                box.clicked.connect(self._on_offer)
                self._kinds[box] = kind
                self._offers.addWidget(box)
        for box, kind in self._kinds.items():
            box.setText(f"Leave out {WHAT[kind]} ({count(wanted[kind].characters)})")
            box.setToolTip(f"{wanted[kind].sentence} {whole(wanted[kind].characters)} characters.")
            box.setChecked(wanted[kind].removed)

    @Slot(str)
    def _on_encoding(self, name: str) -> None:
        self.encoding.emit("" if name == AUTOMATIC else name)

    @Slot(bool)
    def _on_offer(self, remove: bool) -> None:
        box = self.sender()
        assert isinstance(box, QCheckBox)
        self.removal.emit(self._kinds[box], remove)

    @Slot()
    def _dress(self) -> None:
        self._choices.setFixedWidth(theme.px(SIDE))
        self.setFixedHeight(theme.px(LOW if self._low else HIGH))
        self.title.setAlignment(Qt.AlignmentFlag.AlignLeft)


def scrolled(page: QWidget) -> QScrollArea:
    """A page that may be higher than its place."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setAccessibleName("First page")
    area.setWidget(page)
    return area


WHAT: dict[FindingKind, str] = {
    "boilerplate": "the licence",
    "repeated-lines": "lines that come back",
    "duplicates": "what stood before",
}
