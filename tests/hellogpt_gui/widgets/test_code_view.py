"""Lines of a program: which of them are marked, and that docstrings and comments are quiet."""

import pytest
from PySide6.QtGui import QTextLayout
from pytestqt.qtbot import QtBot

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.code_view import CodeView

pytestmark = pytest.mark.usefixtures("dressed")
CODE = '''def add(x):
    """Add one.

    More of it."""
    return x + 1  # one'''


def formats(view: CodeView, line: int) -> list[QTextLayout.FormatRange]:
    return view.document().findBlockByNumber(line).layout().formats()


def test_the_lines_that_matter_are_marked(qtbot: QtBot) -> None:
    view = CodeView("code")
    qtbot.addWidget(view)
    view.show_code(CODE, (4,))
    assert view.marked == ["    return x + 1  # one"]
    assert view.isReadOnly()
    assert view.extraSelections()[0].format.background().color() == theme.color("tint")
    theme.set_scheme("dark")
    assert view.extraSelections()[0].format.background().color() == theme.color("tint")


def test_docstrings_and_comments_are_quiet(qtbot: QtBot) -> None:
    view = CodeView("code")
    qtbot.addWidget(view)
    view.show_code(CODE, ())
    quiet = theme.color("text-3")
    for line in (1, 3):
        assert formats(view, line)[-1].format.foreground().color() == quiet
    comment = formats(view, 4)[-1]
    assert (comment.start, comment.format.foreground().color()) == (CODE.splitlines()[4].index("#"), quiet)
    assert formats(view, 0)[0].format.fontWeight() > 400
