"""Texts that come with the program or with Python, made on the spot."""

from collections.abc import Callable
from dataclasses import dataclass

from core.errors import TextError
from core.text.question import Question

ShouldStop = Callable[[], bool]


@dataclass(frozen=True)
class BuiltinText:
    """A text by name: label and summary for the screen, its passages, prompts that suit it, and an exam about it."""

    name: str
    label: str
    summary: str
    passages: Callable[[ShouldStop], list[str]]
    prompts: tuple[str, ...]
    questions: Callable[[], tuple[Question, ...]] = tuple


def _little_world(should_stop: ShouldStop) -> list[str]:
    from core.text.little_world import generate

    return generate(should_stop=should_stop)


def _little_world_exam() -> tuple[Question, ...]:
    from core.text.little_world import exam

    return exam()


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
