"""What views worked out for earlier questions and need again: a text that was read, a network that was measured."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

KEPT = 16
Made = TypeVar("Made")


class Memory:
    """Holds the things that were asked for last, each under what it was made from; for one engine, in its thread."""

    def __init__(self, most: int = KEPT) -> None:
        self._most = most
        self._things: dict[Hashable, Any] = {}

    def made(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What stands under ``key``, made now where it is missing."""
        thing: Made = self._things.pop(key) if key in self._things else make()
        self._things[key] = thing
        for old in list(self._things)[: -self._most]:
            del self._things[old]
        return thing

    def __contains__(self, key: Hashable) -> bool:
        return key in self._things
