"""A prompt that is added while a model trains is continued from the next sample on, also after a resume."""

from collections.abc import Callable
from pathlib import Path

from core.config import RunConfig
from core.control import RunControl
from core.engine import Engine
from core.paths import Home
from core.protocol import Event, PromptAdded, Resume, SampleWritten, Step, Train
from core.runs import find_run

Settings = Callable[..., RunConfig]
CarryOut = Callable[..., list[Event]]


def test_it_is_noted_and_continued_from_the_next_sample_on(
    home: Home, settings: Settings, carry_out: CarryOut, story: Path
) -> None:
    control, events = RunControl(), []
    command = Train(settings(steps=96), (str(story),), "demo", ("The",))
    for event in Engine(home).run(command, control):
        events.append(event)
        if isinstance(event, Step) and event.step == 10:
            for prompt in ("Once", "The", "  ", "Once"):  # one is new
                control.add_prompt(prompt)
        if isinstance(event, Step) and event.step >= 64:
            control.stop()
    (added,) = [event for event in events if isinstance(event, PromptAdded)]
    assert (added.prompt, added.step >= 10) == ("Once", True)
    samples = [event for event in events if isinstance(event, SampleWritten)]
    first = min(sample.step for sample in samples if sample.prompt == "Once")
    assert first == min(sample.step for sample in samples if sample.step >= added.step)
    assert {sample.step for sample in samples if sample.prompt == "Once"} == {
        sample.step for sample in samples if sample.step >= first
    }
    folder, _ = find_run(home, "demo")
    assert folder.prompts() == ("The", "Once")
    again = carry_out(home, Resume("demo"))
    resumed = [event for event in again if isinstance(event, SampleWritten)]
    assert {sample.prompt for sample in resumed} == {"The", "Once"}


def test_what_was_asked_for_just_before_a_stop_is_not_lost(home: Home, settings: Settings, story: Path) -> None:
    control = RunControl()
    for event in Engine(home).run(Train(settings(steps=4000), (str(story),), "demo", ("The",)), control):
        if isinstance(event, Step) and event.step >= 5 and not control.stopping:
            control.add_prompt("Once")
            control.stop()
    assert find_run(home, "demo")[0].prompts() == ("The", "Once")
