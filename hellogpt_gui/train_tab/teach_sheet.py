"""The sheet that teaches a run to answer: which dialogues, and for how long."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from core.config import RunConfig, Value, tune_config, tune_settings
from core.protocol import Tune
from core.text.builtin import BUILTIN
from hellogpt_gui.widgets.buttons import Button, label
from hellogpt_gui.widgets.drop_zone import DropZone
from hellogpt_gui.widgets.form import Field
from hellogpt_gui.widgets.path_dialog import PathDialog
from hellogpt_gui.widgets.segmented import Segmented
from hellogpt_gui.widgets.sheet import Sheet

WIDTH = 520
WHAT = (
    "A new run begins with this network and learns, from dialogues, to answer what it is asked. What the model says is "
    "learnt, what the user says is only read; its own text is replayed beside it, so that it is not forgotten."
)
FILES = "Dialogues (*.txt *.jsonl *.csv *.tsv);;All files (*)"
OWN, FIELDS = "Your own", ("minutes", "replay")


class TeachSheet(Sheet):
    """``wanted``: the Tune that the person asks for. ``sources``: the words the run's texts were asked for with."""

    wanted = Signal(object)

    def __init__(self, run: str, config: RunConfig, sources: Sequence[str], parent: QWidget) -> None:
        super().__init__(f"Teach {run} to answer", WHAT, "Teach it", parent, WIDTH)
        self._run, self._parent_config = run, config
        self._own: dict[str, Value] = {}
        self._wrong: set[str] = set()
        self._files: tuple[str, ...] = ()
        usual = [name for name in sources if name in BUILTIN and BUILTIN[name].dialogues is not None]
        self._builtin = tuple(usual[:1])
        labels = [f"{BUILTIN[name].label}'s" for name in self._builtin]
        self.source = Segmented([*labels, OWN], "Dialogues")
        self.source.setVisible(bool(labels))
        self.drop = DropZone("Drop dialogues: User: and Model: in a .txt, messages in a .jsonl, two columns of a .csv.")
        self.browse = Button("Choose files…", icon="file")
        self.drop.add(self.browse)
        self.chosen = label("", "quiet", wrap=True)
        self.body.addWidget(label("Dialogues", "group"))
        for widget in (self.source, self.drop, self.chosen):
            self.body.addWidget(widget)
        self.fields = {name: self._field(name) for name in FIELDS}
        self.source.changed.connect(self._show)
        self.drop.dropped.connect(self._take_files)
        self.browse.clicked.connect(self._browse)
        self.go.clicked.connect(self._teach)
        self._show()

    def _field(self, name: str) -> Field:
        field = Field(tune_settings()[name])
        value = self._usual(name)
        field.show_value(value, value)
        field.edited.connect(self._on_edited)
        field.wrong.connect(self._on_wrong)
        field.back.connect(self._on_back)
        self.body.addWidget(field)
        return field

    def _usual(self, name: str) -> Value:
        """A setting as it is where the person says nothing."""
        usual = tune_config(self._parent_config)
        value: Value = getattr(usual.tuning if name == "replay" else usual.training, name)
        return value

    @property
    def _is_own(self) -> bool:
        return self.source.index == len(self._builtin)

    @Slot()
    def _show(self) -> None:
        self.drop.setVisible(self._is_own)
        names = ", ".join(Path(path).name for path in self._files)
        self.chosen.setText(names)
        self.chosen.setVisible(self._is_own and bool(names))
        self.go.setEnabled(not self._wrong and bool(self._files or not self._is_own))
        self.adjustSize()

    @Slot()
    def _browse(self) -> None:
        dialog = PathDialog(self, "Choose dialogues", str(Path.home()), FILES)
        dialog.chosen.connect(self._take_files)
        dialog.open()

    @Slot(list)
    def _take_files(self, paths: list[str]) -> None:
        self._files = tuple(paths)
        self._show()

    @Slot(str, object)
    def _on_edited(self, name: str, value: Value) -> None:
        self._own[name] = value

    @Slot(str, bool)
    def _on_wrong(self, name: str, is_wrong: bool) -> None:
        (self._wrong.add if is_wrong else self._wrong.discard)(name)
        self._show()

    @Slot(str)
    def _on_back(self, name: str) -> None:
        self._own.pop(name, None)
        self.fields[name].show_value(self._usual(name), self._usual(name))

    @Slot()
    def _teach(self) -> None:
        dialogues = self._files if self._is_own else self._builtin
        self.wanted.emit(Tune(self._run, tune_config(self._parent_config, self._own), dialogues))
        self.accept()
