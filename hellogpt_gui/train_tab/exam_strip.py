"""What the model can do by now: a line that can be opened, with a row for each skill of its exam."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.protocol import ExamTaken, SkillMark
from hellogpt_gui.theme import theme
from hellogpt_gui.train_tab.fold_strip import FoldStrip
from hellogpt_gui.widgets.ability_chart import Ability, AbilityChart

HEADS = ("in the text", "not in the text")


class ExamStrip(FoldStrip):
    """Exams from the first to the newest, or to the step that was scrubbed to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Exam", "Exam: what the model can do", parent)
        self.setProperty("help", "exam")
        self._exams: tuple[ExamTaken, ...] = ()
        self._chosen = -1
        self.chart = AbilityChart(HEADS)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, theme.px(8))
        column.addWidget(self.chart)
        self.set_open(True)

    def show_exams(self, exams: Sequence[ExamTaken], step: int | None) -> None:
        """Those of a run; ``step``: the figures are those of the last exam at it or before, None: of the newest."""
        before = sum(1 for exam in exams if step is None or exam.step <= step)
        shown = tuple(exams), max(0, before - 1)
        if shown != (self._exams, self._chosen):
            self._exams, self._chosen = shown
            self.draw()

    def draw(self) -> None:
        self.setVisible(bool(self._exams))
        if self._exams:
            abilities = abilities_of(self._exams)
            self.say("  ·  ".join(f"{ability.name} {_shares(ability, self._chosen)}" for ability in abilities))
            self.chart.show_abilities(abilities, self._chosen)


def abilities_of(exams: Sequence[ExamTaken]) -> tuple[Ability, ...]:
    """A row for each skill of the newest exam; what stands in the text in the first lane."""
    skills = dict.fromkeys(mark.skill for mark in exams[-1].marks)
    return tuple(Ability(skill, tuple(_lane(exams, skill, seen) for seen in (True, False))) for skill in skills)


def _lane(exams: Sequence[ExamTaken], skill: str, seen: bool) -> tuple[float | None, ...]:
    def share(marks: tuple[SkillMark, ...]) -> float | None:
        return next((mark.share for mark in marks if (mark.skill, mark.seen) == (skill, seen)), None)

    return tuple(share(exam.marks) for exam in exams)


def _shares(ability: Ability, chosen: int) -> str:
    return " / ".join(f"{100 * share:.0f}" for lane in ability.lanes if (share := lane[chosen]) is not None) + " %"
