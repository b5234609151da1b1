"""The sheet that lets a model leave: three forms as cards, a place, and the command that opens it there."""

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QWidget

from core.config import FORMS, NUMBER_TYPES, Form
from core.protocol import Export, ExportDone, Failed
from hellogpt_gui.engine import Asker, EngineClient
from hellogpt_gui.exchange.form_card import FormCard
from hellogpt_gui.units import size
from hellogpt_gui.widgets.buttons import label
from hellogpt_gui.widgets.command_line import CommandLine
from hellogpt_gui.widgets.save_place import SavePlace
from hellogpt_gui.widgets.sheet import Sheet


class ExportSheet(Sheet):
    """For one run at one step."""

    def __init__(self, client: EngineClient, reference: str, parent: QWidget) -> None:
        """``reference``: RUN[@STEP]."""
        name = reference.split("@")[0]
        super().__init__(f"Export {name}", "Nothing is changed here: a copy leaves.", "Export", parent)
        self._reference = reference
        self._asker = Asker(client, self)
        self._asker.answered.connect(self._answered)
        self.finished.connect(self._asker.forget)
        self.cards = {form.name: FormCard(form) for form in FORMS.values()}
        self._group = QButtonGroup(self)
        row = QHBoxLayout()
        for card in self.cards.values():
            self._group.addButton(card)
            row.addWidget(card)
        self.numbers = QComboBox()
        self.numbers.setAccessibleName("Numbers in the file")
        for kind in NUMBER_TYPES.values():
            self.numbers.addItem(f"{kind.label}: {kind.help}", kind.name)
        self.place, self.command = SavePlace("Where it shall lie"), CommandLine()
        self.body.addLayout(row)
        self.body.addWidget(self.numbers)
        self.body.addWidget(label("Where", "group"))
        self.body.addWidget(self.place)
        self.body.addWidget(label("It opens with", "group"))
        self.body.addWidget(self.command)
        self._connect()
        self._suggested = ""
        self.cards["hf"].setChecked(True)
        self._form_chosen()

    def _connect(self) -> None:
        self._group.buttonClicked.connect(self._form_chosen)
        self.place.changed.connect(self._show_command)
        self.go.clicked.connect(self._export)

    @property
    def form(self) -> Form:
        """The form that is chosen."""
        card = self._group.checkedButton()
        assert isinstance(card, FormCard)
        return card.form

    @Slot()
    def _form_chosen(self) -> None:
        self.numbers.setVisible(self.form.name == "gguf")
        name = self._reference.split("@")[0].replace("/", "-")
        folder = Path(self.place.path).parent if self.place.path else Path.home()
        if self.place.path == self._suggested:
            self._suggested = str(folder / (name + (self.form.suffix or "-hf")))
            self.place.name_place(self._suggested)
        self.say("")
        self._show_command()

    @Slot()
    def _show_command(self) -> None:
        self.command.show_command(self.form.command.format(path=self.place.path))
        self.go.setEnabled(bool(self.place.path))

    @Slot()
    def _export(self) -> None:
        self.go.setEnabled(False)
        self.say("Writing…")
        kind = str(self.numbers.currentData())
        self._asker.ask(Export(self._reference, self.form.name, self.place.path, kind))

    @Slot(object)
    def _answered(self, last: object) -> None:
        self.go.setEnabled(True)
        if isinstance(last, Failed):
            self.say(f"{last.message} {last.hint}", "bad")
        elif isinstance(last, ExportDone):
            self.say(f"Written: {last.path}, {size(last.size)}.", "good")
            self.finish()
