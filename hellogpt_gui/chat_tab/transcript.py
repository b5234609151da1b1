"""The turns of a talk as the screen shows them: the passages they make, each token with what the model thought."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.conversations import Turn
from core.protocol import Token
from hellogpt_gui.units import plural, printable, whole
from hellogpt_gui.widgets.passage import Passage, TextToken

ENDS = {"end_of_text": "⟨end⟩"}
SHOWN = 10_000  # characters of what a person wrote
BY_HAND = "written by hand"


@dataclass(frozen=True)
class Exchange:
    """Words of the person's and the answer to them: what one passage shows. Either may be missing."""

    words: Turn | None = None
    answer: Turn | None = None

    @property
    def ids(self) -> tuple[int | None, int | None]:
        """The turns by id."""
        return self.words.id if self.words else None, self.answer.id if self.answer else None


def exchanges(path: Sequence[Turn]) -> list[Exchange]:
    """A path in passages: an answer stands with the words before it."""
    made: list[Exchange] = []
    for turn in path:
        if turn.role == "user":
            made.append(Exchange(words=turn))
        elif made and made[-1].answer is None:
            made[-1] = Exchange(made[-1].words, turn)
        else:
            made.append(Exchange(answer=turn))
    return made


def passage_of(exchange: Exchange, step_words: str = "") -> Passage:
    """An exchange laid out. ``step_words``: the step that answers, while it is still to be known."""
    words, answer = exchange.words, exchange.answer
    passage = Passage(_clipped(words.text) if words else "", "", "")
    if answer is not None:
        passage.has_foot = True
        passage.tokens = [shown(token) for token in answer.tokens]
        if answer.text and not answer.tokens:
            passage.tokens = [TextToken(_clipped(answer.text), "", 1.0)]
        complete(passage, answer, step_words)
    return passage


def holds(passage: Passage, exchange: Exchange) -> bool:
    """Whether a passage that was made of an exchange has all of its answer: that may have been written since."""
    answer = exchange.answer
    return answer is None or len(passage.tokens) == (len(answer.tokens) or bool(answer.text))


def complete(passage: Passage, answer: Turn, step_words: str = "") -> None:
    """What is known of an answer beside its text."""
    passage.heading = answer.run.replace("/", " / ") or BY_HAND
    passage.detail = detail_of(answer, f"step {whole(answer.step)}" if answer.step is not None else step_words)
    passage.end = ENDS.get(answer.stopped_by, "")


def detail_of(answer: Turn, step_words: str) -> str:
    """The step that wrote an answer, and what was changed in the network."""
    return f"{step_words}  ·  {answer.surgery.in_short}" if answer.surgery is not None else step_words


def _clipped(words: str) -> str:
    """Of very many words the beginning: nobody reads a book in a bubble, and each line of it would be laid out."""
    if len(words) <= SHOWN:
        return printable(words)
    return f"{printable(words[:SHOWN])} … and {plural(len(words) - SHOWN, 'character')} more"


def shown(token: Token) -> TextToken:
    """A token as the transcript shows it. One that ends inside of a character shows the bytes that it is."""
    silent = not token.text and token.label.startswith("⟨")
    facts = f"rank {whole(token.rank)}  ·  entropy {token.entropy:.1f} bits"
    return TextToken(
        token.label if silent else printable(token.text), token.label or visible(token.text), token.probability, facts,
        token.alternatives, token.alternative_ids, token.rank, token.entropy, silent,
    )  # fmt: skip


def visible(text: str) -> str:
    """A token's text with its spaces and newlines to be seen."""
    bare = text.lstrip(" ")
    return ("·" * (len(text) - len(bare)) + bare).replace("\n", "⏎") or "…"


def written_with(answer: Turn) -> str:
    """Seed and length of an answer."""
    seed = f"seed {answer.sampling.seed}  ·  " if answer.sampling is not None and answer.tokens else ""
    return f"{seed}{plural(len(answer.tokens), 'token')}" if answer.tokens else ""
