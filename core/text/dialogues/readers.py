"""Files of dialogues, in three forms.

Text: ``User:`` and ``Model:`` begin turns, and a blank line before ``User:`` a dialogue. JSONL: one dialogue a line,
``{"messages": [{"role": "user", "content": "…"}, …]}``. CSV: two columns, what the user and what the model says.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator

import msgspec

from core.errors import TextError
from core.text.dialogue import Dialogue, Said, checked

ROLE = re.compile(r"(user|model|assistant|system|bot|human|ai)\s*:", re.IGNORECASE)
# What the first row of a table may call its columns.
ASKED = frozenset({"user", "question", "prompt", "input", "instruction"})
ANSWERED = frozenset({"model", "assistant", "answer", "response", "output", "completion"})
SEPARATORS = ",;\t"
MOST_CHARACTERS = 1 << 26  # of a file: all of it is read at once

Reader = Callable[[str, str], Iterator[Dialogue]]


class _Message(msgspec.Struct):
    role: str
    content: str


class _Line(msgspec.Struct):
    messages: list[_Message]


def read_turns(text: str, name: str) -> Iterator[Dialogue]:
    """Dialogues of a text of turns.

    Raises:
        TextError: see ``checked``; or words that stand before any turn.
    """
    said: list[Said] = []
    blank = True
    for number, line in enumerate(text.split("\n"), 1):
        role = ROLE.match(line)
        if role is not None:
            if said and blank and role[1].lower() == "user":
                yield checked(said, name)
                said = []
            said.append(Said(role[1], line[role.end() :], number))
        elif said:
            said[-1] = Said(said[-1].role, f"{said[-1].text}\n{line}", said[-1].line)
        elif line.strip():
            raise TextError(f"Line {number} of {name} stands before any turn.", "Begin a turn with User: or Model:.")
        blank = not line.strip()
    if said:
        yield checked(said, name)


def read_messages(text: str, name: str) -> Iterator[Dialogue]:
    """Dialogues of lines of JSON.

    Raises:
        TextError: see ``checked``; or a line that is cut off or has another form.
    """
    decode = msgspec.json.Decoder(_Line).decode
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            messages = decode(line.encode("utf-8", errors="surrogatepass")).messages
        except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
            raise TextError(
                f"Line {number} of {name} is cut off or no dialogue ({error}).",
                'Write one a line: {"messages": [{"role": "user", "content": "Hi"}, …]}.',
            ) from error
        yield checked([Said(message.role, message.content, number) for message in messages], name)


def read_pairs(text: str, name: str) -> Iterator[Dialogue]:
    """A dialogue of one question and one answer for each row; the first row may name the columns.

    Raises:
        TextError: see ``checked``; or a row that is cut off or has not two cells.
    """
    first = text.partition("\n")[0]
    csv.field_size_limit(MOST_CHARACTERS)
    rows = csv.reader(io.StringIO(text), delimiter=max(SEPARATORS, key=first.count), strict=True)
    begins = 1
    try:
        for row in rows:
            line, begins = begins, rows.line_num + 1
            if not any(cell.strip() for cell in row):
                continue
            if len(row) != 2:
                raise TextError(
                    f"Line {line} of {name} has {len(row)} columns where two are needed.",
                    "The first is what the user says, the second what the model answers.",
                )
            named = row[0].strip().lower() in ASKED and row[1].strip().lower() in ANSWERED
            if line > 1 or not named:
                yield checked([Said("user", row[0], line), Said("model", row[1], line)], name)
    except csv.Error as error:
        raise TextError(f"Line {begins} of {name} is cut off or no row of a table ({error}).", "Mend it.") from error


READERS: dict[str, Reader] = {".jsonl": read_messages, ".csv": read_pairs, ".tsv": read_pairs}


def reader_for(suffix: str) -> Reader:
    """How a file with this suffix is read: as a text of turns where no other form has it."""
    return READERS.get(suffix.lower(), read_turns)
