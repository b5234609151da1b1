"""Every setting a run was made with, to read; what differs from its preset stands bold."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from core.config import PRESETS, TRAIN_CONFIGS, RunConfig, Setting, Value, build_config, in_words, settings_of
from hellogpt_gui.help import explain_on_f1
from hellogpt_gui.theme import theme


class SettingsSheet(QDialog):
    """Opens over the page and is thrown away when closed."""

    def __init__(self, name: str, config: RunConfig, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("help", "train")
        self.explainer = explain_on_f1(self)
        self.setWindowTitle(f"Settings of {name}")
        self.resize(theme.px(520), theme.px(560))
        self.tree = QTreeWidget()
        self.tree.setColumnCount(2)
        self.tree.setHeaderHidden(True)
        self.tree.setRootIsDecorated(False)
        self.tree.setSelectionMode(QTreeWidget.SelectionMode.NoSelection)
        self.tree.setAccessibleName("Settings")
        base = build_config(config.preset) if config.preset in PRESETS else None
        parts = (config.model, config.text, config.training)
        bases = (base.model, base.text, base.training) if base else parts
        for kind, part, preset_part in zip(TRAIN_CONFIGS, parts, bases, strict=True):
            group = QTreeWidgetItem([part.title])
            group.setFont(0, theme.font(12, 600))
            self.tree.addTopLevelItem(group)
            for declared in settings_of(kind):
                group.addChild(_row(declared, getattr(part, declared.name), getattr(preset_part, declared.name)))
            group.setExpanded(True)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setStretchLastSection(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.tree)
        column.addWidget(buttons)


def _row(declared: Setting, value: Value, base: Value) -> QTreeWidgetItem:
    row = QTreeWidgetItem([declared.label, in_words(declared, value)])
    # What was automatic has been resolved when the run began: that is no choice of the person's.
    chosen = value != base and not (declared.automatic and base == 0) and base != "auto"
    told = f"{declared.help}\nIn the terminal: {declared.option}"
    told += f"\nThe preset has: {in_words(declared, base)}" if chosen else ""
    for column in (0, 1):
        row.setToolTip(column, told)
        row.setFont(column, theme.font(13, 600 if chosen else 400, tabular=column == 1))
    return row
