"""A little of what a run was trained on, in tokens: to see what its network does on its own ground.

It is of the part that was kept back. Where the text is gone, it is what the run itself wrote last.
"""

from collections.abc import Generator

import numpy as np

from core.control import RunControl
from core.errors import HelloGPTError
from core.paths import Home
from core.protocol import Event
from core.runs.folder import RunFolder
from core.runs.learnt import text_facts
from core.text.prepare import validation_tokens
from core.text.tokenizers import Tokenizer, without_turns


def own_text(
    home: Home, run: RunFolder, tokenizer: Tokenizer, tokens: int, control: RunControl
) -> Generator[Event, None, list[list[int]]]:
    """About ``tokens`` tokens, in windows of at most one context that lie evenly over the text; none where there is
    none.

    Raises:
        RunError: the run is damaged.
        Interrupted: a stop was asked for.
    """
    context, facts = run.config().model.context_length, text_facts(run)
    ids: np.ndarray | None = None
    if facts.sha256:
        try:
            ids = yield from validation_tokens(facts, without_turns(tokenizer), home, control, tokens)
        except HelloGPTError:
            ids = None  # the text is gone or is another one
    if ids is None or not len(ids):
        ids = np.array(tokenizer.encode(written(run)), dtype=np.int64)
    return windows(ids, context, tokens)


def written(run: RunFolder) -> str:
    """What a run wrote at its newest samples, prompts included."""
    samples = run.samples()
    newest = [line for line in samples if line.get("step") == samples[-1].get("step")]
    return "\n".join(f"{line.get('prompt', '')}{line.get('text', '')}" for line in newest)


def windows(ids: np.ndarray, context: int, tokens: int) -> list[list[int]]:
    """Stretches of ``context`` ids, about ``tokens`` together, spread evenly; of a short text all that there is."""
    available = len(ids) // context
    if not available:
        return [ids.tolist()] if len(ids) else []
    wanted = min(available, max(1, tokens // context))
    starts = np.arange(wanted) * available // wanted * context
    return [ids[start : start + context].tolist() for start in starts]
