"""The sheet that brings a model in: a folder or a zip, and what to call it."""

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from core.protocol import Failed, Import, ImportDone
from core.runs.names import model_name_for
from hellogpt_gui.engine import Asker, EngineClient
from hellogpt_gui.units import parameters
from hellogpt_gui.widgets.buttons import Button, label
from hellogpt_gui.widgets.path_dialog import PathDialog
from hellogpt_gui.widgets.sheet import Sheet

WHAT = (
    "A zip that HelloGPT made, or a Hugging Face folder with GPT-2 or Llama in it "
    "(config.json, tokenizer.json, safetensors). It can be talked to, looked into, and trained further."
)


class ImportSheet(Sheet):
    """``imported`` brings the name of the new run."""

    imported = Signal(str)

    def __init__(self, client: EngineClient, parent: QWidget, path: str = "") -> None:
        super().__init__("Import a model", WHAT, "Import", parent)
        self._asker = Asker(client, self)
        self._asker.answered.connect(self._answered)
        self.finished.connect(self._asker.forget)
        self.place, self.name = QLineEdit(), QLineEdit()
        self.place.setAccessibleName("Folder or zip")
        self.name.setAccessibleName("Name of the model")
        self.folder, self.zip = Button("Folder…", icon="folder"), Button("Zip…", icon="file")
        where = QHBoxLayout()
        where.addWidget(self.place, 1)
        where.addWidget(self.folder)
        where.addWidget(self.zip)
        self.body.addWidget(label("What", "group"))
        self.body.addLayout(where)
        self.body.addWidget(label("Call it", "group"))
        self.body.addWidget(self.name)
        self._suggested = ""
        self.place.textChanged.connect(self._placed)
        self.name.textChanged.connect(self._show_button)
        self.folder.clicked.connect(self._browse_folder)
        self.zip.clicked.connect(self._browse_zip)
        self.go.clicked.connect(self._import)
        self.place.setText(path)
        self._show_button()

    @Slot(str)
    def _placed(self, path: str) -> None:
        """Suggest a name, unless the person has written one."""
        if self.name.text() == self._suggested:
            self._suggested = model_name_for(Path(path).stem) if path.strip() else ""
            self.name.setText(self._suggested)
        self._show_button()

    @Slot()
    def _show_button(self) -> None:
        self.go.setEnabled(bool(self.place.text().strip() and self.name.text().strip()))

    @Slot()
    def _browse_folder(self) -> None:
        self._browse(PathDialog(self, "A Hugging Face folder", str(Path.home()), folder=True))

    @Slot()
    def _browse_zip(self) -> None:
        self._browse(PathDialog(self, "A zip of a run", str(Path.home()), "HelloGPT zip (*.zip);;All files (*)"))

    def _browse(self, dialog: PathDialog) -> None:
        dialog.chosen.connect(self._chosen)
        dialog.open()

    @Slot(list)
    def _chosen(self, paths: list[str]) -> None:
        self.place.setText(paths[0])

    @Slot()
    def _import(self) -> None:
        self.go.setEnabled(False)
        self.say("Reading…")
        self._asker.ask(Import(self.place.text().strip(), self.name.text().strip()))

    @Slot(object)
    def _answered(self, last: object) -> None:
        self._show_button()
        if isinstance(last, Failed):
            self.say(f"{last.message} {last.hint}", "bad")
        elif isinstance(last, ImportDone):
            self.say(f"{last.run}: {parameters(last.parameters)} parameters. {last.note}".strip(), "good")
            self.finish()
            self.imported.emit(last.run)
