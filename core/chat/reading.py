"""A text that is there, read token by token: what the model's odds of each were, and its perplexity over all.

A context slides over the text in steps of a quarter of it, and each time only what came in is scored: so a token is
foretold from three quarters of a context at least, for four times the work of windows that lie end to end. A document
begins as in training, behind the token for the beginning of a text.
"""

import math
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import torch
import torch.nn.functional as F

from core.control import Interrupted, RunControl
from core.errors import TextError
from core.model.loading import LoadedModel
from core.model.taps import watched
from core.model.told import told
from core.protocol import Event, Notice, Progress, ReadDone
from core.text.decoding import LOST
from core.text.document import Document, in_memory
from core.text.portions import cut
from core.text.stage import Stage
from core.text.tokenizers import StreamDecoder, Tokenizer

STEPS = 4  # in which a context moves on by its own length
TOKENS_AT_ONCE, LOGITS_AT_ONCE = 2048, 1 << 23
PORTIONS_AT_ONCE = 20


@dataclass(frozen=True)
class _Scored:
    """Some tokens in a row. ``nats``: the surprise at each; ``log_odds``: those at the first of them, to be shown."""

    ids: np.ndarray  # n
    nats: np.ndarray  # n
    log_odds: torch.Tensor  # m V, m ≤ n


@dataclass
class _Sum:
    """What has been read so far. ``lengths``: the UTF-8 bytes of each token of the vocabulary."""

    lengths: np.ndarray
    tokens: int = 0
    size: int = 0
    unknown: int = 0
    nats: float = 0.0

    def add(self, scored: _Scored, unk_id: int | None) -> None:
        known = np.ones(len(scored.ids), dtype=bool) if unk_id is None else scored.ids != unk_id
        self.tokens += int(known.sum())
        self.unknown += int((~known).sum())
        self.nats += float(scored.nats[known].sum())
        self.size += int(self.lengths[scored.ids[known]].sum())


def pasted(text: str) -> tuple[Document, list[Notice]]:
    """Words that are no file, and what was changed in them: halves of surrogate pairs, which no encoding can write.

    Raises:
        TextError: there are none.
    """
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    whole = whole.replace("\r\n", "\n").replace("\r", "\n")
    if not whole:
        raise TextError("There is no text to read.", "Paste some, or name a file.")
    broken = whole.count(LOST) - text.count(LOST)
    notices = [Notice(f"Broken characters in the text (lone surrogates): {broken}.", f"Each is read as {LOST}.")]
    return in_memory(whole), notices if broken else []


def read(loaded: LoadedModel, documents: Sequence[Document], shown: int, control: RunControl) -> Iterator[Event]:
    """Progress, the first ``shown`` tokens, and ReadDone; after a stop, for what was read by then.

    Raises:
        TextError: the text is empty, or holds nothing that this model can write; or a file changes meanwhile.
        Interrupted: a stop was asked for before anything was read.
    """
    tokenizer = loaded.tokenizer
    texts = yield from _encode(tokenizer, documents, control)
    stage = Stage("Reading the text", sum(map(len, texts)))
    so_far = _Sum(np.array([len(tokenizer.token_bytes(i)) for i in range(tokenizer.vocab_size)]))
    done, stopped = 0, False
    try:
        with watched(loaded.model.blocks, control.check):
            for ids in texts:
                stream = StreamDecoder(tokenizer)
                for scored in _score(loaded, ids, shown - done):
                    so_far.add(scored, tokenizer.unk_id)
                    done += len(scored.ids)
                    yield from told(tokenizer, stream, scored.ids, scored.log_odds)
                    yield from stage.at(done)
    except Interrupted:
        if not so_far.tokens:
            raise
        stopped = True
    if not so_far.tokens:
        raise TextError("This model knows no character of the text.", "None of them occurred in what it learnt from.")
    yield _done(loaded, so_far, stopped)


def _done(loaded: LoadedModel, so_far: _Sum, stopped: bool) -> ReadDone:
    context = loaded.model.config.context_length
    loss = so_far.nats / so_far.tokens
    return ReadDone(
        run=loaded.run,
        step=loaded.step,
        tokens=so_far.tokens,
        size=so_far.size,
        loss=loss,
        perplexity=math.exp(loss) if loss < 700 else math.inf,
        bits_per_byte=so_far.nats / math.log(2) / max(1, so_far.size),
        unknown=so_far.unknown,
        context_length=context,
        least_before=context - _step(context) + 1,
        stopped_by="user" if stopped else "end",
    )


def _encode(
    tokenizer: Tokenizer, documents: Sequence[Document], control: RunControl
) -> Generator[Progress, None, list[np.ndarray]]:
    """The ids of each document."""
    stage, done = Stage("Turning the text into tokens", sum(document.characters for document in documents)), 0
    texts = []
    for document in documents:
        ids: list[np.ndarray] = []
        found = cut(document.pieces(), tokenizer.edge)
        while some := list(islice(found, PORTIONS_AT_ONCE)):
            control.check()
            done += sum(map(len, some))
            if tokenizer.writes_space:  # where a portion goes on with a space, it is one that the tokenizer writes
                some = [text[1:] if ids or number else text for number, text in enumerate(some)]
            ids += tokenizer.encode_batch(some)
            yield from stage.at(done)
        texts.append(np.concatenate([np.empty(0, np.int64), *ids]).astype(np.int64))
    return texts


# ---- the odds -------------------------------------------------------------------------------------------------------


def _step(context: int) -> int:
    """How many tokens come in when the context moves on."""
    return max(1, context // STEPS)


def passes(before: Sequence[int], ids: np.ndarray, context: int) -> Iterator[tuple[np.ndarray, int]]:
    """What the network reads, B T, and how many of the tokens that follow it at the end of each row are scored.

    One after the other they are ``ids``, each once. ``before``: at least one token that stands before them.
    """
    whole, step = np.concatenate((before, ids)).astype(np.int64), _step(context)
    last = len(whole) - 1
    at = min(context, last)  # the last token that is scored
    if at >= len(before):
        yield whole[None, :at], at - len(before) + 1
    while at < last:
        rows = min(max(1, TOKENS_AT_ONCE // context), (last - at) // step)
        scored = step if rows else last - at
        ends = at + scored * np.arange(1, max(1, rows) + 1)
        yield np.stack([whole[end - context : end] for end in ends]), scored
        at = int(ends[-1])


@torch.inference_mode()
def _score(loaded: LoadedModel, ids: np.ndarray, shown: int) -> Iterator[_Scored]:
    """All tokens of a document, in portions whose logits are no large tensor."""
    model, tokenizer, at = loaded.model, loaded.tokenizer, 0
    before = tokenizer.prefix or (tokenizer.bos_id,)
    rows = max(1, LOGITS_AT_ONCE // model.config.vocab_size)
    for inputs, scored in passes(before, ids, model.config.context_length):
        features = model.features(torch.from_numpy(inputs))[:, -scored:].flatten(0, 1)  # n D
        for some in features.split(rows):
            here = ids[at : at + len(some)]
            log_odds = F.linear(some, model.head_weight).nan_to_num_().log_softmax(dim=-1)  # n V
            nats = -log_odds[torch.arange(len(some)), torch.from_numpy(here)]
            yield _Scored(here, nats.double().numpy(), log_odds[: max(0, shown - at)])
            at += len(some)
