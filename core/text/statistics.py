"""What is in a text, in figures that teach: letters, words and Zipf's law, tokens, and what BPE merged in which order.

Any size of text: no more than a portion is in memory, and of a large text portions are looked at that are spread evenly
over all of it. The tokenizer is the one that a training would have, and stays for it.
"""

import re
import sys
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from core.control import RunControl
from core.paths import Home
from core.protocol import Counted, Event, LookInside, LookInsideDone, Merge, Merged
from core.text.corpus import Corpus, gather
from core.text.merging import history, uses
from core.text.portions import Portion, portions
from core.text.prepare import own_tokenizer
from core.text.split import Split
from core.text.stage import Stage
from core.text.token_file import calls
from core.text.tokenizers import BpeTokenizer, Tokenizer
from core.text.tokenizers.labels import label_of
from core.text.tokenizers.pieces import BYTE_OF_LETTER

MOST = 20_000_000  # characters that are looked at: some twenty seconds
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
LONGEST_WORD = 40  # letters; in a text without spaces a whole line would be one word
SHOWN = 40  # of the most common and of the rarest
ZIPF_POINTS = 300
FITTED_RANKS = 1000  # Zipf's law is about the common words: beyond, the curve falls faster
WORDS_AT_ONCE = 20_000
MANY = 6  # tokens of a word, and more
SAMPLE_WORDS, SAMPLE_LETTERS = 12, 90  # of a line, on which the merges are shown one by one
MOSTLY = 0.75  # letters in a line that is prose


@dataclass
class Tally:
    """What has been counted so far. ``letters`` by code point, ``tokens`` by id."""

    letters: np.ndarray = field(default_factory=lambda: np.zeros(sys.maxunicode + 1, dtype=np.int64))
    words: Counter[str] = field(default_factory=Counter)
    tokens: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    characters: int = 0
    sample: str = ""


def look_inside(command: LookInside, home: Home, control: RunControl) -> Iterator[Event]:
    """Count. The last event is LookInsideDone.

    Raises:
        TextError: a text cannot be read.
        Interrupted: a stop was asked for.
    """
    corpus = yield from gather(command.texts, home, control, command.choices)
    tokenizer, parts = yield from own_tokenizer(corpus, command.config, home, control)
    tally = yield from count(corpus, parts, tokenizer, command.at_most or MOST, control)
    by_tokens = _by_tokens(tally.words, tokenizer, control)
    control.check()
    yield _result(corpus, tokenizer, tally, by_tokens)


def count(
    corpus: Corpus, parts: Split, tokenizer: Tokenizer, most: int, control: RunControl
) -> Generator[Event, None, Tally]:
    """Letters, words and tokens of at most ``most`` characters."""
    tally = Tally(tokens=np.zeros(tokenizer.vocab_size, dtype=np.int64))
    there = corpus.characters
    found = _spread(portions(corpus.documents, parts.stretches, control, tokenizer.edge), there, most)
    stage = Stage("Counting letters, words and tokens", min(there, most))
    yield from stage.at(0)
    for some in calls(found):
        texts = [portion.text for portion in some]
        tally.sample = tally.sample or _first_words(texts[0])
        for text in texts:
            control.check()
            tally.words.update(word[:LONGEST_WORD] for word in WORD.findall(text))
            tally.characters += len(text)
        tally.letters += np.bincount(_code_points("".join(texts)), minlength=len(tally.letters))
        for ids in tokenizer.encode_batch(texts):
            tally.tokens += np.bincount(ids, minlength=len(tally.tokens))
        yield from stage.at(tally.characters)
    return tally


def zipf(counts: Sequence[int]) -> tuple[np.ndarray, np.ndarray, float]:
    """Ranks from 1 and the counts there, thinned to equal distances of the logarithm; and the slope of the logarithms.

    ``counts``: falling. The slope is that of a least-squares line through the most common words (Zipf 1949: −1).
    """
    falling = np.asarray(counts, dtype=np.float64)
    if not len(falling):
        return np.zeros(0), np.zeros(0), 0.0
    ranks = np.unique(np.round(np.geomspace(1, len(falling), ZIPF_POINTS)).astype(np.int64))
    fitted = np.unique(np.round(np.geomspace(1, min(len(falling), FITTED_RANKS), ZIPF_POINTS)).astype(np.int64))
    slope = np.polyfit(np.log(fitted), np.log(falling[fitted - 1]), 1)[0] if len(fitted) > 1 else 0.0
    return ranks, falling[ranks - 1], float(slope)


def _spread(found: Iterable[Portion], there: int, most: int) -> Iterator[Portion]:
    """Of a text with ``there`` characters portions with about ``most``, spread evenly over all of it."""
    seen = taken = 0
    for portion in found:
        if taken * there <= seen * most:
            taken += len(portion.text)
            yield portion
        seen += len(portion.text)


def _first_words(text: str) -> str:
    """Of the first long line of prose, or else of the first line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()] or [""]
    prose = (
        line
        for line in lines
        if len(line) > SAMPLE_LETTERS // 2 and len("".join(WORD.findall(line))) > MOSTLY * len(line)
    )
    return " ".join(next(prose, lines[0]).split()[:SAMPLE_WORDS])[:SAMPLE_LETTERS]


def _code_points(text: str) -> np.ndarray:
    return np.frombuffer(text.encode("utf-32-le", errors="surrogatepass"), dtype="<u4")


def _by_tokens(words: Counter[str], tokenizer: Tokenizer, control: RunControl) -> tuple[int, ...]:
    """How many words are written with one token, two, … ``MANY`` or more. Each has its space before it."""
    found = np.zeros(MANY + 1, dtype=np.int64)
    there = list(words.items())
    for begin in range(0, len(there), WORDS_AT_ONCE):
        control.check()
        some = there[begin : begin + WORDS_AT_ONCE]
        for (_, times), ids in zip(some, tokenizer.encode_batch([f" {word}" for word, _ in some]), strict=True):
            found[min(MANY, _written_with(len(ids), tokenizer))] += times
    return tuple(int(number) for number in found[1:])


def _written_with(n_ids: int, tokenizer: Tokenizer) -> int:
    """Tokens of the word alone: a tokenizer of characters has one for the space."""
    return n_ids if isinstance(tokenizer, BpeTokenizer) else n_ids - 1


def _result(corpus: Corpus, tokenizer: Tokenizer, tally: Tally, by_tokens: tuple[int, ...]) -> LookInsideDone:
    folded: Counter[str] = Counter()
    for word, times in tally.words.items():
        folded[word.casefold()] += times
    falling = folded.most_common()
    ranks, times_there, slope = zipf([times for _, times in falling])
    letters = [(int(point), int(tally.letters[point])) for point in np.flatnonzero(tally.letters)]
    letters.sort(key=lambda found: -found[1])
    used = np.argsort(-tally.tokens, kind="stable")[: int(np.count_nonzero(tally.tokens))]
    n_tokens, n_words = int(tally.tokens.sum()), sum(by_tokens)
    return LookInsideDone(
        label=corpus.label,
        size=corpus.size,
        characters=corpus.characters,
        looked_at=tally.characters,
        distinct_letters=len(letters),
        letters=tuple(Counted(label_of(chr(point).encode()), times) for point, times in letters[:SHOWN]),
        words=folded.total(),
        distinct_words=len(folded),
        words_once=sum(times == 1 for times in folded.values()),
        common_words=tuple(Counted(word, times) for word, times in falling[:SHOWN]),
        zipf_ranks=ranks,
        zipf_counts=times_there,
        zipf_slope=slope,
        tokenizer="bpe" if isinstance(tokenizer, BpeTokenizer) else "char",
        vocab_size=tokenizer.vocab_size,
        tokens=n_tokens,
        unused_tokens=tokenizer.vocab_size - len(used),
        characters_per_token=tally.characters / max(1, n_tokens),
        tokens_per_word=sum((n + 1) * words for n, words in enumerate(by_tokens)) / max(1, n_words),
        words_by_tokens=by_tokens,
        common_tokens=_counted(used[:SHOWN], tokenizer, tally),
        rare_tokens=_counted(used[::-1][:SHOWN], tokenizer, tally),
        merges=_merges(tokenizer, tally),
        sample=_sample(tokenizer, tally.sample),
    )


def _counted(ids: np.ndarray, tokenizer: Tokenizer, tally: Tally) -> tuple[Counted, ...]:
    return tuple(Counted(tokenizer.label(int(i)), int(tally.tokens[i])) for i in ids)


def _merges(tokenizer: Tokenizer, tally: Tally) -> tuple[Merge, ...]:
    """In the order in which they were learnt."""
    if not isinstance(tokenizer, BpeTokenizer):
        return ()
    merges = tokenizer.merges
    used = uses(tokenizer.pieces, tally.tokens.tolist(), merges)
    return tuple(
        Merge(_label(left), _label(right), _label(left + right), times)
        for (left, right), times in zip(merges, used, strict=True)
    )


def _sample(tokenizer: Tokenizer, text: str) -> tuple[Merged, ...]:
    """A few words of the text at every number of merges that changes them."""
    if not isinstance(tokenizer, BpeTokenizer):
        return ()
    stages = history(tokenizer.words(text), tokenizer.merges)
    return tuple(Merged(number, tuple(map(_label, parts))) for number, parts in stages)


def _label(piece: str) -> str:
    return label_of(bytes(BYTE_OF_LETTER[letter] for letter in piece))
