"""The sheet that writes a view's numbers with a script that repeats them elsewhere."""

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from core.config import VIEWS
from core.protocol import Failed, Inspect, Prove, ProveDone
from hellogpt_gui.engine import Asker, EngineClient
from hellogpt_gui.widgets.buttons import Button, icon_button, label
from hellogpt_gui.widgets.sheet import Sheet

SENTENCE = (
    "A folder with the model, these numbers and a short script. The script works them out again in TransformerLens, "
    "which other people wrote, and says how far the two are apart."
)


class ProofSheet(Sheet):
    """For one question to one view."""

    def __init__(self, client: EngineClient, question: Inspect, parent: QWidget) -> None:
        super().__init__(f"Prove it: {VIEWS[question.view].label}", SENTENCE, "Write", parent)
        self._question = question
        self._asker = Asker(client, self)
        self._asker.answered.connect(self._answered)
        self.finished.connect(self._asker.forget)
        name = question.run.split("@")[0].replace("/", "-")
        self.place = QLineEdit(str(Path.home() / f"{name}-{question.view}"))
        self.place.setAccessibleName("Where the folder shall lie")
        self.browse = Button("Browse…", icon="folder")
        where = QHBoxLayout()
        where.addWidget(self.place, 1)
        where.addWidget(self.browse)
        self.command = label("", "caption", wrap=True)
        self.copy_button = icon_button("copy", "Copy the command")
        runs = QHBoxLayout()
        runs.addWidget(self.command, 1)
        runs.addWidget(self.copy_button)
        self.body.addWidget(label("Where", "group"))
        self.body.addLayout(where)
        self.body.addWidget(label("To see the numbers repeated, with TransformerLens installed", "group"))
        self.body.addLayout(runs)
        self.place.textChanged.connect(self._show_command)
        self.browse.clicked.connect(self._browse)
        self.copy_button.clicked.connect(self._copy)
        self.go.clicked.connect(self._write)
        self._show_command()

    @Slot()
    def _show_command(self) -> None:
        self.command.setText(f'python "{Path(self.place.text()) / "prove.py"}"')
        self.go.setEnabled(bool(self.place.text().strip()))

    @Slot()
    def _browse(self) -> None:
        dialog = QFileDialog(self, "Where the folder shall lie", self.place.text())
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.selectFile(self.place.text())
        dialog.fileSelected.connect(self.place.setText)
        dialog.open()

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.command.text())

    @Slot()
    def _write(self) -> None:
        self.go.setEnabled(False)
        self.say("Writing…")
        self._asker.ask(Prove(self._question, self.place.text().strip()))

    @Slot(object)
    def _answered(self, last: object) -> None:
        self.go.setEnabled(True)
        if isinstance(last, Failed):
            self.say(f"{last.message} {last.hint}", "bad")
        elif isinstance(last, ProveDone):
            self.command.setText(last.command)
            self.say(f"Written: {last.path}.", "good")
            self.finish()
