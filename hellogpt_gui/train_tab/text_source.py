"""Which text the set-up has: files that were named or have come are read, and what they hold is shown."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from core.protocol import Failed, LookAtText, TextDone
from core.runs.names import model_name_for
from hellogpt_gui.engine.client import EngineClient
from hellogpt_gui.engine.job import Job
from hellogpt_gui.train_tab.draft import Draft
from hellogpt_gui.train_tab.setup_page import SetupPage
from hellogpt_gui.units import shortened


class TextSource(QObject):
    """``chosen``: another text is read now; ``failed``: a Failed, where it cannot be."""

    chosen = Signal()
    failed = Signal(object)

    def __init__(self, client: EngineClient, setup: SetupPage, draft: Draft, parent: QObject) -> None:
        super().__init__(parent)
        self._client, self._setup, self._draft = client, setup, draft
        self._look: Job | None = None
        setup.texts_chosen.connect(self.use)
        setup.texts_cleared.connect(self.use_default)

    @property
    def known(self) -> bool:
        """Whether the text is known, or being read."""
        return self._look is not None or self._draft.looked is not None

    @property
    def reading(self) -> bool:
        return self._look is not None

    @Slot(list)
    def use(self, paths: Sequence[str]) -> None:
        """Take these files and folders as the text."""
        self._draft.choose_texts(tuple(paths))
        self.chosen.emit()
        self.look()

    @Slot(list)
    def add(self, paths: Sequence[str]) -> None:
        """Take these beside the files that were chosen before; in place of a text that nobody chose."""
        self._draft.add_texts(tuple(paths))
        self.chosen.emit()
        self.look()

    @Slot()
    def use_default(self) -> None:
        """Take the text that is learnt where nobody chose one."""
        self._draft.choose_texts(self._draft.default_texts)
        self.look()

    def look(self) -> None:
        """Read the text again."""
        if self._look is not None:
            self._look.finished.disconnect(self._on_looked)
            self._look.stop()
        names = [Path(path).name or path for path in self._draft.texts]
        self._setup.show_reading(shortened(", ".join(names), 60) or "Text")
        self._look = self._client.submit(LookAtText(self._draft.texts, self._draft.choices))
        self._look.finished.connect(self._on_looked)

    @Slot(object)
    def _on_looked(self, answer: TextDone | Failed) -> None:
        self._look = None
        if isinstance(answer, TextDone):
            if not self._draft.name_is_own:
                self._draft.name = model_name_for(answer.label)
            self._setup.show_text(answer)
            return
        self.failed.emit(answer)
        if self._draft.texts != self._draft.default_texts:
            self.use_default()
        else:
            self._setup.text.card.show_problem(answer.message)
