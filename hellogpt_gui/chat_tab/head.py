"""The head of a talk: what it is called, at the left, and whether its text is continued or answered, at the right."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.conversations import Form
from hellogpt_gui.conversations.name_button import PADDING, NameButton
from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.segmented import Segmented
from hellogpt_gui.widgets.token_text import SIDE

FORMS: tuple[Form, ...] = ("continue", "chat")
CONTINUE_HELP = "The model goes on with the text as it stands."
CHAT_HELP = "You and the model take turns."
NOT_TAUGHT = "This model was not taught to answer: it continues a text. Teach it to answer first."


class TalkHead(QWidget):
    """``form_changed`` says the form that the person chose. ``name`` is the button with the talk's name."""

    form_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = Segmented(("Continue", "Chat"), "What the model does")
        self.form.setProperty("help", "talk-form")
        self.form.changed.connect(self._chosen)
        self.form.segment(0).setToolTip(CONTINUE_HELP)
        self.name = NameButton()
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.name)
        self._row.addStretch(1)
        self._row.addWidget(self.form)
        theme.changed.connect(self._dress)
        self._dress()

    def show_form(self, form: Form, taught: bool) -> None:
        """What holds now, and whether the model can take turns at all."""
        self.form.set_index(FORMS.index(form))
        chat = self.form.segment(1)
        chat.setEnabled(taught)
        chat.setToolTip(CHAT_HELP if taught else NOT_TAUGHT)
        chat.setAccessibleDescription(CHAT_HELP if taught else NOT_TAUGHT)

    @Slot()
    def _dress(self) -> None:
        side = theme.px(SIDE)  # as the column of text
        self._row.setContentsMargins(side - theme.px(PADDING), 0, side, 0)
        self._row.setSpacing(theme.px(8))

    @Slot(int)
    def _chosen(self, index: int) -> None:
        self.form_changed.emit(FORMS[index])
