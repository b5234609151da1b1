"""What counts as copied."""

from dataclasses import dataclass
from typing import ClassVar

from core.config.declaring import Validated, setting


@dataclass(frozen=True)
class CopyingConfig(Validated):
    """When what a model writes counts as copied from the text it learnt from."""

    title: ClassVar[str] = "Copied text"

    copied_from: int = setting(
        20, "Copied from", "How long a stretch must be that stands word for word in the training text.",
        low=5, high=10_000, unit="characters",
    )  # fmt: skip
