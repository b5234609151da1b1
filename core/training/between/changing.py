"""A person changes their mind while it trains: another learning rate, more or less of a budget."""

import dataclasses
from collections.abc import Iterator

from core.protocol import Changed
from core.training.cadence import Due
from core.training.state import State


def take_changes(state: State, due: Due) -> Iterator[Changed]:
    """Those that were asked for since the last time, noted in events.jsonl, so that a resumed run makes them too."""
    for setting, value in state.control.take_changes():
        before = state.changeable.get(setting, value)
        if value == before:
            continue
        state.change(setting, value)
        changed = Changed(state.at.step, setting, before, value)
        state.parts.writer.append_event("changed", **dataclasses.asdict(changed))
        yield changed
