"""How a talk is laid out in tokens, for a model that was taught to answer: template.json beside its tokenizer."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from core.errors import RunError

FILE = "template.json"


@dataclass(frozen=True)
class Template:
    """The ids around a turn: that of its role, its text, and the one that ends it."""

    user: int
    model: int
    end: int

    def role(self, name: str) -> int:
        """The id that begins a turn of the role "user" or "model"."""
        return self.user if name == "user" else self.model

    def question(self, ids: Sequence[int]) -> list[int]:
        """A user's turn, and the beginning of the model's that answers it."""
        return [self.user, *ids, self.end, self.model]

    def save(self, folder: Path) -> None:
        (folder / FILE).write_bytes(msgspec.json.encode(self))


def load_template(folder: Path) -> Template | None:
    """The template of a tokenizer's folder; None for a model that only continues texts.

    Raises:
        RunError: the file is damaged.
    """
    path = folder / FILE
    try:
        return msgspec.json.decode(path.read_bytes(), type=Template)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise RunError(f"{path} is damaged ({error}).", "Choose another run.") from error
