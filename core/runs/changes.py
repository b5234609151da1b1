"""Which words of a text are other than those of the text before it: what a network writes differently by now."""

import re
from difflib import SequenceMatcher
from functools import lru_cache

_WORD = re.compile(r"\S+")
Span = tuple[int, int]


@lru_cache(maxsize=4096)
def changed_words(before: str, after: str) -> tuple[Span, ...]:
    """Characters of ``after``, as (begin, end), of the runs of words that ``before`` does not share with it."""
    old, found = _WORD.findall(before), list(_WORD.finditer(after))
    new = [word.group() for word in found]
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return tuple(
        (found[first].start(), found[last - 1].end())
        for kind, _, _, first, last in matcher.get_opcodes()
        if kind in ("replace", "insert") and last > first
    )
