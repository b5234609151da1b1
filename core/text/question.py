"""One question of an exam. It needs the standard library alone, as the built-in texts do."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """A prompt and the only right continuation.

    ``prompt`` ends without a space and ``answer`` begins with the one that follows it; a model has answered right if
    what it writes up to the first ``stop`` equals ``answer``. Without a stop it is a turn of a talk with a model that
    was taught to answer, which ends its own turn. ``seen`` tells whether the text holds this very item
    (for facts and phrasings: whether the text ever asks about this being).
    """

    skill: str
    seen: bool
    prompt: str
    answer: str
    stop: str
