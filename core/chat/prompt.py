"""What a model reads before it writes: the parts of a talk as ids, at most one context of them, from the end."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import SettingError
from core.model.loading import LoadedModel
from core.protocol import Notice, Part, Seen
from core.text.tokenizers import StreamDecoder, Tokenizer


@dataclass(frozen=True)
class Prompt:
    """The ids that the model reads (1 … context_length), where they begin, and what a person should know."""

    ids: list[int]
    seen: Seen
    notices: tuple[Notice, ...]


def read_prompt(loaded: LoadedModel, prompt: str, parts: Sequence[Part] = (), as_turn: bool = True) -> Prompt:
    """The ids of a talk and what follows it. An empty one starts from the beginning-of-text token.

    ``as_turn``: the prompt is the user's turn where the model was taught to answer and no part is a "text".

    Raises:
        SettingError: it has turns, but this model was not taught to answer.
    """
    taught = as_turn and loaded.template is not None and all(part.role != "text" for part in parts)
    parts = [*parts, Part("user" if taught else "text", prompt)] if prompt else list(parts)
    pieces = [_ids(loaded, part) for part in parts]
    if loaded.template is not None and parts and parts[-1].role == "user":
        pieces[-1].append(loaded.template.model)
    elif loaded.template is not None and parts and parts[-1].role == "model":
        pieces[-1].pop()  # this turn goes on
    ids = [*loaded.tokenizer.prefix, *(i for piece in pieces for i in piece)] or [loaded.tokenizer.bos_id]
    limit = loaded.model.config.context_length
    words = parts[-1].text if parts and not parts[-1].token_ids else ""  # what the person said last
    notices = list(_unknown(loaded.tokenizer, words))
    dropped = max(0, len(ids) - limit)
    if dropped:
        message = f"The prompt has {len(ids)} tokens, but this model sees {limit} at once."
        notices.append(Notice(message, "Only its end is used."))
    part, character = _place(loaded.tokenizer, pieces, dropped - len(loaded.tokenizer.prefix))
    return Prompt(ids[-limit:], Seen(len(ids) - dropped, limit, part, character), tuple(notices))


def _ids(loaded: LoadedModel, part: Part) -> list[int]:
    """A part as ids; a turn within its template."""
    tokenizer, template = loaded.tokenizer, loaded.template
    kept = bool(part.token_ids) and _makes_up(tokenizer, part.token_ids, part.text)
    ids = list(part.token_ids) if kept else tokenizer.encode(part.text)
    if part.role == "text":
        return ids
    if template is None:
        raise SettingError(
            f"{loaded.run} was not taught to answer: it continues a text.",
            "Write in the form Continue, or teach it to answer first.",
        )
    return [template.role(part.role), *ids, template.end]


def _makes_up(tokenizer: Tokenizer, ids: Sequence[int], text: str) -> bool:
    """Whether tokens stand for a text; the text may lack the character that they end inside of."""
    if tokenizer.decode(ids) == text:
        return True
    stream = StreamDecoder(tokenizer)
    return "".join(stream.push(token_id) for token_id in ids) == text


def _unknown(tokenizer: Tokenizer, prompt: str) -> list[Notice]:
    unknown = tokenizer.unknown(prompt)
    if not unknown:
        return []
    message = f"This model does not know {unknown} of the prompt's {len(prompt)} characters."
    return [Notice(message, "They never occurred in the text it learnt from.")]


def _place(tokenizer: Tokenizer, pieces: Sequence[Sequence[int]], dropped: int) -> tuple[int, int]:
    """The part, and the character in it, that the first token seen stands at."""
    for number, piece in enumerate(pieces):
        if dropped < len(piece):
            return number, len(tokenizer.decode(piece[: max(0, dropped)]))
        dropped -= len(piece)
    return 0, 0
