"""The panel at the right of the talk: sampling rules, seed, and the odds of the next token under them."""

import random

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from core.config import SamplingConfig, parse
from core.errors import SettingError
from core.protocol import Candidate
from hellogpt_gui.chat_tab.odds_chart import OddsChart
from hellogpt_gui.help import explain_setting
from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.buttons import Button, hairline, icon_button, label
from hellogpt_gui.widgets.elided_label import ElidedLabel
from hellogpt_gui.widgets.sampling_form import DECLARED, SamplingForm

WIDTH = 280
LOW = 220  # px of height under the talk
ALWAYS = ("temperature", "top_k", "top_p", "max_new_tokens")
FOLDED = ("min_p", "repetition_penalty", "ban", "ban_token", "stop", "keep_first", "weights")
FOLD = "Min-p, repetition, bans, stops"
EIGHT = 8


class SidePanel(QFrame):
    """``changed`` says that a rule is another one; ``repeat_asked`` and ``eight_asked`` that a button was pressed."""

    changed = Signal()
    repeat_asked = Signal()
    eight_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "chrome")
        self.setProperty("help", "sampling")
        self._seed = 0
        self._narrow = False
        self._run = ""
        self.rules, self.more = SamplingForm(ALWAYS), SamplingForm(FOLDED)
        self._make_seed()
        self._make_buttons()
        self.chart = OddsChart()
        self.chart.setProperty("help", "odds")
        self._differing = label("", "caption", wrap=True)
        self._after = ElidedLabel("caption")
        self._lay_out()
        self._connect()
        self.set_open(False)
        self.set_can(False, False)
        self._dress()

    def _make_seed(self) -> None:
        self.seed_field = QLineEdit("0")
        self.seed_field.setProperty("kind", "figure")
        self.seed_field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.seed_field.setAccessibleName("Seed")
        self.seed_field.setToolTip(DECLARED["seed"].help)
        explain_setting(self.seed_field, DECLARED["seed"])
        self.dice = icon_button("dice", "Another seed")

    def _make_buttons(self) -> None:
        self.reset_button = icon_button("refresh", "Back to the defaults")
        self.fold = Button(FOLD, "link")
        self.fold.setCheckable(True)
        self.fold.setAccessibleDescription("Shows or hides the rules that are needed less often")
        self.repeat = Button("Repeat exactly", icon="refresh")
        self.repeat.setToolTip("Writes the last answer again with its own settings and seed, and compares")
        self.eight = Button(f"{EIGHT} answers")
        self.eight.setToolTip("Writes eight continuations side by side, each with its own seed, to choose from")

    def _lay_out(self) -> None:
        head, seed, odds = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        head.addWidget(label("Sampling", "panel"), 1)
        head.addWidget(self.reset_button)
        seed.addWidget(label("Seed"), 1)
        seed.addWidget(self.dice)
        seed.addWidget(self.seed_field)
        odds.addWidget(label("Next token", "panel"), 1)
        odds.addWidget(self._after)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.addLayout(head)
        self._column.addWidget(self.rules)
        self._column.addLayout(seed)
        self._column.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(self._differing)
        self._column.addWidget(self.more)
        self._column.addWidget(hairline())
        self._column.addLayout(odds)
        self._column.addWidget(self.chart)
        self._column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        self._buttons = QWidget()
        self._foot = QHBoxLayout(self._buttons)
        self._foot.addWidget(self.repeat, 3)
        self._foot.addWidget(self.eight, 2)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(0)
        self._whole.addWidget(scroll, 1)
        self._whole.addWidget(self._buttons)

    def _connect(self) -> None:
        self.rules.changed.connect(self.changed)
        self.more.changed.connect(self._more_changed)
        self.seed_field.editingFinished.connect(self._seed_typed)
        self.dice.clicked.connect(self.roll)
        self.reset_button.clicked.connect(self.reset)
        self.fold.toggled.connect(self.set_open)
        self.chart.picked.connect(self._token_picked)
        self.repeat.clicked.connect(self.repeat_asked)
        self.eight.clicked.connect(self.eight_asked)
        theme.changed.connect(self._dress)

    # ---- rules ------------------------------------------------------------------------------------------------------

    def config(self) -> SamplingConfig:
        """The rules and the seed as they stand."""
        return SamplingConfig(**self.rules.values(), **self.more.values(), seed=self._seed)  # type: ignore[arg-type]

    def show_config(self, config: SamplingConfig) -> None:
        """Show the rules and the seed that an answer was written with."""
        self.rules.show_config(config)
        self.more.show_config(config)
        self.set_seed(config.seed)
        self._more_changed()

    @Slot()
    def reset(self) -> None:
        """All rules as they are by default; the seed stays."""
        self.rules.show_config(SamplingConfig())
        self.more.show_config(SamplingConfig())
        self._more_changed()

    @Slot(bool)
    def set_open(self, opened: bool) -> None:
        """Show the rules that are needed less often; while they are hidden, what differs there is said."""
        self.fold.setChecked(opened)
        self.more.setVisible(opened)
        self._tell_differing()

    @Slot()
    def _more_changed(self) -> None:
        self._tell_differing()
        self.changed.emit()

    def _tell_differing(self) -> None:
        words = self.more.differing()
        self._differing.setText(words[:1].upper() + words[1:])
        self._differing.setVisible(bool(words) and not self.fold.isChecked())

    @Slot(object)
    def _token_picked(self, candidate: Candidate) -> None:
        """A token of the chart is banned, or allowed again."""
        banned = self.more.lists["ban_token"]
        banned.name_entries({candidate.id: candidate.token})
        if candidate.id in banned.value:
            banned.take_out(candidate.id)
        elif candidate.kept:
            banned.add(candidate.id)

    def set_run(self, run: str) -> None:
        """Which run answers: numbers of tokens mean nothing to another one."""
        if run != self._run:
            self._run = run
            self.more.lists["ban_token"].set_value(())
            self._tell_differing()

    @Slot()
    def roll(self) -> None:
        """Another seed, by chance."""
        self.set_seed(random.randrange(10_000))

    def set_seed(self, seed: int) -> None:
        self._seed = seed
        self.seed_field.setText(str(seed))

    @Slot()
    def _seed_typed(self) -> None:
        try:
            self.set_seed(int(parse(DECLARED["seed"], self.seed_field.text().strip())))
        except SettingError:
            self.seed_field.setText(str(self._seed))

    # ---- what the tab says ------------------------------------------------------------------------------------------

    def set_can(self, repeat: bool, answer: bool) -> None:
        """Whether there is an answer to be repeated, and a model that could write some."""
        self.repeat.setEnabled(repeat)
        self.eight.setEnabled(answer)

    def show_after(self, words: str) -> None:
        """What the next token would come after."""
        self._after.setText(f"after “…{words[-16:]}”".replace("\n", "⏎") if words else "")

    def set_narrow(self, narrow: bool) -> None:
        """Under the talk it is as wide as that, and all of it scrolls, the buttons too."""
        if narrow != self._narrow:
            self._narrow = narrow
            before, after = (self._whole, self._column) if narrow else (self._column, self._whole)
            before.removeWidget(self._buttons)
            after.addWidget(self._buttons)
            self._dress()

    def _size(self) -> None:
        self.setMinimumWidth(0 if self._narrow else theme.px(WIDTH))
        self.setMaximumWidth(16_777_215 if self._narrow else theme.px(WIDTH))
        self.setMaximumHeight(theme.px(LOW) if self._narrow else 16_777_215)

    @Slot()
    def _dress(self) -> None:
        side = theme.px(16)
        self._size()
        self.seed_field.setFixedWidth(theme.px(60))
        self._column.setContentsMargins(side, side, side, side)
        self._column.setSpacing(theme.px(12))
        outside = (0, 0, 0, 0) if self._narrow else (side, theme.px(12), side, side)
        self._foot.setContentsMargins(*outside)
        self._foot.setSpacing(theme.px(8))
