"""The sheet that writes a view's numbers with a script that repeats them elsewhere."""

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from core.config import VIEWS
from core.protocol import Failed, Inspect, Prove, ProveDone
from hellogpt_gui.engine import Asker, EngineClient
from hellogpt_gui.widgets.buttons import label
from hellogpt_gui.widgets.command_line import CommandLine
from hellogpt_gui.widgets.save_place import SavePlace
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
        self.place, self.command = SavePlace("Where the folder shall lie"), CommandLine()
        self.place.name_place(str(Path.home() / f"{name}-{question.view}"))
        self.body.addWidget(label("Where", "group"))
        self.body.addWidget(self.place)
        self.body.addWidget(label("To see the numbers repeated, with TransformerLens installed", "group"))
        self.body.addWidget(self.command)
        self.place.changed.connect(self._show_command)
        self.go.clicked.connect(self._write)
        self._show_command()

    @Slot()
    def _show_command(self) -> None:
        self.command.show_command(f'python "{Path(self.place.path) / "prove.py"}"')
        self.go.setEnabled(bool(self.place.path))

    @Slot()
    def _write(self) -> None:
        self.go.setEnabled(False)
        self.say("Writing…")
        self._asker.ask(Prove(self._question, self.place.path))

    @Slot(object)
    def _answered(self, last: object) -> None:
        self.go.setEnabled(True)
        if isinstance(last, Failed):
            self.say(f"{last.message} {last.hint}", "bad")
        elif isinstance(last, ProveDone):
            self.command.show_command(last.command)
            self.say(f"Written: {last.path}.", "good")
            self.finish()
