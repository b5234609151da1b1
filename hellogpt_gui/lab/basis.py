"""What an experiment begins with: the network and the text of the set-up."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.config import BUDGETS, Value
from core.protocol import TextChoice


@dataclass(frozen=True)
class Basis:
    """``overrides``: the person's own settings on top of ``preset``; ``label`` names network and text for them."""

    preset: str
    overrides: Mapping[str, Value] = field(default_factory=dict)
    texts: tuple[str, ...] = ()
    choices: tuple[TextChoice, ...] = ()
    label: str = ""

    @property
    def shared(self) -> dict[str, Value]:
        """Its settings without a budget: that is asked for anew."""
        return {name: value for name, value in self.overrides.items() if name not in BUDGETS}
