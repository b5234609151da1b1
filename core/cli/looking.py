"""The word that looks into a text before anything is trained on it: ``look-inside``."""

from collections.abc import Sequence
from typing import Annotated

import typer

from core import protocol as said
from core.cli import show
from core.cli.choosing import Column, Encoding, LeaveOut, Remove, Texts, choices_of
from core.cli.front import Json, app, failed, print_json
from core.cli.front import run as ask
from core.cli.settings_options import with_settings
from core.config import DEFAULT_PRESET, PRESETS, Value, build_config, train_settings

SETTINGS = [train_settings()[name] for name in ("tokenizer", "vocab_size", "val_fraction", "val_split")]
SHOWN, MERGES_SHOWN = 12, 20
BAR = 30


@app.command("look-inside")
@with_settings(SETTINGS, "Settings")
def look_inside(
    *,
    context: typer.Context,
    text: Texts = None,
    leave_out: LeaveOut = None,
    encoding: Encoding = None,
    column: Column = None,
    remove: Remove = None,
    preset: Annotated[str, typer.Option("--preset", help=f"One of: {', '.join(PRESETS)}.")] = DEFAULT_PRESET,
    at_most: Annotated[int, typer.Option("--at-most", metavar="CHARACTERS", help="0: twenty million.", min=0)] = 0,
    json: Json = False,
    settings: dict[str, Value],
) -> None:
    """Count letters, words and tokens of a text, and list what the tokenizer merged in which order."""
    choices = choices_of(leave_out, encoding, column, remove)
    command = said.LookInside(build_config(preset, settings), tuple(text or ()), at_most, choices)
    last: said.Event | None = None
    with show.TrainingView() as view:
        for last in ask(command, context.obj):
            view.show(last)
    if isinstance(last, said.Failed):
        failed(last, json)
    if isinstance(last, said.LookInsideDone):
        print_json(last) if json else _show(last)


def _show(found: said.LookInsideDone) -> None:
    part = "all" if found.looked_at == found.characters else f"{found.looked_at:,}, spread evenly,"
    print(f"{found.label}: {found.size:,} bytes, {found.characters:,} characters; {part} of them were looked at.")
    print(f"\nLetters: {found.distinct_letters:,} different ones. The most common:")
    _bars(found.letters)
    print(
        f"\nWords: {found.words:,}, of which {found.distinct_words:,} are different; {found.words_once:,} occur once."
    )
    _bars(found.common_words)
    print(f"Zipf's law: rank and count, as logarithms, fall with a slope of {found.zipf_slope:.2f} (the law says −1).")
    print(f"\nTokens: {found.tokens:,} of a vocabulary of {found.vocab_size:,}; {found.unused_tokens:,} never occur.")
    print(f"{found.tokens_per_word:.2f} tokens a word, {found.characters_per_token:.2f} characters a token.")
    _bars(found.common_tokens)
    rare = "  ".join(f"{token.label} {token.count}×" for token in found.rare_tokens[:SHOWN])
    print(f"The rarest: {rare}")
    if found.merges:
        print(f"\nMerges: {len(found.merges):,}, in the order in which they were learnt:")
    for number, merge in enumerate(found.merges[:MERGES_SHOWN], 1):
        print(f"{number:>6}  {merge.left} + {merge.right} → {merge.made}, used {merge.uses:,} times")
    if len(found.merges) > MERGES_SHOWN:
        print("        All of them: --json")


def _bars(counted: Sequence[said.Counted]) -> None:
    most = max((one.count for one in counted), default=1)
    for one in counted[:SHOWN]:
        print(f"  {one.label:<16} {one.count:>12,}  {'█' * round(BAR * one.count / most)}")
