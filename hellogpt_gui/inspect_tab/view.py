"""What every view of Inspect is: a tool row and the picture of one result."""

from PySide6.QtCore import QRect, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

import resources
from core.config import VIEWS, SamplingConfig
from core.protocol import InspectDone
from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.buttons import icon_button, label
from hellogpt_gui.widgets.help_card import HelpCard


class InspectView(QWidget):
    """``picked``: the token that the person chose in the picture; ``changed``: the same prompt must be asked again."""

    picked = Signal(int)
    changed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.setProperty("help", name)
        self.setAccessibleName(VIEWS[name].label)
        self.help_button = icon_button("info", "What this view shows")
        self.copy_button = icon_button("copy", "Copy the picture")
        self.help_button.clicked.connect(self._explain)
        self.copy_button.clicked.connect(self._copy)
        self._tools = QHBoxLayout()
        self._tools.addWidget(label(VIEWS[name].help, "quiet"), 1)
        self._tools.addWidget(self.help_button)
        self._tools.addWidget(self.copy_button)
        self.picture = QWidget()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._tools)
        self._column.addWidget(self.picture, 1)
        self._help = HelpCard(self)
        theme.changed.connect(self._space)
        self._space()

    def show_result(self, answer: InspectDone) -> None:
        """Show what the engine found."""
        raise NotImplementedError

    def sampling(self) -> SamplingConfig:
        """The sampling rules that the view asks with."""
        return SamplingConfig()

    def set_narrow(self, narrow: bool) -> None:
        """Whether what stands beside the main part goes under it."""

    @Slot()
    def _explain(self) -> None:
        button: QRect = self.help_button.rect()
        self._help.show_at(resources.read(f"help/{self.name}.md"), self.help_button.mapToGlobal(button.bottomLeft()))

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setPixmap(self.picture.grab())

    @Slot()
    def _space(self) -> None:
        self._column.setSpacing(theme.px(8))
        self._tools.setSpacing(theme.px(4))


def scrolled(widget: QWidget, resizable: bool = False) -> QScrollArea:
    """A frame in which a picture scrolls where it does not fit; ``resizable``: it grows with the frame."""
    area = QScrollArea()
    area.setWidgetResizable(resizable)
    area.setWidget(widget)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
