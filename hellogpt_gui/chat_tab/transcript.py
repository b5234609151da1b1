"""What has been said so far, as one running text: the person's words and the model's, in turn."""

from dataclasses import dataclass, field

from core.protocol import Token
from hellogpt_gui.units import printable
from hellogpt_gui.widgets.passage import TextToken


@dataclass
class Turn:
    """``before``: the text up to here, which the model continues; ``words``: what the person added to it."""

    before: str
    words: str
    run: str
    seed: int
    tokens: list[Token] = field(default_factory=list)

    @property
    def prompt(self) -> str:
        """The text that the model continues in this turn."""
        return join(self.before, self.words)

    @property
    def answer(self) -> str:
        return "".join(token.text for token in self.tokens)


@dataclass
class Transcript:
    """The turns of one talk."""

    turns: list[Turn] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The whole running text."""
        return self.turns[-1].prompt + self.turns[-1].answer if self.turns else ""

    def begin(self, words: str, run: str, seed: int) -> Turn:
        """A new turn at the end. Without words the model just goes on."""
        turn = Turn(self.text, words, run, seed)
        self.turns.append(turn)
        return turn


def join(text: str, words: str) -> str:
    """Words on a line of their own after a text."""
    if not text or not words:
        return text + words
    return text + ("" if text.endswith("\n") else "\n") + words


def shown(token: Token, vocab_size: int | None = None) -> TextToken:
    """A token as the transcript shows it."""
    rank = f"rank {token.rank}" + (f" of {vocab_size}" if vocab_size else "")
    label = next((word for word, odds in token.alternatives if odds == token.probability), visible(token.text))
    return TextToken(
        printable(token.text),
        label,
        token.probability,
        f"{rank}  ·  entropy {token.entropy:.1f} bits",
        token.alternatives,
    )


def visible(text: str) -> str:
    """A token's text with its spaces and newlines to be seen."""
    bare = text.lstrip(" ")
    return ("·" * (len(text) - len(bare)) + bare).replace("\n", "⏎") or "…"
