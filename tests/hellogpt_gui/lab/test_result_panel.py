"""A result on the screen and on the disk: rows, sentences, picture, table; what cannot be written is said."""

import csv
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtSvg import QSvgRenderer
from pytestqt.qtbot import QtBot

from core.protocol import ExperimentResult, References, VariantResult
from hellogpt_gui.lab.result_panel import ResultPanel, row_of, title_of

pytestmark = pytest.mark.usefixtures("dressed")
WHOLE = VariantResult("whole", "The whole model", 1000, 1.0, 0.01, (), (2.0, 2.02, 1.98), (), 2.0, 0.02, whole=True)
WITHOUT = VariantResult(
    "no-attention", "Without attention", 800, 3.0, 0.03, (), (3.0, None, 3.1), (), 3.05, 0.0707, "It is worse."
)
EARLY = VariantResult("one-head", "With one head", 1000, None, None)
LOST = VariantResult("no-residuals", "Without residuals", 1000, 1.0, 0.01, (), (None, None))
RESULT = ExperimentResult(
    "blocks", "take-a-block-out", "Take a block out", "2026-01-01T00:00:00+00:00", "Tales", 300, 614_400, 20, 42,
    (WHOLE, WITHOUT, EARLY, LOST), ("Dearest is without attention.",), "How it was judged.",
    References(6.0, 4.2, 2.8),
)  # fmt: skip


@pytest.fixture
def panel(qtbot: QtBot) -> ResultPanel:
    made = ResultPanel()
    qtbot.addWidget(made)
    made.resize(800, 500)
    made.show_result(RESULT)
    made.show()
    return made


def test_rows_say_what_was_measured_and_what_was_not() -> None:
    assert [row_of(one).words or row_of(one).note for one in RESULT.variants] == [
        "2.000 ± 0.020", "3.050 ± 0.071", "its learning rate is being chosen", "no finite number",
    ]  # fmt: skip
    assert row_of(WITHOUT).values == (3.0, 3.1)
    assert row_of(WHOLE).chosen


def test_title_sentences_and_note_are_shown(panel: ResultPanel) -> None:
    assert title_of(RESULT).replace("\u2009", "") == "Take a block out · Tales · 300 steps (614400 tokens) each"
    assert panel.sentences.text() == "Dearest is without attention.\n\nIt is worse."
    assert panel.note.text() == "How it was judged."
    assert "Without residuals: no finite number" in panel.plot.accessibleDescription()


def test_the_picture_is_written_as_png_and_svg(panel: ResultPanel, tmp_path: Path) -> None:
    panel.write(str(tmp_path / "a.png"))
    panel.write(str(tmp_path / "b.svg"))
    panel.write(str(tmp_path / "c"))
    image = QImage(str(tmp_path / "a.png"))
    assert image.width() == 1800
    assert QSvgRenderer(str(tmp_path / "b.svg")).isValid()
    assert "Without attention" in (tmp_path / "b.svg").read_text(encoding="utf-8")
    assert (tmp_path / "c.png").is_file()


def test_the_table_holds_every_number(panel: ResultPanel, tmp_path: Path) -> None:
    panel.write(str(tmp_path / "t.csv"))
    with (tmp_path / "t.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert [line["variant"] for line in lines] == [one.label for one in RESULT.variants]
    assert [lines[1][f"seed_{n}"] for n in (1, 2, 3)] == ["3.0", "", "3.1"]
    assert float(lines[0]["mean"]) == 2.0


def test_a_place_that_cannot_be_written_is_said(qtbot: QtBot, panel: ResultPanel, tmp_path: Path) -> None:
    for name in ("gone/a.png", "gone/a.svg", "gone/a.csv"):
        with qtbot.waitSignal(panel.failed) as said:
            panel.write(str(tmp_path / name))
        assert "could not be written" in said.args[0]
