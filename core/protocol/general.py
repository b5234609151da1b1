"""What can this machine do?"""

from dataclasses import dataclass

from core.protocol.base import Command, Done


@dataclass(frozen=True)
class Hello(Command):
    """What can this machine do? Answered by Ready."""


@dataclass(frozen=True)
class Ready(Done):
    """The engine has loaded. ``memory_used`` and ``memory_total`` in bytes."""

    device: str
    precision: str
    threads: int
    memory_used: int
    memory_total: int
