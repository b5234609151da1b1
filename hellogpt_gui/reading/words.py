"""What the sheet says of a text that was read: figures, how they came about, and a token as it is shown."""

from core.protocol import ReadDone, Token
from hellogpt_gui.units import plural, printable, size, whole
from hellogpt_gui.widgets.figures import FigureText
from hellogpt_gui.widgets.passage import TextToken

NOTHING_YET = FigureText("–")
NEVER_SEEN = "never seen in training, does not count"


def figures_of(done: ReadDone | None) -> tuple[FigureText, ...]:
    """Perplexity, bits per byte and tokens of a text; before it is read, dashes."""
    if done is None:
        return (NOTHING_YET, NOTHING_YET, NOTHING_YET)
    fair = f"as unsure as among {whole(round(done.perplexity))} tokens" if done.perplexity < 1e6 else ""
    return (
        FigureText(f"{done.perplexity:.2f}" if done.perplexity < 1e6 else f"{done.perplexity:.1e}", "", fair),
        FigureText(f"{done.bits_per_byte:.2f}", "bits", "the fair figure between models"),
        FigureText(whole(done.tokens), "", size(done.size)),
    )


def told(done: ReadDone, shown: int) -> str:
    """How the figures came about, and what does not count in them."""
    few = done.tokens + done.unknown <= done.context_length
    seen = "" if few else f", of a long text at least {plural(done.least_before, 'token')}"
    parts = [f"Each token was foretold from what stands before it{seen}."]
    if done.unknown:
        parts.append(f"{plural(done.unknown, 'character')} that this model cannot write: not counted.")
    if shown < done.tokens + done.unknown:
        parts.append(f"The first {whole(shown)} tokens are shown; all count.")
    if done.stopped_by == "user":
        parts.append("Stopped before the end: the figures are those of what was read.")
    return " ".join(parts)


def read_token(token: Token) -> TextToken:
    """A token of the text with what the model thought of it."""
    if not token.rank:
        return TextToken(printable(token.text), token.text, 1.0, NEVER_SEEN)
    return TextToken(
        printable(token.text),
        _label(token),
        token.probability,
        f"rank {whole(token.rank)}  ·  entropy {token.entropy:.1f} bits",
        token.alternatives,
    )


def _label(token: Token) -> str:
    """As it stands among the likeliest, else with its spaces and newlines to be seen."""
    for (word, _), token_id in zip(token.alternatives, token.alternative_ids, strict=True):
        if token_id == token.token_id:
            return word
    bare = token.text.lstrip(" ")
    return ("·" * (len(token.text) - len(bare)) + bare).replace("\n", "⏎") or "…"
