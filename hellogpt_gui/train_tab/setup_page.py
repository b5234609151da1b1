"""The Train tab before a training: text, model, time, then Train; all settings in a form below.

Every choice goes into the draft; afterwards the whole page shows what the draft says.
"""

from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QPoint, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.config import PRESETS, TRAIN_CONFIGS, Value, settings_of
from core.errors import SettingError
from core.protocol import TextDone
from hellogpt_gui.theme import theme
from hellogpt_gui.train_tab.changes import Changes
from hellogpt_gui.train_tab.draft import Budget, Draft, settings_named_by
from hellogpt_gui.train_tab.forecast import Forecast
from hellogpt_gui.train_tab.model_section import CUSTOM, ModelSection
from hellogpt_gui.train_tab.text_section import TextSection
from hellogpt_gui.train_tab.time_section import TimeSection
from hellogpt_gui.widgets.buttons import Button, hairline, label
from hellogpt_gui.widgets.form import Form
from hellogpt_gui.widgets.preset_card import OUTSET

WIDEST = 960


class SetupPage(QScrollArea):
    """``train``: the button was pressed; ``texts_chosen``: other paths; ``texts_cleared``: the default again.

    ``origin_dropped``: no fork after all; ``queue``: let it wait; ``lab``: show experiments and
    the queue. While it is seen it asks the ``forecast`` what the draft will need.
    """

    train = Signal()
    queue = Signal()
    lab = Signal()
    texts_chosen = Signal(list)
    texts_cleared = Signal()
    origin_dropped = Signal()

    def __init__(
        self, draft: Draft, start: str, forecast: Forecast | None = None, parent: QWidget | None = None
    ) -> None:
        """``start``: the folder in which text files are looked for first."""
        super().__init__(parent)
        self._draft, self._forecast = draft, forecast
        self._obstacle = ""
        self._unfit = self._unsized = False
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.text = TextSection(start)
        self.model = ModelSection()
        self.time = TimeSection()
        self.form = Form([(kind.title, settings_of(kind)) for kind in TRAIN_CONFIGS])
        self.form.setContentsMargins(OUTSET, 0, OUTSET, 0)
        self.form.hide()
        self.changes = Changes()
        self._lay_out()
        self._connect()
        theme.changed.connect(self._restyle)
        self._restyle()
        self.show_draft()

    # ---- layout ----

    def _lay_out(self) -> None:
        subtitle = "Give it a text, choose a size and a time. Everything happens on this computer."
        self._column = QVBoxLayout()
        self._column.setSpacing(theme.px(24))
        heads = QVBoxLayout()
        heads.setSpacing(theme.px(4))
        heads.setContentsMargins(OUTSET, 0, OUTSET, 0)
        self.to_lab = Button("Experiments and queue", "link")
        head = QHBoxLayout()
        head.addWidget(label("Train a model", "title"))
        head.addStretch(1)
        head.addWidget(self.to_lab)
        heads.addLayout(head)
        heads.addWidget(label(subtitle, "quiet"))
        self._column.addLayout(heads)
        for section in (self.text, self.model, self.time):
            self._column.addWidget(section)
        self._column.addWidget(self._make_foot())
        self._column.addWidget(self.changes)
        self._column.addWidget(self.form)
        self._column.addStretch(1)
        self._content = QWidget()
        self._content.setObjectName("setup")
        self._content.setLayout(self._column)
        page = QWidget()
        page.setObjectName("page")
        around = QHBoxLayout(page)
        around.setContentsMargins(0, 0, 0, 0)
        around.addStretch(1)
        around.addWidget(self._content, 1000)
        around.addStretch(1)
        self.setWidget(page)

    def _make_foot(self) -> QWidget:
        foot = QWidget()
        self.button = Button("Train", "primary", "play")
        self.button.setAccessibleDescription("Ctrl+Enter")
        self.wait = Button("Add to queue")
        self.wait.hide()
        self.wait.setToolTip("Let it wait, and train it after the others")
        self.shortcut, caption = label("Ctrl+Enter", "caption"), label("Name", "caption")
        self.name = QLineEdit()
        self.name.setFixedWidth(theme.px(180))
        self.name.setAccessibleName("Name of the model")
        self.name.setToolTip("Its folder and its name in the library. Another run of that name gets the next number.")
        caption.setBuddy(self.name)
        self.settings = Button("All settings", "ghost", "sliders")
        self.settings.setCheckable(True)
        row = QHBoxLayout()
        row.setSpacing(theme.px(12))
        row.addWidget(self.button)
        row.addWidget(self.wait)
        row.addWidget(self.shortcut)
        row.addStretch(1)
        for widget in (caption, self.name, self.settings):
            row.addWidget(widget)
        column = QVBoxLayout(foot)
        column.setContentsMargins(OUTSET, 0, OUTSET, 0)
        column.setSpacing(theme.px(16))
        column.addWidget(hairline())
        column.addLayout(row)
        return foot

    @Slot()
    def _restyle(self) -> None:
        self._content.setMaximumWidth(theme.px(WIDEST) + 2 * OUTSET + 2 * theme.px(24))
        side = theme.px(24) - OUTSET
        self._column.setContentsMargins(side, theme.px(28), side, theme.px(24))
        self.button.setMinimumWidth(theme.px(100))

    def _connect(self) -> None:
        self.text.chosen.connect(self.texts_chosen)
        self.text.cleared.connect(self.texts_cleared)
        self.model.chosen.connect(self._on_model)
        self.model.dropped.connect(self.origin_dropped)
        self.time.chosen.connect(self._on_time)
        self.time.by_time.connect(self._on_by_time)
        self.time.change.connect(self._on_change)
        self.time.again.connect(self._measure_again)
        self.name.textEdited.connect(self._on_name)
        self.settings.toggled.connect(self._on_settings)
        self.form.edited.connect(self._on_edited)
        self.form.reset.connect(self._on_reset)
        self.changes.back.clicked.connect(self._on_reset_all)
        self.form.wrong_changed.connect(self._show_button)
        self.button.clicked.connect(self.train)
        self.wait.clicked.connect(self.queue)
        self.to_lab.clicked.connect(self.lab)
        if self._forecast is not None:
            self._forecast.changed.connect(self._on_forecast)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._foresee()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._forecast is not None:
            self._forecast.forget()  # a training or another tab wants the engine

    # ---- what is shown ----

    def show_text(self, text: TextDone) -> None:
        """What the engine found in the chosen texts."""
        self._draft.looked = text
        self.text.card.show_text(text)
        self.text.show_found(text)
        self.show_draft()

    def show_reading(self, title: str) -> None:
        """The chosen texts are being read."""
        self._draft.looked = None
        self.text.card.show_waiting(title)
        self.text.show_found(None)
        self.show_draft()

    def set_obstacle(self, why: str) -> None:
        """Why nothing can be started now, or nothing."""
        self._obstacle = why
        self._show_button()

    def show_waiting(self, training: bool, waiting: int) -> None:
        """``training``: something trains now; ``waiting``: how many wait. Alone, a training needs no queue."""
        self.wait.setVisible(training or waiting > 0)
        self.shortcut.setVisible(not self.wait.isVisibleTo(self))
        self.to_lab.setText(f"Experiments and queue ({waiting})" if waiting else "Experiments and queue")

    def show_draft(self) -> None:
        """Bring everything to what the draft says."""
        self.text.show_default(self._draft.texts == self._draft.default_texts)
        # A fork reads with the tokenizer of its parent, which was not made for this text.
        self.text.inside.setVisible(self._draft.looked is not None and self._draft.origin is None)
        self.model.show_draft(self._draft)
        self.time.show_draft(self._draft)
        self.form.set_frozen(self._draft.frozen, "A fork keeps the network of its parent")
        self.form.show_values(self._draft.values(), self._draft.base())
        if self.name.text() != self._draft.name:
            self.name.setText(self._draft.name)
        self._show_changes()
        self._show_problem()
        self._show_button()
        self._foresee()

    def show_forecast(self, forecast: Forecast) -> None:
        """What the engine expects of the draft; a size that the time was to choose goes into it."""
        answer = forecast.answer
        if answer is not None and answer.settings and answer.settings != self._draft.sized:
            self._draft.take_size(answer.settings)
            self.show_draft()
        self._unfit = answer is not None and not answer.fits
        self._unsized = self._draft.by_time and forecast.waiting
        self.time.show_forecast(forecast, datetime.now().astimezone())
        self._show_button()

    def show_error(self, error: SettingError) -> None:
        """A sentence at the field it is about; the form opens for it."""
        named = [name for name in settings_named_by(error) if name in self.form.fields]
        if named:
            self.settings.setChecked(True)
            self.form.show_error(named[0], str(error))
            self.form.focus_on(named[0])

    def _show_changes(self) -> None:
        base = "its origin" if self._draft.origin else PRESETS[self._draft.preset].label
        self.changes.show_count(self._draft.changes if self.settings.isChecked() else 0, base)

    def _show_problem(self) -> None:
        try:
            self._draft.config()
        except SettingError as error:
            for name in settings_named_by(error)[:1]:
                self.form.show_error(name, str(error))

    @Slot()
    def _show_button(self) -> None:
        wrong = self.form.wrong
        reason = self._obstacle
        if self._unfit:
            reason = "It does not fit into the memory: choose one of the ways out above."
        if self._unsized:
            reason = "The time chooses the size: this computer is being measured."
        if wrong:
            labels = ", ".join(self.form.fields[name].declared.label for name in wrong)
            reason = f"Put right in All settings first: {labels}."
        self.button.setEnabled(not reason)
        self.button.setToolTip(reason or "Start training (Ctrl+Enter)")
        self.wait.setEnabled(not wrong)

    # ---- what the person chooses ----

    @Slot(str)
    def _on_model(self, name: str) -> None:
        self.form.forget_refused()
        if name == CUSTOM:
            self._draft.choose_custom()
            self.settings.setChecked(True)
        else:
            self._draft.choose_preset(name)
        self.show_draft()

    @Slot(float)
    def _on_time(self, minutes: float) -> None:
        self._draft.set_budget(Budget("minutes", minutes))
        self.show_draft()

    # ---- what is expected of it ----

    def _foresee(self, again: bool = False) -> None:
        """Ask what the draft will need, where somebody looks at it and its text is known."""
        if self._forecast is None or not self.isVisible() or self._draft.looked is None:
            return
        try:
            self._forecast.want(replace(self._draft.estimate(), again=again))
        except SettingError:
            self._forecast.want(None)

    @Slot()
    def _measure_again(self) -> None:
        self._foresee(again=True)

    @Slot()
    def _on_forecast(self) -> None:
        assert self._forecast is not None
        self.show_forecast(self._forecast)

    @Slot(bool)
    def _on_by_time(self, wanted: bool) -> None:
        self._draft.choose_by_time(wanted)
        self.show_draft()

    @Slot(dict)
    def _on_change(self, settings: dict[str, Value]) -> None:
        for name, value in settings.items():
            self._draft.set(name, value)
        self.show_draft()

    @Slot(str)
    def _on_name(self, name: str) -> None:
        self._draft.name = name.strip()
        self._draft.name_is_own = bool(name.strip())

    @Slot(bool)
    def _on_settings(self, shown: bool) -> None:
        self.form.setVisible(shown)
        self._show_changes()
        if shown:
            QTimer.singleShot(0, self, self._reveal_form)  # once it has its place

    @Slot()
    def _reveal_form(self) -> None:
        """Scroll until the settings are seen, with the Train button above them."""
        top = self.changes if self.changes.isVisible() else self.form
        self.verticalScrollBar().setValue(top.mapTo(self._content, QPoint(0, 0)).y() - theme.px(88))

    @Slot(str, object)
    def _on_edited(self, name: str, value: Value) -> None:
        self._draft.set(name, value)
        self.show_draft()

    @Slot()
    def _on_reset_all(self) -> None:
        self.form.forget_refused()
        self._draft.choose_by_time(False)
        self._draft.reset_all()
        self.show_draft()

    @Slot(str)
    def _on_reset(self, name: str) -> None:
        self._draft.reset(name)
        self.show_draft()
