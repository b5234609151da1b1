"""Byte-pair encoding at work, in slow motion: which merges make a token, and what a text looks like after k of them.

The pairs are merged in the order in which they were learnt (Sennrich et al. 2016, algorithm 1), leftmost first. Written
in the letters of the vocabulary files; it knows no tokenizer.
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence

Pair = tuple[str, str]


def ranks_of(merges: Iterable[Pair]) -> dict[Pair, int]:
    """The place of each pair in the order, from 0."""
    return {pair: rank for rank, pair in enumerate(merges)}


def apply(parts: Sequence[str], ranks: Mapping[Pair, int], first: int) -> tuple[list[str], list[int]]:
    """The parts after the ``first`` merges, and the ranks of those that were made."""
    parts, made = list(parts), []
    while len(parts) > 1:
        pair = min(itertools.pairwise(parts), key=lambda pair: ranks.get(pair, first))
        rank = ranks.get(pair, first)
        if rank >= first:
            break
        parts, times = _joined(parts, pair, rank, ranks)
        made += [rank] * times
    return parts, made


def _joined(parts: list[str], pair: Pair, rank: int, ranks: Mapping[Pair, int]) -> tuple[list[str], int]:
    """All that a pair joins, from the left, and how often; no more once something that came earlier has its turn."""
    joined: list[str] = []
    at = times = 0
    while at < len(parts):
        if tuple(parts[at : at + 2]) != pair:
            joined.append(parts[at])
            at += 1
            continue
        joined.append(pair[0] + pair[1])
        at, times = at + 2, times + 1
        beside = (*joined[-2:], *parts[at : at + 1])
        if any(ranks.get(new, rank) < rank for new in itertools.pairwise(beside)):
            return joined + parts[at:], times
    return joined, times


def uses(pieces: Sequence[str], counts: Sequence[int], merges: Sequence[Pair]) -> list[int]:
    """How often each merge is made when a text is written with tokens: ``counts[i]`` times the token ``pieces[i]``.

    A token is made in the same way wherever it stands, since no merge reaches across its ends.
    """
    ranks = ranks_of(merges)
    used = [0] * len(merges)
    for piece, count in zip(pieces, counts, strict=True):
        if count and len(piece) > 1:
            for rank in apply(piece, ranks, len(merges))[1]:
                used[rank] += count
    return used


def history(words: Sequence[str], merges: Sequence[Pair]) -> list[tuple[int, list[str]]]:
    """A text at every number of merges that changes it: the number, and the parts of all words one after the other."""
    ranks = ranks_of(merges)
    turns = sorted({rank + 1 for word in words for rank in apply(word, ranks, len(merges))[1]})
    return [(n, [part for word in words for part in apply(word, ranks, n)[0]]) for n in (0, *turns)]
