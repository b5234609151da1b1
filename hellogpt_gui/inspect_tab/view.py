"""What every view of Inspect is: a tool row and the picture of one result, which scrolls where it does not fit."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from PySide6.QtCore import QRect, Qt, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QMenu, QScrollArea, QVBoxLayout, QWidget

import resources
from core.config import VIEWS, SamplingConfig, SurgeryConfig, Value
from core.protocol import InspectDone, InspectSoFar
from hellogpt_gui.inspect_tab.copying import Copying
from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.buttons import icon_button, label
from hellogpt_gui.widgets.help_card import HelpCard

Answer = InspectDone | InspectSoFar
LEAST = 200  # px that a list or a text has where one pane stands under another


class InspectView(QWidget):
    """``picked``: the token of the prompt that the person chose in the picture; ``token_picked``: the next token to be
    explained, and ``rival_picked`` the one it is compared with, by their numbers; ``head_picked``: layer and head;
    ``switch_wanted``: a part, spelt as in surgery, is to be switched off or on again; ``surgery_wanted``: what is
    changed in the network from now on; ``step_picked``: another step of the run; ``view_wanted``: the name of another
    view that shows more; ``changed``: the same must be asked again; ``proof_wanted``: a script that repeats the
    numbers.
    """

    picked = Signal(int)
    token_picked = Signal(int)
    rival_picked = Signal(int)
    head_picked = Signal(int, int)
    switch_wanted = Signal(str)
    step_picked = Signal(int)
    view_wanted = Signal(str)
    changed = Signal()
    proof_wanted = Signal()
    surgery_wanted = Signal(object)

    follows_head = False  # whether another head is another question
    grows = False  # whether each step that a training keeps is a reason to ask again

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.surgery = SurgeryConfig()
        self.setProperty("help", name)
        self.setAccessibleName(VIEWS[name].label)
        self._copying = Copying(self)
        self.sentence_of_view = label(VIEWS[name].help, "quiet")
        self.help_button = icon_button("info", "What this view shows")
        self.copy_button = icon_button("copy", "Copy the picture or the numbers")
        self.proof_button = icon_button("code", "A script that repeats these numbers")
        self.help_button.clicked.connect(self._explain)
        self.proof_button.clicked.connect(self.proof_wanted)
        self.copy_button.setMenu(self._copy_menu())
        self._tools = QHBoxLayout()
        self._tools.addWidget(self.sentence_of_view, 1)
        for button in (self.help_button, self.copy_button, self.proof_button):
            self._tools.addWidget(button)
        self.picture = QWidget()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._tools)
        self._column.addWidget(scrolled(self.picture, resizable=True), 1)
        self._help = HelpCard(self)
        theme.changed.connect(self._space)
        self._space()

    def set_tools(self, *tools: QWidget, right: Sequence[QWidget] = ()) -> None:
        """What the person can set stands in the tool row, in place of the sentence; some of it at its right."""
        self.sentence_of_view.hide()
        for place, tool in enumerate(tools):
            self._tools.insertWidget(place, tool)
        self._tools.insertStretch(len(tools), 1)
        for place, tool in enumerate(right):
            self._tools.insertWidget(len(tools) + 1 + place, tool)

    def show_answer(self, answer: Answer, layer: int, head: int) -> None:
        """Show what the engine found by now, with the head that is chosen in all views."""
        self._copying.answer = answer
        self.show_head(layer, head)
        self.show_result(answer)

    def show_result(self, answer: Answer) -> None:
        """Draw a result."""
        raise NotImplementedError

    def show_head(self, layer: int, head: int) -> None:
        """Mark the head that was chosen in another view, which this network may lack; before each result."""

    def show_surgery(self, surgery: SurgeryConfig) -> None:
        """What is changed in the network that all views look at."""
        self.surgery = surgery

    def forget(self) -> None:
        """Another run is looked at, which may lack what was chosen in the one before."""

    def sampling(self) -> SamplingConfig:
        """The sampling rules that the view asks with."""
        return SamplingConfig()

    def looking(self) -> Mapping[str, Value]:
        """What the view asks for of ``InspectConfig``, beside what all views share."""
        return {}

    def set_narrow(self, narrow: bool) -> None:
        """Whether what stands beside the main part goes under it."""

    def _copy_menu(self) -> QMenu:
        menu = QMenu(self)
        for words, slot in (
            ("Copy the picture", self._copy),
            ("Copy the numbers as CSV", self._copying.csv),
            ("Copy the numbers as JSON", self._copying.json),
        ):
            action = QAction(words, menu)
            action.triggered.connect(slot)
            menu.addAction(action)
        return menu

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


def stand(
    row: QBoxLayout, narrow: bool, sides: Mapping[QWidget, int], panes: Mapping[QWidget, int] = MappingProxyType({})
) -> None:
    """Parts beside one another, ``sides`` as wide as told; narrow: under one another, each as wide as there is room,
    and ``panes``, which scroll in themselves, at least as high as told. In px at 100 %."""
    row.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
    for side, width in sides.items():
        side.setMinimumWidth(0 if narrow else theme.px(width))
        side.setMaximumWidth(16_777_215 if narrow else theme.px(width))
    for pane, height in panes.items():
        pane.setMinimumHeight(theme.px(height) if narrow else 0)


def scrolled(widget: QWidget, resizable: bool = False) -> QScrollArea:
    """A frame in which a picture scrolls where it does not fit; ``resizable``: it grows with the frame."""
    area = QScrollArea()
    area.setWidgetResizable(resizable)
    area.setWidget(widget)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
