"""One prompt through all steps of a run: each is loaded in turn, answers as in a chat, and is let go."""

from collections.abc import Iterator, Sequence

from core.chat.answer import answer
from core.chat.likelihood import mean_log
from core.chat.prompt import read_prompt
from core.control import RunControl
from core.errors import RunError
from core.model.loading import LoadedModel, load_step
from core.model.quickest import Quickest
from core.protocol import Event, Filmstrip, FilmstripDone, Frame, Notice, Progress, SampleDone, Token
from core.runs import RunFolder, Stop
from core.text.stage import Stage

STAGE = "Asking every step"


def filmstrip(
    folder: RunFolder, stops: Sequence[Stop], command: Filmstrip, quickest: Quickest, control: RunControl
) -> Iterator[Event]:
    """A frame for each stop, in order, and FilmstripDone. A stop leaves the frames that are whole.

    A step that cannot be read is named and passed over; one that a training has taken away meanwhile is passed over.

    Raises:
        RunError: no step can be read.
        SettingError: the prompt has turns, but this model was not taught to answer.
    """
    stage, made, trouble = Stage(STAGE, len(stops)), 0, None
    for number, stop in enumerate(stops):
        yield from stage.at(number)
        if control.stopping:
            break
        try:
            loaded = load_step(folder, stop.step, quickest)
        except RunError as error:
            if folder.manifest(stop.step) is not None:
                trouble = error
                yield Notice(error.message, "This step is left out.")
            continue
        for event in _frame(loaded, stop, command, control):
            if isinstance(event, Frame):
                made += 1
            elif made:  # what is to be said of the prompt is said once
                continue
            yield event
    if trouble is not None and not made and not control.stopping:
        raise trouble
    yield Progress(STAGE, 1.0)
    yield FilmstripDone(folder.name, made, command.sampling.seed, not control.stopping)


def _frame(loaded: LoadedModel, stop: Stop, command: Filmstrip, control: RunControl) -> Iterator[Event]:
    """What is to be said of the prompt, and the frame, unless a stop cut it."""
    prompt = read_prompt(loaded, command.prompt, command.parts, command.sampling.keep_first)
    yield from prompt.notices
    yield prompt.seen
    odds: list[float] = []
    for event in answer(loaded, prompt.ids, command.sampling, control, turns=prompt.turns):
        if isinstance(event, Token):
            odds.append(event.probability)
        elif isinstance(event, SampleDone) and event.stopped_by != "user":
            mean = mean_log(odds)
            yield Frame(stop.step, event.text, event.token_ids, mean, event.stopped_by, stop.is_best)
