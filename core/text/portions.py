"""A long text in portions: between two of them a stop is heard, and other threads get their turn."""

from collections.abc import Iterator

PORTION, LONGEST = 50_000, 100_000  # characters


def portions(text: str, size: int = PORTION, longest: int = LONGEST) -> Iterator[str]:
    """Cut a text before a space or newline that follows a word: GPT-2's pattern cuts there too, so no token changes.

    Only these two: of other characters Python and the pattern disagree whether they are white space. Where no such
    place comes, as in a text without spaces, the cut is made at ``longest`` all the same.
    """
    begin = 0
    while begin < len(text):
        end = begin + size
        last = min(len(text), begin + longest)
        while end < last and not (text[end] in " \n" and not text[end - 1].isspace()):
            end += 1
        yield text[begin:end]
        begin = end
