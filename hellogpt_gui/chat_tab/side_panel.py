"""The panel at the right of the talk: sampling rules, seed, and the odds of the next token under them."""

import random

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from core.config import SamplingConfig, parse, settings_of
from core.errors import SettingError
from hellogpt_gui.chat_tab.odds_chart import OddsChart
from hellogpt_gui.help import explain_setting
from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.buttons import hairline, icon_button, label
from hellogpt_gui.widgets.sampling_form import SamplingForm

WIDTH = 280
LOW = 220  # px of height under the talk
SEED = next(setting for setting in settings_of(SamplingConfig) if setting.name == "seed")


class SidePanel(QFrame):
    """``changed`` says that a rule is another one."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "chrome")
        self.setProperty("help", "sampling")
        self.rules = SamplingForm(("temperature", "top_k", "top_p", "min_p", "max_new_tokens"))
        self.rules.changed.connect(self.changed)
        self.seed_field = QLineEdit("0")
        self.seed_field.setProperty("kind", "figure")
        self.seed_field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.seed_field.setAccessibleName("Seed")
        self.seed_field.setToolTip(SEED.help)
        explain_setting(self.seed_field, SEED)
        self.seed_field.editingFinished.connect(self._seed_typed)
        self._seed = 0
        self._narrow = False
        self.dice = icon_button("dice", "Another seed")
        self.dice.clicked.connect(self.roll)
        self.reset_button = icon_button("refresh", "Back to the defaults")
        self.reset_button.clicked.connect(self.rules.reset)
        self.chart = OddsChart()
        self._after = label("", "caption")
        self._lay_out()
        theme.changed.connect(self._dress)
        self._dress()

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
        self._column.addWidget(hairline())
        self._column.addLayout(odds)
        self._column.addWidget(self.chart)
        self._column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)

    def config(self) -> SamplingConfig:
        """The rules and the seed as they stand."""
        return self.rules.config(self._seed)

    def show_after(self, words: str) -> None:
        """What the next token would come after."""
        self._after.setText(f"after “…{words[-16:]}”".replace("\n", "⏎") if words else "")

    def set_narrow(self, narrow: bool) -> None:
        """Under the talk it is as wide as that, and scrolls."""
        self._narrow = narrow
        self._size()

    def _size(self) -> None:
        self.setMinimumWidth(0 if self._narrow else theme.px(WIDTH))
        self.setMaximumWidth(16_777_215 if self._narrow else theme.px(WIDTH))
        self.setMaximumHeight(theme.px(LOW) if self._narrow else 16_777_215)

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
            self.set_seed(int(parse(SEED, self.seed_field.text().strip())))
        except SettingError:
            self.seed_field.setText(str(self._seed))

    @Slot()
    def _dress(self) -> None:
        side = theme.px(16)
        self._size()
        self.seed_field.setFixedWidth(theme.px(60))
        self._column.setContentsMargins(side, side, side, side)
        self._column.setSpacing(theme.px(12))
