"""Surgery: parts switched off, values put in from another prompt, a steered stream; beside it the next token."""

from collections.abc import Mapping

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.config import SurgeryConfig, Value
from core.protocol import SurgeryResult
from hellogpt_gui.inspect_tab.surgery_patching import SurgeryPatching
from hellogpt_gui.inspect_tab.surgery_steering import SurgerySteering
from hellogpt_gui.inspect_tab.surgery_switches import SurgerySwitches
from hellogpt_gui.inspect_tab.view import Answer, InspectView
from hellogpt_gui.theme import theme
from hellogpt_gui.units import in_a_line
from hellogpt_gui.widgets.attention_matrix import bare
from hellogpt_gui.widgets.buttons import label
from hellogpt_gui.widgets.segmented import Segmented
from hellogpt_gui.widgets.shift_list import ShiftList, ShiftRow

SIDE_WIDTH, SIDE_WIDEST = 272, 400
SWITCHES, PATCHING, STEERING = range(3)


class SurgeryView(InspectView):
    """Three pages of what can be changed; what it makes of the next token stands beside all of them."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._result: SurgeryResult | None = None
        self._wanted_head: tuple[int, int] | None = None
        self.ways = Segmented(("Switch off", "Patch", "Steer"), "What is done")
        self.set_tools(self.ways)
        self.switches, self.patching, self.steering = SurgerySwitches(), SurgeryPatching(), SurgerySteering()
        self._pages = QStackedWidget()
        for page in (self.switches, self.patching, self.steering):
            self._pages.addWidget(page)
        self.title = label("", "card")
        self.moved = label("", "caption", wrap=True)
        self.shifts = ShiftList("Likeliest next tokens, before and after")
        self.goes_on = label("", wrap=True)
        self._side = self._make_side()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self.picture)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._pages, 3)
        self._row.addWidget(self._side, 1)
        self._connect()
        theme.changed.connect(self._dress)
        self._dress()

    def _make_side(self) -> QWidget:
        side = QWidget()
        self._column = QVBoxLayout(side)
        self._goes_on_title = label("It goes on", "group")
        for widget in (self.title, self.moved, self.shifts, self._goes_on_title, self.goes_on):
            self._column.addWidget(widget)
        self._column.addStretch(1)
        return side

    def _connect(self) -> None:
        self.ways.changed.connect(self._turned)
        self.switches.switched.connect(self.switch_wanted)
        self.switches.surgery_wanted.connect(self.surgery_wanted)
        self.switches.grid.pointed.connect(self._pointed)
        self.steering.surgery_wanted.connect(self.surgery_wanted)
        self.patching.changed.connect(self.changed)
        self.patching.token_picked.connect(self.token_picked)
        self.patching.rival_picked.connect(self.rival_picked)
        self.shifts.picked.connect(self._shift_picked)

    # ---- what is shown ----------------------------------------------------------------------------------------------

    def show_surgery(self, surgery: SurgeryConfig) -> None:
        super().show_surgery(surgery)
        self.switches.show_surgery(surgery)
        self.steering.show_surgery(surgery)

    def show_head(self, layer: int, head: int) -> None:
        self.switches.grid.mark(layer, head)

    def looking(self) -> Mapping[str, Value]:
        return self.patching.looking() if self.ways.index == PATCHING else {}

    def show_result(self, answer: Answer) -> None:
        result = answer.result
        assert isinstance(result, SurgeryResult)
        self._result = result
        changed = answer.surgery.changes
        self.title.setText(f"After “{bare(answer.tokens[answer.at])}”")
        self.moved.setText(_moved(result.divergence) if changed else "Nothing is changed yet.")
        explained = result.explained.id
        rows = [ShiftRow(bare(one.token), one.before, one.after, one.id == explained) for one in result.shifts]
        self.shifts.show_rows(rows, changed)
        self.goes_on.setText(in_a_line(result.writes[1]))
        self.switches.show_result(result)
        self.patching.show_answer(answer)
        self.steering.show_result(result)

    # ---- what the person does ---------------------------------------------------------------------------------------

    @Slot(int)
    def _turned(self, index: int) -> None:
        self._pages.setCurrentIndex(index)
        for widget in (self._goes_on_title, self.goes_on):  # there both stand beside each other
            widget.setVisible(index != STEERING)
        if index == PATCHING and self.patching.second.text():
            self.changed.emit()

    @Slot(int, int)
    def _pointed(self, row: int, column: int) -> None:
        """The mark on a head is the head that all views share."""
        if self._result is not None and column < self._result.alone.shape[1] - 1:
            self.head_picked.emit(row, column)

    @Slot(int)
    def _shift_picked(self, row: int) -> None:
        if self._result is not None:
            self.token_picked.emit(self._result.shifts[row].id)

    # ---- the frame --------------------------------------------------------------------------------------------------

    def set_narrow(self, narrow: bool) -> None:
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self._side.setMinimumWidth(0 if narrow else theme.px(SIDE_WIDTH))
        self._side.setMaximumWidth(16_777_215 if narrow else theme.px(SIDE_WIDEST))

    @Slot()
    def _dress(self) -> None:
        self._column.setContentsMargins(0, 0, theme.px(10), 0)
        self._column.setSpacing(theme.px(6))
        self._row.setSpacing(theme.px(28))
        self.goes_on.setFont(theme.font(14))
        self.set_narrow(self._row.direction() == QBoxLayout.Direction.TopToBottom)


def _moved(bits: float) -> str:
    """How far the odds are from those before, in words."""
    far = f"{bits:.2g} bits" if bits < 1000 else "beyond all bounds"
    return f"Thin: before. Thick: now. The odds have moved by {far}."
