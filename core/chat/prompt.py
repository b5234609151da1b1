"""What a model reads before it writes: the parts of a talk as ids, at most one context of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.chat.talk import Piece, Talk
from core.errors import SettingError, TextError
from core.model.loading import LoadedModel
from core.model.long_text import Turns
from core.protocol import Notice, Part, Seen
from core.text.tail import tail_ids
from core.text.tokenizers import StreamDecoder, Tokenizer


@dataclass(frozen=True)
class Prompt:
    """The ids that the model reads (1 … context_length), where they stand in the talk, and what a person should know.

    ``turns``: what of ``ids`` shall stay in sight while more is written.
    """

    ids: list[int]
    seen: Seen
    notices: tuple[Notice, ...]
    turns: Turns
    talk: Talk


def read_prompt(
    loaded: LoadedModel, prompt: str, parts: Sequence[Part] = (), keep_first: int = 0, as_turn: bool = True
) -> Prompt:
    """The ids of a talk and what follows it. An empty one starts from the beginning-of-text token.

    ``keep_first``: how many turns at its beginning stay in sight when it is too long. ``as_turn``: the prompt is the
    user's turn where the model was taught to answer and no part is a "text".

    Raises:
        SettingError: it has turns, but this model was not taught to answer.
        TextError: it holds half of a surrogate pair.
    """
    taught = as_turn and loaded.template is not None and all(part.role != "text" for part in parts)
    parts = [*parts, Part("user" if taught else "text", prompt)] if prompt else list(parts)
    pieces = [_piece(loaded, part) for part in parts]
    if loaded.template is not None and parts and parts[-1].role == "user":
        pieces[-1].ids.append(loaded.template.model)
    elif loaded.template is not None and parts and parts[-1].role == "model":
        pieces[-1].ids.pop()  # this turn goes on
    talk = Talk(loaded.tokenizer, pieces, loaded.model.config.context_length, keep_first)
    words = parts[-1].text if parts and not parts[-1].token_ids else ""  # what the person said last
    notices = (*_unknown(loaded.tokenizer, words, pieces[-1].skipped if pieces else 0), *talk.notices())
    return Prompt(talk.window, talk.seen(len(talk.window)), notices, talk.turns.after(talk.begin), talk)


def _piece(loaded: LoadedModel, part: Part) -> Piece:
    """A part as ids, of a long one those of the end; a turn within its template."""
    tokenizer, template = loaded.tokenizer, loaded.template
    _check(part.text)
    skipped, ids = 0, list(part.token_ids)
    if not ids or not _makes_up(tokenizer, ids, part.text):
        skipped, ids = tail_ids(tokenizer, part.text, loaded.model.config.context_length)
    if part.role == "text":
        return Piece(ids, skipped=skipped)
    if template is None:
        raise SettingError(
            f"{loaded.run} was not taught to answer: it continues a text.",
            "Write in the form Continue, or teach it to answer first.",
        )
    return Piece([template.role(part.role), *ids, template.end], 1, part.role == "user", skipped)


def _makes_up(tokenizer: Tokenizer, ids: Sequence[int], text: str) -> bool:
    """Whether tokens stand for a text; the text may lack the character that they end inside of.

    Another model may have written them: its ids may mean something else here, or nothing.
    """
    if max(ids) >= tokenizer.vocab_size:
        return False
    if tokenizer.decode(ids) == text:
        return True
    stream = StreamDecoder(tokenizer)
    return "".join(stream.push(token_id) for token_id in ids) == text


def _check(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise TextError(
            f"The text holds a broken character (a lone surrogate) at place {error.start + 1}.", "Take it out."
        ) from error


def _unknown(tokenizer: Tokenizer, prompt: str, skipped: int) -> list[Notice]:
    """Of a prompt whose end alone is read, that is looked at."""
    unknown = tokenizer.unknown(prompt[skipped:])
    if not unknown:
        return []
    looked_at = f"{'last ' if skipped else ''}{len(prompt) - skipped:,}"
    message = f"This model does not know {unknown:,} of the prompt's {looked_at} characters."
    return [Notice(message, "They never occurred in the text it learnt from.")]
