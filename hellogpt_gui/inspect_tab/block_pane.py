"""What is to be said of one stage of the network: its formula, all its numbers, and the code that computes it."""

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from core.protocol import BlocksResult, BlockStage
from hellogpt_gui.inspect_tab.view import scrolled
from hellogpt_gui.theme import theme
from hellogpt_gui.units import share, whole
from hellogpt_gui.widgets.attention_matrix import bare
from hellogpt_gui.widgets.buttons import label
from hellogpt_gui.widgets.code_view import CodeView
from hellogpt_gui.widgets.odds_list import OddsList, OddsRow
from hellogpt_gui.widgets.tensor_map import TensorMap


class BlockPane(QWidget):
    """``token_picked``: the token of the prompt that the person chose in the picture."""

    token_picked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = label("", "card")
        self.shape = label("", "caption", wrap=True)
        self.formula = label("", "estimate", wrap=True)
        self.note = label("", "quiet", wrap=True)
        self.followed = label("", "quiet", wrap=True)
        self.numbers = TensorMap("All numbers of the stage")
        self.odds = OddsList("Likeliest next tokens")
        self.file = label("", "group")
        self.code = CodeView("The code of the stage")
        self._pages = QStackedWidget()
        self._pages.addWidget(self.numbers)
        self._pages.addWidget(scrolled(self.odds, resizable=True))
        below = QWidget()
        self._below = QVBoxLayout(below)
        self._below.setContentsMargins(0, 0, 0, 0)
        self._below.addWidget(self.file)
        self._below.addWidget(self.code, 1)
        self._splitter = QSplitter(Qt.Orientation.Vertical)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self._pages)
        self._splitter.addWidget(below)
        self._splitter.setStretchFactor(0, 3)
        self._splitter.setStretchFactor(1, 2)
        self._column = QVBoxLayout(self)
        for widget in (self.title, self.shape, self.formula, self.note, self.followed):
            self._column.addWidget(widget)
        self._column.addWidget(self._splitter, 1)
        self.numbers.picked.connect(self.token_picked)
        theme.changed.connect(self._dress)
        self._dress()

    def show_stage(self, result: BlocksResult, tokens: tuple[str, ...], at: int, head: int) -> None:
        """``head``: the one that all views share."""
        stage = result.stage
        where = f"Layer {stage.layer} · " if stage.layer is not None else ""
        self.title.setText(f"{where}{stage.label[:1].lower()}{stage.label[1:]}" if where else stage.label)
        self.shape.setText(shape_words(stage))
        self.formula.setText(stage.formula)
        self.note.setText(stage.note)
        self.note.setVisible(bool(stage.note))
        words = followed_words(result, tokens, at, head)
        self.followed.setText(words)
        self.followed.setVisible(bool(words))
        names = [bare(token) for token in tokens]
        if stage.kind == "head":
            longest = result.candidates[0].probability
            self.odds.show_rows(
                [OddsRow(bare(one.token), one.probability / longest, share(one.probability),
                         extra=f"{one.logit:.2f}".replace("-", "−")) for one in result.candidates],
                token_width=96, value_width=64, extra_width=56,
            )  # fmt: skip
        else:
            pattern = stage.kind == "pattern"
            self.numbers.show_tensor(_past(result.tensor) if pattern else result.tensor, names, at, shares=pattern)
        self._pages.setCurrentIndex(1 if stage.kind == "head" else 0)
        source = result.source
        self.file.setText(f"{source.file}, from line {source.first}" if source else "")
        self.code.show_code(source.text if source else "", source.marked if source else ())

    @Slot()
    def _dress(self) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(6))
        self._below.setSpacing(theme.px(4))
        self.code.setMinimumHeight(theme.px(80))
        self._splitter.setHandleWidth(theme.px(10))


def _past(pattern: np.ndarray) -> np.ndarray:
    """The masked future is no number.  H T T"""
    length = pattern.shape[-1]
    return np.where(np.tri(length, dtype=bool), pattern, np.nan)


def shape_words(stage: BlockStage) -> str:
    """H × T × K = 4 × 18 × 32 · 16 512 parameters · blocks.0.attn.hook_q"""
    letters, numbers = (" × ".join(words) for words in (stage.letters.split(), map(str, stage.shape)))
    own = f"{whole(stage.parameters)} parameters" if stage.parameters else "no parameters of its own"
    return f"{letters} = {numbers}  ·  {own}  ·  {stage.name}"


def followed_words(result: BlocksResult, tokens: tuple[str, ...], at: int, head: int) -> str:
    """What the stage does to the chosen token, in a sentence."""
    stage, token = result.stage, f"“{bare(tokens[at])}”"
    if stage.kind == "pattern":
        shown = min(head, len(result.tensor) - 1)
        row = result.tensor[shown][at]
        most = int(np.argmax(row))
        return f"In head {shown}, {token} looks most at “{bare(tokens[most])}”: {row[most]:.2f}."
    if stage.kind == "head":
        best = result.candidates[0]
        return f"After {token}, “{bare(best.token)}” is likeliest: {share(best.probability)}."
    if stage.length is None:
        return ""
    if stage.turned is not None:
        turned = f"points {stage.turned:.0f}° elsewhere than before"
        return f"The stream of {token} is {stage.length:.2f} long now, and {turned}."
    if stage.kind in ("project", "down"):
        return f"What is written for {token} is {stage.length:.2f} long."
    return f"The vector of {token} is {stage.length:.2f} long."
