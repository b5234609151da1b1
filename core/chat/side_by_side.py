"""Two models answer to the same words, a token each in turn; then each says what it makes of the other's answer."""

import dataclasses
import math
from collections.abc import Iterator, Sequence

from core.chat.answer import answer
from core.chat.likelihood import mean_log, surprise
from core.chat.parting import Parting, same_tokens
from core.chat.prompt import read_prompt
from core.chat.talk import saying_what_is_seen
from core.config import SamplingConfig
from core.control import RunControl
from core.model.loading import LoadedModel
from core.protocol import AskTwo, AskTwoDone, Event, Part, SampleDone, SideDone, SideSaid, Token


class Answering:
    """One of the two at work: what it has read, how it goes on, the odds it gave its own tokens, and how it ended."""

    def __init__(
        self, loaded: LoadedModel, parts: Sequence[Part], prompt: str, sampling: SamplingConfig, control: RunControl
    ) -> None:
        self.loaded, self._control = loaded, control
        if loaded.template is None:
            parts, prompt = _as_text(parts, prompt)
        self.prompt = read_prompt(loaded, prompt, parts, sampling.keep_first)
        self.decoder = loaded.decoder(sampling.weights)
        writing = answer(loaded, self.prompt.ids, sampling, control, turns=self.prompt.turns)
        self.writing = saying_what_is_seen(writing, self.decoder, self.prompt.talk)
        self.odds: list[float] = []
        self.done: SampleDone | None = None

    @property
    def ended(self) -> bool:
        """Whether its text came to an end of its own."""
        return self.done is not None and self.done.stopped_by == "end_of_text"

    def judged(self, other: "Answering", alike: bool) -> SideDone:
        """Its answer, and what it makes of that and of the other's."""
        assert self.done is not None
        assert other.done is not None
        theirs = list(other.done.token_ids) if alike else self.loaded.tokenizer.encode(other.done.text)
        known = alike or not self.loaded.tokenizer.unknown(other.done.text)
        of_other = surprise(self.decoder, self.prompt.ids, theirs, self._control, self.prompt.turns) if known else None
        own = mean_log(self.odds)
        return SideDone(
            run=self.loaded.run,
            step=self.loaded.step,
            text=self.done.text,
            token_ids=self.done.token_ids,
            stopped_by=self.done.stopped_by,
            perplexity=None if own is None else math.exp(-own),
            perplexity_of_other=None if of_other is None else math.exp(of_other),
        )


def ask_two(first: LoadedModel, second: LoadedModel, command: AskTwo, control: RunControl) -> Iterator[Event]:
    """What both say, Parted as soon as they part, and AskTwoDone. A stop keeps what has been written."""
    if second is first:  # each needs a memory of its own
        second = dataclasses.replace(first, _decoders={})
    writers = [
        Answering(loaded, side.parts, command.prompt, command.sampling, control)
        for loaded, side in ((first, command.first), (second, command.second))
    ]
    for side, writer in enumerate(writers):
        yield from (SideSaid(side, said) for said in (*writer.prompt.notices, writer.prompt.seen))
    alike = same_tokens(first.tokenizer, second.tokenizer)
    parting = Parting(alike)
    yield from _write(writers, parting)
    if parting.place is None:
        place = parting.end([writer.ended for writer in writers])
        if place is not None:
            yield place
    one, other = writers
    judged = one.judged(other, alike), other.judged(one, alike)
    yield AskTwoDone(*judged, command.sampling.seed, parting.place, alike)


def _write(writers: Sequence[Answering], parting: Parting) -> Iterator[Event]:
    """A token each in turn, until both are done."""
    while any(writer.done is None for writer in writers):
        for side, writer in enumerate(writers):
            if writer.done is not None:
                continue
            said = next(writer.writing)
            if isinstance(said, SampleDone):
                writer.done = said
                continue
            yield SideSaid(side, said)
            if isinstance(said, Token):
                writer.odds.append(said.probability)
                place = parting.tell(side, said)
                if place is not None:
                    yield place


def _as_text(parts: Sequence[Part], prompt: str) -> tuple[list[Part], str]:
    """Turns as a text: what the person says stands on a line of its own."""
    text: list[Part] = []
    for part in parts:
        begins = part.role == "user" and text and not text[-1].text.endswith("\n")
        text.append(Part("text", f"\n{part.text}" if begins else part.text, () if begins else part.token_ids))
    begins = bool(prompt) and text and not text[-1].text.endswith("\n")
    return text, f"\n{prompt}" if begins else prompt
