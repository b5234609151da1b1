"""What the view of a text's loss says: figures, rows of its lists, a token as it is shown."""

import dataclasses
from collections.abc import Sequence

from core.protocol import TextLossResult
from core.protocol.inspecting.text_loss import HardToken, LossGroup, ShownText
from hellogpt_gui.reading.words import read_token
from hellogpt_gui.units import percent, plural, printable, whole
from hellogpt_gui.widgets.figures import FigureText
from hellogpt_gui.widgets.odds_list import OddsRow
from hellogpt_gui.widgets.row_list import Row
from hellogpt_gui.widgets.tints import TextToken

CAPTIONS = ("Loss", "The run wrote down", "Bits per byte", "Measured")
NOTHING = FigureText("–")
AS_GOOD_AS = 5e-4  # nats: apart by rounding alone
TITLES = {"kept-back": "Kept-back text", "prompt": "The prompt", "file": "Your file"}
BY_POSITION = "By how many tokens the model saw before. With each window it begins anew, as in the validation loss."
BY_FREQUENCY = "By how often the token that comes occurs in the training text."
BY_FILE = "By the file it stands in. Choose one to see where it begins."
HARDEST = "The tokens that were foretold worst. Choose one to see it where it stands."
NO_FREQUENCY = "How often tokens occur is not known: the training text is not to be had."
ONE_FILE = "The text is a single file."


def figures_of(result: TextLossResult) -> tuple[FigureText, ...]:
    """The leading figures, in the order of CAPTIONS."""
    if result.loss is None:
        return (NOTHING, NOTHING, NOTHING, FigureText("0", "tokens", "One token foretells nothing"))
    bits = FigureText(f"{result.bits_per_byte:.2f}", "", "fair between models") if result.bits_per_byte else NOTHING
    done = result.measured / result.total
    all_of_it = f"all {whole(result.total)} tokens" if done == 1 else f"of {whole(result.total)} tokens"
    return (
        FigureText(f"{result.loss:.3f}", "nats", "mean of all that is measured"),
        _reported(result),
        bits,
        FigureText(percent(done), "", all_of_it),
    )


def _reported(result: TextLossResult) -> FigureText:
    """The run's own figure, and whether it is found again over the windows that it is the mean of."""
    if result.reported is None:
        return FigureText("–", "", result.unreported)
    value = f"{result.reported:.3f}"
    if result.same is None:
        return FigureText(value, "nats", "its windows are measured now")
    agrees = abs(result.same - result.reported) < AS_GOOD_AS
    how = "the same here" if agrees else f"here {result.same:.3f}"
    rounded = f", it had {result.precision}" if not agrees and result.precision not in ("fp32", "") else ""
    return FigureText(value, "nats", f"{how}, over its windows{rounded}")


def tokens_of(shown: ShownText) -> list[TextToken]:
    """What is shown, token by token; the first of a text is foretold by nothing."""
    found = []
    for token, loss, seen in zip(shown.tokens, shown.losses.tolist(), shown.seen.tolist(), strict=True):
        if not seen:
            found.append(TextToken(printable(token.text), "", 1.0))
            continue
        told = read_token(token)
        facts = f"loss {loss:.2f}  ·  rank {whole(token.rank)}  ·  from {plural(seen, 'token')}"
        found.append(dataclasses.replace(told, facts=facts) if token.rank else told)
    return found


def groups_of(groups: Sequence[LossGroup]) -> list[OddsRow]:
    """A bar for each group."""
    most = max((group.loss for group in groups), default=1.0) or 1.0
    return [OddsRow(g.label, g.loss / most, f"{g.loss:.2f}", note=whole(g.tokens)) for g in groups]


def hard_rows(hardest: Sequence[HardToken]) -> list[Row]:
    """A row for each of the hardest tokens, by its number in the text."""
    return [
        Row(
            one.at,
            f"“{one.token}”",
            f"…{' '.join(printable(one.before).split())[-48:]}",
            f"{one.loss:.1f}",
        )
        for one in hardest
    ]
