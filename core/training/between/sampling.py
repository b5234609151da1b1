"""What the network writes by now: continuations of the run's prompts, the same each time."""

import dataclasses
from collections.abc import Iterator

from core.model.decoder import Decoder
from core.model.generate import generate
from core.model.laid_out import lay_out
from core.protocol import SampleWritten
from core.training.cadence import Due
from core.training.state import State

SAMPLE_TOKENS = 80


def write_samples(state: State, due: Due) -> Iterator[SampleWritten]:
    """If they are due; from a generator of their own. One that a stop cuts short is left out."""
    if not due.sample:
        return
    config, tokenizer = state.parts.config, state.parts.prepared.tokenizer
    sampling = config.sampling
    sampling = dataclasses.replace(sampling, max_new_tokens=min(SAMPLE_TOKENS, sampling.max_new_tokens))
    decoder = Decoder(lay_out(state.parts.model))
    for prompt in state.prompts:
        ids = tokenizer.encode(prompt) or [tokenizer.bos_id]
        if state.parts.template is not None:
            ids = [*tokenizer.prefix, *state.parts.template.question(ids)]
        ids = ids[-config.model.context_length :]
        text = "".join(token.text for token in generate(decoder, tokenizer, ids, sampling, state.control))
        if state.control.stopping:
            break
        state.parts.writer.append_sample({"step": state.at.step, "prompt": prompt, "text": text})
        yield SampleWritten(state.at.step, prompt, text)
    state.tick()
