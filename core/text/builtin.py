"""Texts that come with the program, made on the spot from a seed."""

from collections.abc import Callable
from dataclasses import dataclass

ShouldStop = Callable[[], bool]


@dataclass(frozen=True)
class BuiltinText:
    """A text by name: its label and summary for the screen, its passages, and prompts that suit it."""

    name: str
    label: str
    summary: str
    passages: Callable[[ShouldStop], list[str]]
    prompts: tuple[str, ...]


def _little_world(should_stop: ShouldStop) -> list[str]:
    from core.text.little_world import generate

    return generate(should_stop=should_stop)


BUILTIN: dict[str, BuiltinText] = {
    text.name: text
    for text in (
        BuiltinText(
            "little-world",
            "Little World",
            "Short stories about animals and people whose homes, friends and habits stay true",
            _little_world,
            ("One morning",),
        ),
    )
}
DEFAULT_BUILTIN = "little-world"
