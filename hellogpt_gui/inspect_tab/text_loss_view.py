"""Text loss: a whole text with its tint, where the loss comes from at its side, and the way into the person's files."""

from collections.abc import Mapping

from PySide6.QtCore import QPoint, QRect, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QBoxLayout, QComboBox, QStackedWidget, QVBoxLayout, QWidget

from core.config import PASSAGES, Value
from core.protocol import TextLossResult
from core.protocol.inspecting.text_loss import ShownText
from hellogpt_gui.inspect_tab import text_loss_words as words
from hellogpt_gui.inspect_tab.view import LEAST, Answer, InspectView, scrolled, stand
from hellogpt_gui.theme import theme
from hellogpt_gui.units import whole
from hellogpt_gui.widgets.buttons import icon_button, label
from hellogpt_gui.widgets.figures import FigureRow
from hellogpt_gui.widgets.odds_list import OddsList
from hellogpt_gui.widgets.passage import Passage
from hellogpt_gui.widgets.path_dialog import PathDialog
from hellogpt_gui.widgets.place_line import PlaceLine
from hellogpt_gui.widgets.row_list import RowList
from hellogpt_gui.widgets.segmented import Segmented
from hellogpt_gui.widgets.tints import LOSS, TextToken
from hellogpt_gui.widgets.token_cursor import Place
from hellogpt_gui.widgets.token_popover import TokenPopover
from hellogpt_gui.widgets.token_text import TokenText

SIDE_WIDTH = 304
A_FILE = "A file…"
LISTS = ("Hardest", "Position", "Frequency", "File")


class TextLossView(InspectView):
    """The place in the text stays when the step changes; another text begins at its beginning."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._answer: Answer | None = None
        self._shown: ShownText | None = None
        self._file, self._offset = "", 0
        self._goal: int | None = None  # the token of the text that is to be opened once it is shown
        self._passage = next(iter(PASSAGES))
        self.popover: TokenPopover | None = None
        self._build_tools()
        self._build_side()
        self._lay_out()
        self._connect()

    def _build_tools(self) -> None:
        self.source = QComboBox()
        self.source.setAccessibleName("Text")
        for passage in PASSAGES.values():
            self.source.addItem(passage.label, passage.name)
        self.source.addItem(A_FILE)
        self.back = icon_button("chevron-left", "The part before (Alt+Page up)")
        self.on = icon_button("chevron-right", "The part behind (Alt+Page down)")
        self.range = label("", "caption")
        self.set_tools(self.source, self.back, self.on, self.range)

    def _build_side(self) -> None:
        self.lists = Segmented(LISTS, "Where the loss comes from")
        self.list_note = label("", "caption", wrap=True)
        self.hardest = RowList("Hardest tokens", 6)
        self.groups = OddsList("Loss by groups", row_height=24)
        self._list_pages = QStackedWidget()
        self._list_pages.addWidget(self.hardest)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.groups)
        column.addStretch(1)
        self._list_pages.addWidget(scrolled(inside, resizable=True))
        self._side = QWidget()
        self._side_column = QVBoxLayout(self._side)
        self._side_column.setContentsMargins(0, 0, 0, 0)
        for widget in (self.lists, self.list_note):
            self._side_column.addWidget(widget)
        self._side_column.addWidget(self._list_pages, 1)

    def _lay_out(self) -> None:
        self.figures = FigureRow(words.CAPTIONS)
        self.note = label("", "caption", wrap=True)
        self.text = TokenText("The text, token by token", tints=LOSS)
        self.text.setProperty("help", self.name)
        self.place = PlaceLine()
        main = QWidget()
        self._main = QVBoxLayout(main)
        self._main.setContentsMargins(0, 0, 0, 0)
        self._main.addWidget(self.text, 1)
        self._main.addWidget(self.place)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.addWidget(main, 1)
        self._row.addWidget(self._side)
        self._whole = QVBoxLayout(self.picture)
        self._whole.setContentsMargins(0, 0, 0, 0)
        for widget in (self.figures, self.note):
            self._whole.addWidget(widget)
        self._whole.addLayout(self._row, 1)

    def _connect(self) -> None:
        self.source.activated.connect(self._choose_source)
        self.back.clicked.connect(self._go_back)
        self.on.clicked.connect(self._go_on)
        for keys, slot in (("Alt+PgUp", self._go_back), ("Alt+PgDown", self._go_on)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)
        self.lists.changed.connect(self._show_list)
        self.hardest.chosen.connect(self._go_to)
        self.groups.picked.connect(self._go_to_group)
        self.text.pointed.connect(self._pointed)
        theme.changed.connect(self._dress)
        self._dress()

    def forget(self) -> None:
        self._offset, self._goal = 0, None

    def looking(self) -> Mapping[str, Value]:
        return {"passage": self._passage, "file": self._file, "offset": self._offset}

    def set_narrow(self, narrow: bool) -> None:
        stand(self._row, narrow, {self._side: SIDE_WIDTH}, {self.text: LEAST, self._list_pages: LEAST})

    # ---- what is shown ----------------------------------------------------------------------------------------------

    @property
    def _result(self) -> TextLossResult | None:
        result = self._answer.result if self._answer is not None else None
        return result if isinstance(result, TextLossResult) else None

    def show_result(self, answer: Answer) -> None:
        result = answer.result
        assert isinstance(result, TextLossResult)
        self._answer = answer
        self.figures.show_texts(words.figures_of(result))
        self.note.setText(result.note)
        self.note.setVisible(bool(result.note))
        if result.shown is not self._shown:  # while more is measured, what is shown stays as it is
            self._shown = result.shown
            self._show_text(result)
        last = result.shown.offset + len(result.shown.tokens)
        self.range.setText(f"{whole(result.shown.offset)}–{whole(last - 1)} of {whole(result.total + 1)} tokens")
        self.back.setEnabled(result.shown.offset > 0)
        self.on.setEnabled(last <= result.total)
        self._show_list()

    def _show_text(self, result: TextLossResult) -> None:
        heading = words.TITLES[result.source]
        passage = Passage("", heading, "", words.tokens_of(result.shown))
        self.text.set_passages([passage])
        goal, self._goal = self._goal, None
        index = -1 if goal is None else goal - result.shown.offset
        if 0 <= index < len(passage.tokens):
            self.text.look_at(Place(0, index))
        else:
            self.text.verticalScrollBar().setValue(0)
        self._show_place(max(0, index))

    def _show_place(self, index: int) -> None:
        shown, files = (self._shown, self._result.files) if self._result is not None else (None, ())
        if shown is None or index >= len(shown.documents):
            self.place.show_place("", "", 0)
            return
        file = files[int(shown.documents[index])]
        self.place.show_place(file.name, file.path, int(shown.lines[index]))

    @Slot()
    def _show_list(self) -> None:
        result = self._result
        if result is None:
            return
        which = self.lists.index
        self._list_pages.setCurrentIndex(0 if which == 0 else 1)
        frequency = words.BY_FREQUENCY if result.by_frequency else words.NO_FREQUENCY
        files = words.BY_FILE if result.by_file else words.ONE_FILE
        self.list_note.setText((words.HARDEST, words.BY_POSITION, frequency, files)[which])
        groups = ((), result.by_position, result.by_frequency, result.by_file)[which]
        self.groups.show_rows(words.groups_of(groups), token_width=140 if which == 3 else 96, note_width=52)
        rows = words.hard_rows(result.hardest)
        if rows != list(self.hardest.rows.rows):
            self.hardest.show_rows(rows, self.hardest.current if self.hardest.current is not None else -1)

    @Slot(object, QRect)
    def _pointed(self, token: TextToken | None, at: QRect) -> None:
        window = self.window()
        if self.popover is None or self.popover.parentWidget() is not window:
            self.popover = TokenPopover(window)
            self.popover.held.connect(self.text.token_cursor.hold)
        place = self.text.chosen
        if token is None or not token.label or place is None:
            self.popover.hide()
            return
        self._show_place(place.token)
        inside = QRect(self.text.mapTo(window, QPoint(0, 0)), self.text.size())
        self.popover.show_token(token, at, inside, may_take=False)

    # ---- what the person does ---------------------------------------------------------------------------------------

    @Slot(int)
    def _choose_source(self, index: int) -> None:
        name = self.source.itemData(index)
        if name is None:
            self._show_source()
            dialog = PathDialog(self, "Choose a text", "")
            dialog.chosen.connect(self._take_file)
            dialog.open()
            return
        self._passage, self._file = name, ""
        self._go_to(0)

    @Slot(list)
    def _take_file(self, paths: list[str]) -> None:
        self._file = paths[0]
        self._show_source()
        self._go_to(0)

    def _show_source(self) -> None:
        """The box says which text is shown, also while another one is being chosen."""
        names = [self.source.itemData(index) for index in range(self.source.count())]
        self.source.setCurrentIndex(self.source.count() - 1 if self._file else names.index(self._passage))

    @Slot(int)
    def _go_to(self, token: int) -> None:
        """Show the text round one of its tokens."""
        self._offset, self._goal, self._shown = token, token or None, None
        self.changed.emit()

    @Slot(int)
    def _go_to_group(self, row: int) -> None:
        result = self._result
        if result is not None and self.lists.index == LISTS.index("File"):
            self._go_to(result.by_file[row].at)

    @Slot()
    def _go_back(self) -> None:
        self._turn(-1)

    @Slot()
    def _go_on(self) -> None:
        self._turn(1)

    def _turn(self, pages: int) -> None:
        """To the next part, or the one before: as many windows on as are shown."""
        result, answer = self._result, self._answer
        button = self.back if pages < 0 else self.on
        if result is None or answer is None or not button.isEnabled():
            return
        context, wide = answer.context_length, len(result.shown.firsts)
        first = max(0, result.shown.offset // context + pages * wide)
        self._offset, self._goal, self._shown = (first + wide // 2) * context + 1, None, None
        self.changed.emit()

    @Slot()
    def _dress(self) -> None:
        self._row.setSpacing(theme.px(24))
        for column in (self._main, self._whole):
            column.setSpacing(theme.px(8))
        self._side_column.setSpacing(theme.px(8))
        self._side.setMinimumWidth(theme.px(SIDE_WIDTH))
        self._side.setMaximumWidth(theme.px(SIDE_WIDTH))
