"""The sheet that begins an experiment: which, how long, how often; network and text are those of the set-up."""

from collections.abc import Mapping

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from core.config import (
    EXPERIMENTS,
    ExperimentConfig,
    Setting,
    Value,
    experiment_config,
    settings_of,
    train_settings,
)
from core.errors import SettingError
from core.protocol import RunExperiment
from hellogpt_gui.lab.basis import Basis
from hellogpt_gui.theme import theme
from hellogpt_gui.units import plural
from hellogpt_gui.widgets.buttons import Button, label
from hellogpt_gui.widgets.form import Field
from hellogpt_gui.widgets.sheet import Sheet


class ExperimentSheet(Sheet):
    """``asked``: (RunExperiment, whether it shall wait in the queue)."""

    asked = Signal(object, bool)

    def __init__(self, basis: Basis, busy: bool, names: frozenset[str], parent: QWidget) -> None:
        """``busy``: something trains now; ``names``: of experiments that there are."""
        super().__init__("Experiment", f"Several trainings at equal tokens, compared. {basis.label}", "Start", parent)
        self._basis, self._names = basis, names
        self.kinds: dict[str, QRadioButton] = {}
        self._group = QButtonGroup(self)
        for kind in EXPERIMENTS.values():
            self._add_kind(kind.name, kind.label, kind.help)
        declared = {setting.name: setting for setting in settings_of(ExperimentConfig)}
        self.fields = {name: Field(one) for name, one in self._asked(declared).items()}
        self._values: dict[str, Value] = {}
        for name, one in self.fields.items():
            self._values[name] = 400 if name == "steps" else declared[name].default
            one.show_value(self._values[name], self._values[name])
            one.edited.connect(self._edited)
            one.back.connect(self._back)
            self.body.addWidget(one)
            one.setMinimumHeight(theme.px(34))
        self.name = QLineEdit()
        self.name.setAccessibleName("Name of the experiment")
        self.name.setMinimumHeight(theme.px(34))
        self.wait = Button("Add to queue")
        self.wait.clicked.connect(self._queue_it)
        row = QHBoxLayout()
        row.addWidget(label("Name"))
        row.addWidget(self.name, 1)
        self.body.addLayout(row)
        self.foot.insertWidget(0, self.wait)
        self.go.setEnabled(not busy)
        self.go.setToolTip("A model is training: let the experiment wait in the queue." if busy else "")
        self.go.clicked.connect(self._start)
        self._group.buttonClicked.connect(self._kind_chosen)
        self.name.textEdited.connect(self._show_size)
        self.kinds["take-a-block-out"].setChecked(True)
        self._kind_chosen()
        self.ensurePolished()
        self.setMinimumHeight(self.heightForWidth(self.width()))

    @staticmethod
    def _asked(declared: Mapping[str, Setting]) -> dict[str, Setting]:
        return {"steps": train_settings()["steps"], **{n: declared[n] for n in ("seeds", "rates", "rate_factor")}}

    def _add_kind(self, name: str, words: str, sentence: str) -> None:
        button = QRadioButton(words)
        button.setAccessibleDescription(sentence)
        self.kinds[name] = button
        self._group.addButton(button)
        column = QVBoxLayout()
        column.setSpacing(theme.px(2))
        column.addWidget(button)
        about = label(sentence, "caption", wrap=True)
        about.setIndent(24)
        column.addWidget(about)
        self.body.addLayout(column)

    @property
    def kind(self) -> str:
        return next(name for name, button in self.kinds.items() if button.isChecked())

    def command(self) -> RunExperiment:
        """What was chosen.

        Raises:
            SettingError: a value does not fit.
        """
        own = {name: value for name, value in self._values.items() if name != "steps"}
        experiment = ExperimentConfig(kind=self.kind, **own)  # type: ignore[arg-type]
        config = experiment_config(self._basis.preset, {**self._basis.shared, "steps": self._values["steps"]})
        name = self.name.text().strip() or self._free_name()
        return RunExperiment(experiment, config, self._basis.texts, name, self._basis.choices)

    def _free_name(self) -> str:
        """A name that no experiment has."""
        names = [self.kind, *(f"{self.kind}-{number}" for number in range(2, len(self._names) + 3))]
        return next(name for name in names if name not in self._names)

    @Slot()
    def _kind_chosen(self) -> None:
        self.name.setPlaceholderText(self._free_name())
        self.fields["rates"].setEnabled(self.kind != "size")
        self.fields["rate_factor"].setEnabled(self.kind != "size")
        self._show_size()

    @Slot(str, object)
    def _edited(self, name: str, value: Value) -> None:
        self._values[name] = value
        self._show_size()

    @Slot(str)
    def _back(self, name: str) -> None:
        one = self.fields[name]
        self._edited(name, 400 if name == "steps" else one.declared.default)
        one.show_value(self._values[name], self._values[name])

    @Slot()
    def _show_size(self) -> None:
        try:
            command = self.command()
        except SettingError as error:
            self.say(str(error), "bad")
            return
        tokens = command.config.training.steps * command.config.training.batch_size
        tokens *= command.config.training.grad_accumulation * command.config.model.context_length
        self.say(
            f"Each training sees {plural(tokens, 'token')}. It can be stopped at any time, and goes on where it was."
        )

    @Slot()
    def _start(self) -> None:
        self._ask(wait=False)

    @Slot()
    def _queue_it(self) -> None:
        self._ask(wait=True)

    def _ask(self, wait: bool) -> None:
        try:
            command = self.command()
        except SettingError as error:
            self.say(str(error), "bad")
            return
        self.asked.emit(command, wait)
        self.accept()
