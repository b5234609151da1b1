"""Blocks: the network's diagram with the prompt's own numbers; the chosen stage beside it, and a way to walk along."""

from collections.abc import Mapping

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QBoxLayout, QWidget

from core.config import Value
from core.protocol import BlocksResult
from hellogpt_gui.inspect_tab.block_pane import BlockPane
from hellogpt_gui.inspect_tab.blocks_diagram import diagram_of
from hellogpt_gui.inspect_tab.view import Answer, InspectView, scrolled
from hellogpt_gui.theme import theme
from hellogpt_gui.units import parameters
from hellogpt_gui.widgets.attention_matrix import bare
from hellogpt_gui.widgets.buttons import icon_button, label
from hellogpt_gui.widgets.network_diagram import NetworkDiagram

DIAGRAM_WIDTH = 452


class BlocksView(InspectView):
    """The chosen stage stays while prompt, place and step change; of a network with many layers one is open."""

    follows_head = True

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._block = ""
        self._layer = self._head = 0
        self._answer: Answer | None = None
        self.back = icon_button("chevron-left", "One step back along the token's way")
        self.on = icon_button("chevron-right", "One step on along the token's way")
        self.step = label("", "quiet")
        self.set_tools(self.back, self.on, self.step)
        self.diagram = NetworkDiagram("The network, stage by stage")
        self.pane = BlockPane()
        self._area = scrolled(self.diagram, resizable=True)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self.picture)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._area, 2)
        self._row.addWidget(self.pane, 3)
        self._settled = QTimer(self, singleShot=True, interval=0)  # when boxes have their places
        self._settled.timeout.connect(self._follow)
        self.diagram.picked.connect(self._chosen)
        self.pane.token_picked.connect(self.picked)
        self.back.clicked.connect(self._step_back)
        self.on.clicked.connect(self._step_on)
        theme.changed.connect(self._dress)
        self._dress()

    def looking(self) -> Mapping[str, Value]:
        return {"block": self._block}

    def show_head(self, layer: int, head: int) -> None:
        self._layer, self._head = layer, head

    def show_result(self, answer: Answer) -> None:
        result = answer.result
        assert isinstance(result, BlocksResult)
        self._answer = answer
        self._block = result.chosen
        self._draw()
        self.pane.show_stage(result, answer.tokens, answer.at, self._head)
        keys = self.diagram.keys
        here = keys.index(result.chosen)
        self.back.setEnabled(here > 0)
        self.on.setEnabled(here < len(keys) - 1)
        self.step.setText(
            f"Step {here + 1} of {len(keys)} along the way of “{bare(answer.tokens[answer.at])}”  ·  "
            f"{parameters(result.parameters)} parameters in all"
        )
        self._settled.start()

    def _draw(self) -> None:
        assert self._answer is not None
        result = self._answer.result
        assert isinstance(result, BlocksResult)
        at = self._answer.at / max(1, len(self._answer.tokens) - 1)
        self.diagram.show_network(diagram_of(result), result.chosen, at)

    @Slot()
    def _follow(self) -> None:
        """The chosen stage is in sight."""
        box = self.diagram.box_of(self.diagram.chosen).center().toPoint()
        self._area.ensureVisible(box.x(), box.y(), theme.px(60), theme.px(90))

    # ---- what the person does ---------------------------------------------------------------------------------------

    @Slot(str)
    def _chosen(self, key: str) -> None:
        """Of a folded layer the first stage is shown, and it opens."""
        assert self._answer is not None
        result = self._answer.result
        assert isinstance(result, BlocksResult)
        stage = next(one for one in result.stages if one.name == key)
        folded = stage.layer is not None and stage.layer in result.folded
        self._block = f"blocks.{stage.layer}.{_first_of(result)}" if folded else key
        if stage.layer is not None and stage.layer != self._layer:
            self.head_picked.emit(stage.layer, self._head)
        else:
            self.changed.emit()

    @Slot()
    def _step_back(self) -> None:
        self.diagram.walk(-1)

    @Slot()
    def _step_on(self) -> None:
        self.diagram.walk(1)

    # ---- the frame --------------------------------------------------------------------------------------------------

    def set_narrow(self, narrow: bool) -> None:
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self._area.setMinimumWidth(theme.px(DIAGRAM_WIDTH))
        self._area.setMinimumHeight(theme.px(360) if narrow else 0)
        self.pane.setMinimumHeight(theme.px(460 if narrow else 300))

    @Slot()
    def _dress(self) -> None:
        self._row.setSpacing(theme.px(24))
        self.set_narrow(self._row.direction() == QBoxLayout.Direction.TopToBottom)
        if self._answer is not None:  # its small pictures have the colours of the scheme
            self._draw()


def _first_of(result: BlocksResult) -> str:
    """What the first stage of every layer is called in it."""
    opened = next(stage for stage in result.stages if stage.layer is not None and stage.layer not in result.folded)
    return opened.name.split(".", 2)[2]
