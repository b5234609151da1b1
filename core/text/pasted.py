"""Words that were pasted become a file in data/, named after their beginning."""

import re

from core.errors import TextError
from core.paths import Home, unwritable
from core.protocol import KeepText, TextKept

NAME_WORDS, NAME_LETTERS = 5, 40
WORD = re.compile(r"[^\W_]+")


def keep_text(command: KeepText, home: Home) -> TextKept:
    """Write the text, unless it is there already under that name.

    Raises:
        TextError: there is nothing to keep.
        HomeError: data/ cannot be written.
    """
    text = command.text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    if not text.strip():
        raise TextError("There is no text to keep.", "Copy some text first.")
    home.make()
    words = WORD.findall(text[:1000].lower())[:NAME_WORDS]
    stem = "-".join(words)[:NAME_LETTERS].strip("-") or "pasted"
    data = (text + "\n").encode("utf-8", errors="replace")
    number = 1
    try:
        while True:
            path = home.data / (f"{stem}.txt" if number == 1 else f"{stem}-{number}.txt")
            if path.exists() and path.read_bytes() == data:
                return TextKept(str(path))
            try:
                with path.open("xb") as file:
                    file.write(data)
                return TextKept(str(path))
            except FileExistsError:
                number += 1
    except OSError as error:
        raise unwritable(home.data, error) from error
