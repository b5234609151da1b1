"""The word that lets a model read a text: ``read``."""

from typing import Annotated

import typer

from core import protocol as said
from core.cli import show
from core.cli.front import STOPPED, Ended, Json, Run, app, check_run, failed, print_json
from core.cli.front import run as ask
from core.errors import SettingError

HARDEST = 10  # tokens listed
BEFORE = 40  # characters of text before each of them

File = Annotated[str, typer.Option("--file", metavar="FILE", help="A file, a folder, or the name of a built-in text.")]
Tokens = Annotated[int, typer.Option("--tokens", help="Of how many tokens the odds are said one by one.", min=0)]


@app.command()
def read(
    *,
    context: typer.Context,
    run: Run,
    file: File = "",
    text: Annotated[str | None, typer.Option("--text", help="The text itself.")] = None,
    tokens: Tokens = 10_000,
    json: Json = False,
) -> None:
    """How well does a model foretell a text? Its perplexity, and where it was surprised."""
    if bool(file) == (text is not None):
        raise SettingError("One text can be read at a time.", "Give either --file FILE or --text TEXT.")
    check_run(context.obj, run)
    seen: list[said.Token] = []
    last: said.Event | None = None
    with show.TrainingView() as view:
        for last in ask(said.Read(run, text or "", file, tokens), context.obj):
            if isinstance(last, said.Token):
                print_json(last) if json else seen.append(last)
            else:
                view.show(last)
    if isinstance(last, said.Failed):
        failed(last, json)
    if isinstance(last, said.ReadDone):
        print_json(last) if json else _show(last, seen)
        if last.stopped_by == "user":
            raise Ended(STOPPED)


def _show(done: said.ReadDone, seen: list[said.Token]) -> None:
    print(
        f"{done.run} at step {done.step}: perplexity {done.perplexity:,.2f} "
        f"({done.loss:.3f} nats per token, {done.bits_per_byte:.3f} bits per byte)."
    )
    stopped = " Stopped before the end." if done.stopped_by == "user" else ""
    print(
        f"{done.tokens:,} tokens, {done.size:,} bytes, each foretold from all that stands before it, "
        f"of a long text from {done.least_before:,} to {done.context_length:,} tokens.{stopped}"
    )
    if done.unknown:
        print(f"{done.unknown:,} characters that this model cannot write do not count.")
    places = [0]
    for token in seen:
        places.append(places[-1] + len(token.text))
    whole = "".join(token.text for token in seen)
    hardest = sorted((token.probability, number) for number, token in enumerate(seen) if token.rank)[:HARDEST]
    if hardest:
        print("\nWhat surprised it most:")
    for probability, number in hardest:
        before = whole[max(0, places[number] - BEFORE) : places[number]].replace("\n", "⏎")
        print(f"  {probability:10.4%}  rank {seen[number].rank:>5}  …{before}[{_word(seen[number])}]")


def _word(token: said.Token) -> str:
    return token.text.replace("\n", "⏎") or "part of a character"
