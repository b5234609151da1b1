"""How well typed letters fit the words of an entry: as they stand, or with letters left out between."""


def misfit(typed: str, words: str) -> int | None:
    """0 is the best fit; None where the words have no place for what was typed.

    What was typed is looked for part by part, in any order: at the beginning of a word, inside one, and at last letter
    by letter from the beginning of a word on, so that ``zin`` finds "Zoom in". Capitals do not matter.
    """
    whole = words.casefold()
    total = 0
    for part in typed.casefold().split():
        one = _misfit(part, whole)
        if one is None:
            return None
        total += one
    return total


def _misfit(part: str, words: str) -> int | None:
    begins = [at for at in range(len(words)) if at == 0 or not words[at - 1].isalnum()]
    if any(words.startswith(part, at) for at in begins):
        return 0
    if part in words:
        return 1
    gaps = [gap for at in begins if words[at] == part[0] and (gap := _gaps(part, words, at)) is not None]
    return 2 + min(gaps) if gaps else None


def _gaps(part: str, words: str, at: int) -> int | None:
    """How many letters are passed over when ``part`` is found letter by letter from ``at`` on."""
    begin = at
    for letter in part:
        found = words.find(letter, at)
        if found < 0:
            return None
        at = found + 1
    return at - begin - len(part)
