"""The ids of a long text's end, without encoding all of it: a prompt of a megabyte is read in milliseconds."""

from core.text.tokenizers import Tokenizer

# Characters that are looked at first for each token that is wanted.
CHARACTERS = 16


def tail_ids(tokenizer: Tokenizer, text: str, enough: int) -> tuple[int, list[int]]:
    """A character of the text, and the ids of the text from there on: those that it has as part of the whole.

    They are at least ``enough``, or all. It begins where the tokenizer says that no token reaches across.

    Raises:
        TextError: the text holds half of a surrogate pair.
    """
    size = CHARACTERS * enough
    while size < len(text):
        edge = tokenizer.edge.search(text, len(text) - size)
        if edge is not None and edge.end() < len(text):
            begin = edge.end()
            ids = tokenizer.encode(text[begin + tokenizer.writes_space :])
            if len(ids) >= enough:
                return begin, ids
        size *= 2
    return 0, tokenizer.encode(text)
