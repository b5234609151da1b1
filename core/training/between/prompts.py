"""Prompts that somebody adds while it trains: the samples continue them as well from now on."""

from collections.abc import Iterator

from core.protocol import PromptAdded
from core.training.cadence import Due
from core.training.state import State


def take_prompts(state: State, due: Due) -> Iterator[PromptAdded]:
    """Those that are new, noted in events.jsonl, so that a resumed run goes on with them."""
    for prompt in state.control.take_prompts():
        if prompt.strip() and prompt not in state.prompts:
            state.prompts.append(prompt)
            state.parts.writer.append_event("prompt_added", step=state.at.step, prompt=prompt)
            yield PromptAdded(state.at.step, prompt)
