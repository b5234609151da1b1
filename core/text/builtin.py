"""Texts that come with the program or with Python, made on the spot."""

from collections.abc import Callable
from dataclasses import dataclass

from core.errors import TextError
from core.text.dialogue import Dialogue, Measure
from core.text.question import Question

ShouldStop = Callable[[], bool]


@dataclass(frozen=True)
class BuiltinText:
    """A text by name: label and summary for the screen, its passages, prompts that suit it, and an exam about it.

    ``dialogues``: what teaches a model of this text to answer; ``turn_prompts`` and ``turn_questions``: prompts and an
    exam for one that was taught.
    """

    name: str
    label: str
    summary: str
    passages: Callable[[ShouldStop], list[str]]
    prompts: tuple[str, ...]
    questions: Callable[[], tuple[Question, ...]] = tuple
    dialogues: Callable[[Measure, ShouldStop], list[Dialogue]] | None = None
    turn_prompts: tuple[str, ...] = ()
    turn_questions: Callable[[Measure], tuple[Question, ...]] | None = None


def _little_world(should_stop: ShouldStop) -> list[str]:
    from core.text.little_world import generate

    return generate(should_stop=should_stop)


def _little_world_exam() -> tuple[Question, ...]:
    from core.text.little_world import exam

    return exam()


def _little_world_dialogues(measure: Measure, should_stop: ShouldStop) -> list[Dialogue]:
    from core.text.little_world.turns import make_dialogues

    return make_dialogues(measure, should_stop=should_stop)


def _little_world_turns(measure: Measure) -> tuple[Question, ...]:
    from core.text.little_world.turn_exam import turn_exam

    return turn_exam(measure)


def _python_docs(should_stop: ShouldStop) -> list[str]:
    try:
        from pydoc_data.topics import topics
    except ImportError as error:
        raise TextError("This Python comes without its documentation.", "Choose another text.") from error
    passages = []
    for name in sorted(topics):
        if should_stop():
            break
        passages.append(topics[name].strip())
    return passages


BUILTIN: dict[str, BuiltinText] = {
    text.name: text
    for text in (
        BuiltinText(
            "little-world",
            "Little World",
            "Short stories about animals and people whose homes, friends and habits stay true",
            _little_world,
            ("One morning",),
            _little_world_exam,
            _little_world_dialogues,
            ("Where does Nora live?", "What is the job of Otto?", "Who are you?"),
            _little_world_turns,
        ),
        BuiltinText(
            "python-docs",
            "Python documentation",
            "How Python explains itself: the topics of its own help, as they come with this Python",
            _python_docs,
            ("A class", "The statement"),
        ),
    )
}
DEFAULT_BUILTIN = "little-world"
