"""All conversations in a sheet: found by any of their words, opened where those stand, named, exported, thrown away."""

import datetime
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from core.conversations.file import Card, Listing
from core.conversations.naming import title_of
from core.conversations.search import Found
from hellogpt_gui.units import plural, printable, when
from hellogpt_gui.widgets.buttons import Button
from hellogpt_gui.widgets.empty_state import EmptyState
from hellogpt_gui.widgets.row_list import Row, RowList
from hellogpt_gui.widgets.sheet import Sheet

SETTLED_MS = 120
ROWS_SEEN = 8
MOST_FOUND = 500
TO_THE_LIST = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)


class ConversationsSheet(Sheet):
    """``search_wanted``: (cards, words); ``opened``: (id, turn or None); the others: what shall be done to one."""

    search_wanted = Signal(object, str)
    opened = Signal(str, object)
    rename_wanted = Signal(str, str)
    export_wanted = Signal(str, str)
    delete_wanted = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(
            "Conversations", "Everything that was said is searched, on every branch.", "Open", parent, width=720
        )
        self.setProperty("help", "conversations")
        self._cards: tuple[Card, ...] = ()
        self._found: tuple[Found, ...] | None = None  # None: nothing is searched for
        self.find_field = QLineEdit()
        self.find_field.setPlaceholderText("Find by name or by any words that were said")
        self.find_field.setAccessibleName("Find conversations")
        self.find_field.setClearButtonEnabled(True)
        self.find_field.installEventFilter(self)
        self.list = RowList("Conversations", ROWS_SEEN)
        self.nothing = EmptyState("No conversations yet", "What you say in Chat is kept here, turn by turn.")
        self.rename_button = Button("Rename…", icon="edit")
        self.export_button = Button("Export…", icon="download")
        self.delete_button = Button("Delete", icon="trash")
        deeds = QHBoxLayout()
        for button in (self.rename_button, self.export_button, self.delete_button):
            deeds.addWidget(button)
        deeds.addStretch(1)
        for widget in (self.find_field, self.list, self.nothing):
            self.body.addWidget(widget)
        self.foot.insertLayout(0, deeds)
        self._settled = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self._settled.timeout.connect(self._search)
        self._connect()
        self.show_listing(Listing(()))
        self.find_field.setFocus()

    def _connect(self) -> None:
        self.find_field.textChanged.connect(self._settled.start)
        self.find_field.returnPressed.connect(self._open)
        self.list.chosen.connect(self._follow)
        self.list.taken.connect(self._open)
        self.list.installEventFilter(self)
        self.go.clicked.connect(self._open)
        self.rename_button.clicked.connect(self._rename)
        self.export_button.clicked.connect(self._export)
        self.delete_button.clicked.connect(self._delete)

    # ---- what is shown -----------------------------------------------------------------------------------------------

    def show_listing(self, listing: Listing) -> None:
        """Every conversation, and why others could not be read."""
        self._cards = listing.cards
        self.say(" ".join(f"{one.message} {one.hint}" for one in listing.troubles), "bad")
        self._search()

    def show_found(self, words: str, found: Sequence[Found]) -> None:
        """What was asked for with ``search_wanted``, unless something else is looked for by now."""
        if words == self._words:
            self._found = _one_each(found)
            self._fill()

    @property
    def _words(self) -> str:
        return self.find_field.text().strip()

    @Slot()
    def _search(self) -> None:
        if self._words:
            self.search_wanted.emit(self._cards, self._words)
        else:
            self._found = None
            self._fill()

    def _fill(self) -> None:
        before = self.current
        places = [(card, None) for card in self._cards] if self._found is None else [(f.card, f) for f in self._found]
        self._places = places[:MOST_FOUND]
        rows = [
            Row(number, printable(title_of(card)), _caption(card, found), _day(card.changed))
            for number, (card, found) in enumerate(self._places)
        ]
        kept = next((n for n, (card, _) in enumerate(self._places) if before and card.id == before.id), 0)
        self.list.show_rows(rows, kept)
        self.list.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        if self._cards:
            self.nothing.show_words("Nothing found", "No conversation has all of these words in its name or in a turn.")
        else:
            self.nothing.show_words("No conversations yet", "What you say in Chat is kept here, turn by turn.")
        self._follow()

    @property
    def current(self) -> Card | None:
        """The chosen conversation."""
        at = self.list.current
        return self._places[at][0] if at is not None and at < len(self._places) else None

    @Slot()
    def _follow(self) -> None:
        for button in (self.go, self.rename_button, self.export_button, self.delete_button):
            button.setEnabled(self.current is not None)

    # ---- what is done ------------------------------------------------------------------------------------------------

    @Slot()
    def _open(self) -> None:
        card = self.current
        if card is not None:
            found = self._places[self.list.current or 0][1]
            self.opened.emit(card.id, found.turn if found else None)
            self.accept()

    @Slot()
    def _rename(self) -> None:
        if (card := self.current) is not None:
            self.rename_wanted.emit(card.id, title_of(card))

    @Slot()
    def _export(self) -> None:
        if (card := self.current) is not None:
            self.export_wanted.emit(card.id, title_of(card))

    @Slot()
    def _delete(self) -> None:
        if (card := self.current) is not None:
            self.delete_wanted.emit(card.id, title_of(card))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the field, arrows walk through the list; in the list, Delete and F2 do what the buttons do."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if watched is self.find_field and event.key() in TO_THE_LIST:
                self.list.keyPressEvent(event)
                return True
            deeds = {Qt.Key.Key_Delete: self._delete, Qt.Key.Key_F2: self._rename}
            if watched is self.list and event.key() in deeds:
                deeds[Qt.Key(event.key())]()
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves the search first."""
        if event.key() == Qt.Key.Key_Escape and self.find_field.text():
            self.find_field.clear()
        elif event.key() == Qt.Key.Key_F and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.find_field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.find_field.selectAll()
        else:
            super().keyPressEvent(event)


def _one_each(found: Sequence[Found]) -> tuple[Found, ...]:
    """Of each conversation the first place in what was said; its name alone where nothing else holds the words."""
    best: dict[str, Found] = {}
    for one in found:
        if one.card.id not in best or best[one.card.id].turn is None:
            best[one.card.id] = one
    return tuple(best.values())


def _caption(card: Card, found: Found | None) -> str:
    if found is not None and found.turn is not None:
        return printable(found.excerpt)
    models = card.models
    more = f" and {len(models) - 1} more" if len(models) > 1 else ""
    return f"{models[0] if models else 'no answer yet'}{more}  ·  {plural(len(card.turns), 'turn')}"


def _day(moment: str) -> str:
    try:
        then = datetime.datetime.fromisoformat(moment).astimezone()
    except ValueError:
        return ""
    return when(then, datetime.datetime.now().date())
