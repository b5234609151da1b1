"""The stops of a run as the scrubber shows them: those on disk, now, and those still to come."""

from dataclasses import dataclass, replace

from core.runs import RunSummary, Stop
from hellogpt_gui import units
from hellogpt_gui.engine.training_state import TrainingState
from hellogpt_gui.library.selection import SelectedStep
from hellogpt_gui.widgets.step_scrubber import ScrubberStop

PARTS = 32  # snapshots are kept at every 1/32 of a run, and at powers of two


@dataclass(frozen=True)
class Track:
    """``stops`` for the scrubber; ``steps``: what each stop is in the selection; ``words``: its kind."""

    stops: tuple[ScrubberStop, ...] = ()
    steps: tuple[SelectedStep, ...] = ()
    numbers: tuple[int, ...] = ()
    words: tuple[str, ...] = ()

    def index_of(self, step: SelectedStep) -> int:
        """Where a selected step stands: itself, else the nearest one before it."""
        if not self.steps:
            return 0
        if step == "best":
            return next((index for index, stop in enumerate(self.stops) if stop.best), len(self.steps) - 1)
        if step in self.steps:
            return self.steps.index(step)
        if isinstance(step, int):
            return max((index for index, number in enumerate(self.numbers) if number <= step), default=0)
        on_disk = [index for index, known in enumerate(self.steps) if known != "live"]
        return on_disk[-1] if step == "latest" and on_disk else len(self.steps) - 1


def track_of(run: RunSummary | None, stops: tuple[Stop, ...], training: TrainingState) -> Track:
    """The track of a run: it ends with ``live`` while the run trains in this window."""
    live = run is not None and training.active and training.run == run.name
    numbers = [stop.step for stop in stops] + ([training.step] if live else [])
    coming = planned(run, numbers[-1] if numbers else 0)
    total = coming[-1] if coming else (numbers[-1] if numbers else 0)
    marks = [_mark(stop.step, total, _words(stop), best=stop.is_best) for stop in stops]
    if live:
        now = _mark(training.step, total, f"step {training.step}, now")
        if stops and stops[-1].step == training.step:  # saved this moment: its label stands there already
            now = replace(now, landmark=0)
        marks.append(now)
    marks += [_mark(step, total, f"step {step}, still to come", there=False) for step in coming]
    steps: list[SelectedStep] = [stop.step for stop in stops]
    words = [_kind(stop) for stop in stops]
    return Track(
        tuple(marks), (*steps, *(("live",) if live else ())), tuple(numbers), (*words, *(("now",) if live else ()))
    )


def _mark(step: int, total: int, words: str, there: bool = True, best: bool = False) -> ScrubberStop:
    """A stop with its label: the ends first, then the middle, then 64, 512, 4096 …, then the quarters."""
    places = {0: 1, total: 1, round(total / 2): 2}
    power_of_eight = step >= 64 and step & (step - 1) == 0 and (step.bit_length() - 1) % 3 == 0
    quarter = 4 if step in (round(total / 4), round(total * 3 / 4)) else 0
    landmark = places.get(step, 3 if power_of_eight else quarter)
    return ScrubberStop(units.whole(step), words, there, best, landmark)


def planned(run: RunSummary | None, after: int) -> list[int]:
    """Steps at which a run that is not done will be kept, as far as can be told now."""
    if run is None or run.state == "done" or not run.steps_planned:
        return []
    total = run.steps_planned
    parts = {round(total * part / PARTS) for part in range(1, PARTS + 1)}
    powers = {2**exponent for exponent in range(total.bit_length()) if 2**exponent <= total}
    return sorted(step for step in parts | powers if step > after)


def _kind(stop: Stop) -> str:
    return "best" if stop.is_best else stop.kind


def _words(stop: Stop) -> str:
    return f"step {stop.step}, {_kind(stop)}{', newest' if stop.is_latest else ''}"
