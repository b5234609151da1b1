"""The form made from declarations: every setting has a field, bad input stays with a sentence, the way back works."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from core.config import TRAIN_CONFIGS, Value, settings_of, train_settings
from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.form import FIELD_WIDTH, Form

pytestmark = pytest.mark.usefixtures("dressed")

BASE: dict[str, Value] = {name: declared.default for name, declared in train_settings().items()}


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    made = Form([(kind.__name__, settings_of(kind)) for kind in TRAIN_CONFIGS])
    qtbot.addWidget(made)
    made.show_values(BASE, BASE)
    made.show()
    qtbot.waitExposed(made)
    return made


def type_into(qtbot: QtBot, form: Form, name: str, words: str) -> None:
    editor = form.fields[name].editor
    assert isinstance(editor, QLineEdit)
    editor.setFocus()
    editor.selectAll()
    qtbot.keyClick(editor, Qt.Key.Key_Delete)
    qtbot.keyClicks(editor, words)
    qtbot.keyClick(editor, Qt.Key.Key_Return)


def text_of(form: Form, name: str) -> str:
    editor = form.fields[name].editor
    assert isinstance(editor, QLineEdit)
    return editor.text()


def test_every_declared_setting_has_a_field_with_name_and_help(form: Form) -> None:
    assert set(form.fields) == set(train_settings())
    for name, field in form.fields.items():
        assert field.editor.accessibleName() == train_settings()[name].label
        assert train_settings()[name].option in field.toolTip()


def test_a_typed_value_is_said_once(qtbot: QtBot, form: Form) -> None:
    with qtbot.waitSignal(form.edited) as said:
        type_into(qtbot, form, "learning_rate", "0.005")
    assert said.args == ["learning_rate", 0.005]
    with qtbot.assertNotEmitted(form.edited):
        form.fields["batch_size"].editor.setFocus()


def test_an_empty_field_means_automatic(qtbot: QtBot, form: Form) -> None:
    form.show_values({**BASE, "vocab_size": 900}, BASE)
    with qtbot.waitSignal(form.edited) as said:
        type_into(qtbot, form, "vocab_size", "")
    assert said.args == ["vocab_size", 0]


@pytest.mark.parametrize(("name", "words"), [("n_layers", "many"), ("n_layers", "0"), ("dropout", "1.5")])
def test_what_cannot_be_stays_with_a_sentence(qtbot: QtBot, form: Form, name: str, words: str) -> None:
    with qtbot.assertNotEmitted(form.edited):
        type_into(qtbot, form, name, words)
    assert form.wrong == (name,)
    assert form.fields[name].message.isVisible()
    assert form.fields[name].message.text().startswith("Give ")
    form.show_values({**BASE, "batch_size": 7}, BASE)  # another field was set meanwhile
    assert form.wrong == (name,)
    assert form.fields[name].message.isVisible()
    assert text_of(form, name) == words
    type_into(qtbot, form, name, "2" if name == "n_layers" else "0.2")
    assert form.wrong == ()


@pytest.mark.parametrize("values", [{**BASE, "n_layers": 9}, BASE])
def test_words_that_are_no_value_go_when_another_value_is_shown_or_they_are_not_wanted(
    qtbot: QtBot, form: Form, values: dict[str, Value]
) -> None:
    type_into(qtbot, form, "n_layers", "many")
    if values == BASE:
        form.forget_refused()
    form.show_values(values, BASE)
    assert form.wrong == ()
    assert text_of(form, "n_layers") == str(values["n_layers"])


def test_words_that_are_no_value_go_from_a_field_that_cannot_be_changed(qtbot: QtBot, form: Form) -> None:
    type_into(qtbot, form, "n_layers", "many")
    form.set_frozen({"n_layers"}, "A fork keeps the network of its parent")
    form.show_values(BASE, BASE)
    assert form.wrong == ()
    assert text_of(form, "n_layers") == str(BASE["n_layers"])


def test_the_way_back_from_words_that_are_no_value(qtbot: QtBot, form: Form) -> None:
    form.reset.connect(lambda: form.show_values(BASE, BASE))
    type_into(qtbot, form, "n_layers", "many")
    qtbot.mouseClick(form.fields["n_layers"].reset, Qt.MouseButton.LeftButton)
    assert form.wrong == ()
    assert text_of(form, "n_layers") == str(BASE["n_layers"])


def test_a_difference_is_marked_and_can_be_taken_back(qtbot: QtBot, form: Form) -> None:
    field = form.fields["n_heads"]
    assert not field.dot.isVisible()
    form.show_values({**BASE, "n_heads": 8}, BASE)
    assert field.dot.isVisible()
    with qtbot.waitSignal(form.reset) as said:
        qtbot.mouseClick(field.reset, Qt.MouseButton.LeftButton)
    assert said.args == ["n_heads"]


def test_choices_and_switches_say_their_names(qtbot: QtBot, form: Form) -> None:
    combo, box = form.fields["optimizer"].editor, form.fields["bias"].editor
    assert isinstance(combo, QComboBox)
    assert isinstance(box, QCheckBox)
    combo.setFocus()
    with qtbot.waitSignal(form.edited) as said:
        qtbot.keyClick(combo, Qt.Key.Key_Up)
    assert said.args == ["optimizer", "adamw"]
    with qtbot.waitSignal(form.edited) as said:
        box.click()
    assert said.args == ["bias", False]


def test_fields_are_made_when_the_form_is_opened_and_show_what_was_said_before(qtbot: QtBot) -> None:
    form = Form([(kind.__name__, settings_of(kind)) for kind in TRAIN_CONFIGS])
    qtbot.addWidget(form)
    form.show_values({**BASE, "n_layers": 7}, BASE)
    assert form.findChildren(QLineEdit) == []
    assert form.wrong == ()
    form.show()
    qtbot.waitExposed(form)
    assert form.fields["n_layers"].editor.text() == "7"
    assert form.fields["n_layers"].dot.isVisible()
    assert set(form.fields) == set(BASE)


def test_an_error_opens_the_fields_too(qtbot: QtBot) -> None:
    form = Form([(kind.__name__, settings_of(kind)) for kind in TRAIN_CONFIGS])
    qtbot.addWidget(form)
    form.show_error("n_heads", "It must divide the model width.")
    assert form.wrong == ("n_heads",)


def test_fields_grow_with_the_zoom(form: Form) -> None:
    editor = form.fields["n_layers"].editor
    before = editor.width()
    while theme.zoom < 1.5:
        theme.zoom_in()
    assert editor.minimumWidth() == theme.px(FIELD_WIDTH) > before
