"""Embeddings: all tokens on a map, the nearest to the chosen one beside it; the places as a picture of their own."""

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from core.config import PROJECTIONS, Value
from core.protocol import EmbeddingsResult
from hellogpt_gui.inspect_tab.view import LEAST, Answer, InspectView, scrolled, stand
from hellogpt_gui.theme import theme
from hellogpt_gui.units import plural, share, whole
from hellogpt_gui.widgets.attention_matrix import bare
from hellogpt_gui.widgets.buttons import label, make_clearable
from hellogpt_gui.widgets.empty_state import EmptyState
from hellogpt_gui.widgets.odds_list import OddsList, OddsRow
from hellogpt_gui.widgets.scatter_map import ScatterMap
from hellogpt_gui.widgets.scatter_names import Marks
from hellogpt_gui.widgets.segmented import Segmented
from hellogpt_gui.widgets.signed_map import SignedMap

SIDE_WIDTH, FIND_WIDTH = 248, 180
UNCOUNTED = 0.4  # the weight of every dot where nobody knows how often a token occurs
LEARNT_PLACES = (
    "Every place has a learned vector that is added to the token's. Here: the cosine between those of any two places. "
    "A bright band along the diagonal means that the network knows which places are near each other."
)
TURNED_PLACES = (
    "This network adds no vector for the place. Each pair of a head's numbers is turned by an angle that grows with "
    "the place, quickly for the first pair, slowly for the last: here its cosine. Nothing of it is learned."
)


class EmbeddingsView(InspectView):
    """The chosen token is the one that all views share; zoom and picture stay when the step changes."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._answer: Answer | None = None
        self._projection = "pca"
        self.pictures = Segmented(("Tokens", "Positions"), "What is shown")
        self.projections = Segmented([one.label for one in PROJECTIONS.values()], "How it becomes a picture")
        self.finder = QLineEdit()
        self.finder.setPlaceholderText("Find a token")
        self.finder.setAccessibleName("Find a token")
        self.finder.setToolTip("Enter goes from one match to the next")
        make_clearable(self.finder)
        self.set_tools(self._in_a_row(self.pictures, self.projections, self.finder))
        self.map = ScatterMap("Map of all tokens")
        self.map_note = label("", "caption", wrap=True)
        self.places = SignedMap("How the network knows where a token stands")
        self.places_note = label("", "caption", wrap=True)
        self.no_places = EmptyState(
            "Nothing says where a token stands", "This network was made without positions (--position none)."
        )
        self._build_side()
        self._lay_out()
        self._connect()

    def _in_a_row(self, *tools: QWidget) -> QWidget:
        row = QWidget()
        self._tool_row = QHBoxLayout(row)
        self._tool_row.setContentsMargins(0, 0, 0, 0)
        for tool in tools:
            self._tool_row.addWidget(tool)
        return row

    def _build_side(self) -> None:
        self.title, self.facts = label("", "card"), label("", "caption", wrap=True)
        self.near_title = label("Nearest, by the cosine of the angle", "group")
        self.near = OddsList("Nearest tokens", row_height=24)
        self.legend = label("", "caption", wrap=True)
        self._side = QWidget()
        self._side_column = QVBoxLayout(self._side)
        for widget in (self.title, self.facts, self.near_title, self.near, self.legend):
            self._side_column.addWidget(widget)
        self._side_column.addStretch(1)
        self._side_area = scrolled(self._side, resizable=True)

    def _lay_out(self) -> None:
        self._pages = QStackedWidget()
        tokens, places = QWidget(), QWidget()
        for page, picture, note in ((tokens, self.map, self.map_note), (places, self.places, self.places_note)):
            column = QVBoxLayout(page)
            column.setContentsMargins(0, 0, 0, 0)
            column.addWidget(picture, 1)
            column.addWidget(note)
        for page in (tokens, places, self.no_places):
            self._pages.addWidget(page)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self.picture)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._pages, 1)
        self._row.addWidget(self._side_area)

    def _connect(self) -> None:
        self.pictures.changed.connect(self._show_picture)
        self.projections.changed.connect(self._project)
        self.finder.returnPressed.connect(self._find_next)
        self.map.picked.connect(self.token_picked)
        self.near.picked.connect(self._follow)
        theme.changed.connect(self._dress)
        self._dress()

    def looking(self) -> Mapping[str, Value]:
        return {"projection": self._projection}

    def set_narrow(self, narrow: bool) -> None:
        panes: dict[QWidget, int] = {self._pages: 2 * LEAST, self._side_area: 2 * LEAST}
        stand(self._row, narrow, {self._side_area: SIDE_WIDTH}, panes)

    # ---- what is shown ----------------------------------------------------------------------------------------------

    def show_result(self, answer: Answer) -> None:
        result = answer.result
        assert isinstance(result, EmbeddingsResult)
        self._answer = answer
        self.projections.setVisible(len(result.projections) > 1)
        self._show_map(answer, result)
        self._show_token(result)
        self._show_places(result)
        self._show_picture()

    def _show_map(self, answer: Answer, result: EmbeddingsResult) -> None:
        weights = np.full(len(result.names), UNCOUNTED)
        if result.counts is not None:
            weights = np.log1p(result.counts) / max(1.0, float(np.log1p(result.counts.max())))
        titles = ("", "")
        self.map_note.setText("Near ones stay near; how far groups are apart, and how large they are, means nothing.")
        if result.spread is not None:
            x, y = result.spread
            titles = (f"{share(x)} of the variance", f"{share(y)} of the variance")
            self.map_note.setText(f"{_plane_words(result, x + y)} {_left_out(result)}".strip())
        self.map.show_points(result.points, result.names, weights, titles)
        near = tuple(neighbour.id for neighbour in result.neighbours)
        self.map.show_marks(Marks(tuple(dict.fromkeys(answer.token_ids)), near, result.token))

    def _show_token(self, result: EmbeddingsResult) -> None:
        self.title.setText(f"“{result.names[result.token]}”")
        known = [f"token {whole(result.token)}"]
        if result.counts is not None:
            known.append(f"{plural(int(result.counts[result.token]), 'time')} in the text")
        known.append(f"length {result.length:.2f}")
        self.facts.setText("  ·  ".join(known))
        rows = [
            OddsRow(result.names[one.id], max(0.0, one.cosine), f"{one.cosine:.2f}".replace("-", "−"))
            for one in result.neighbours
        ]
        self.near.show_rows(rows, token_width=96)
        often = "A larger dot is a token that occurs more often in the training text"
        sizes = f"How often tokens occur is not known: {result.why_no_counts}" if result.why_no_counts else f"{often}."
        self.legend.setText(f"{sizes} Orange: tokens of the prompt.")

    def _show_places(self, result: EmbeddingsResult) -> None:
        if result.places is None:
            return
        numbers = [str(number) for number in result.places.numbers]
        if result.places.kind == "learned":
            self.places.show_cells(result.places.rows, numbers, numbers, ("Place", "Place"), square=True)
            self.places_note.setText(LEARNT_PLACES)
        else:
            pairs = [str(pair) for pair in range(result.places.rows.shape[1])]
            self.places.show_cells(result.places.rows, numbers, pairs, ("Place", "Pair"), square=False)
            self.places_note.setText(TURNED_PLACES)

    @Slot()
    def _show_picture(self) -> None:
        result = self._answer.result if self._answer is not None else None
        missing = isinstance(result, EmbeddingsResult) and result.places is None
        self._pages.setCurrentIndex(0 if self.pictures.index == 0 else 2 if missing else 1)
        self._side_area.setVisible(self.pictures.index == 0)
        for tool in (self.finder, self.projections):
            tool.setEnabled(self.pictures.index == 0)

    # ---- what the person does ---------------------------------------------------------------------------------------

    @Slot(int)
    def _project(self, index: int) -> None:
        self._projection = list(PROJECTIONS)[index]
        self.changed.emit()

    @Slot(int)
    def _follow(self, row: int) -> None:
        """On to a neighbour: which are its own?"""
        result = self._answer.result if self._answer is not None else None
        if isinstance(result, EmbeddingsResult):
            self.token_picked.emit(result.neighbours[row].id)

    @Slot()
    def _find_next(self) -> None:
        """The next token behind the chosen one that has these letters; the exact ones come first."""
        result, wanted = self._answer.result if self._answer is not None else None, self.finder.text().strip()
        if not isinstance(result, EmbeddingsResult) or not wanted:
            return
        found = [i for i, name in enumerate(result.names) if wanted.lower() in name.lower()]
        found.sort(key=lambda i: (bare(result.names[i]).lower() != wanted.lower(), i))
        if found:
            at = found.index(result.token) + 1 if result.token in found else 0
            self.token_picked.emit(found[at % len(found)])

    @Slot()
    def _dress(self) -> None:
        self._tool_row.setSpacing(theme.px(12))
        self.finder.setFixedWidth(theme.px(FIND_WIDTH))
        self._side_column.setContentsMargins(0, 0, theme.px(8), 0)
        self._side_column.setSpacing(theme.px(6))
        self._row.setSpacing(theme.px(24))
        self._side_area.setMinimumWidth(theme.px(SIDE_WIDTH))
        self._side_area.setMaximumWidth(theme.px(SIDE_WIDTH))


def _plane_words(result: EmbeddingsResult, held: float) -> str:
    """How much of the whole the picture shows."""
    return (
        f"This plane holds {share(held)} of the variance of {whole(result.d_model)} dimensions: tokens that are close "
        "here may be far apart in the others."
    )


def _left_out(result: EmbeddingsResult) -> str:
    """How many tokens are not in the picture, because nothing was learnt of them."""
    count = 0 if result.counts is None else int((result.counts == 0).sum())
    if not count:
        return ""
    return f"Left out: {plural(count, 'token')} that never {'occurs' if count == 1 else 'occur'} in the training text."
