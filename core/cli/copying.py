"""What of an answer is copied, on the terminal."""

from core import protocol as said
from core.cli import show
from core.cli.front import print_json
from core.cli.front import run as ask
from core.paths import Home


def tell_copied(command: said.Sample, text: str, home: Home, json: bool) -> None:
    """If it is asked for, say which stretches of a text are copied from what the model learnt, and how much that is."""
    if command.find_copied is None:
        return
    stretches: dict[int, said.CopiedStretch] = {}
    told = said.CopiedTold(0, len(text))
    with show.TrainingView() as view:
        for event in ask(said.FindCopied(command.run, text, command.find_copied), home):
            match event:
                case said.CopiedStretch(begin):
                    stretches[begin] = event
                case said.FindCopiedDone(copied, characters, sentence):
                    told = said.CopiedTold(copied, characters, sentence=sentence)
                case said.Failed(message, hint):
                    told = said.CopiedTold(0, len(text), searched=False, sentence=f"{message} {hint}".strip())
                case _:
                    view.show(event)
    if json:
        for one in (*stretches.values(), told):
            print_json(one)
        return
    if told.sentence:
        show.tell(told.sentence)
    share = told.copied / told.characters if told.characters else 0.0
    print(f"Copied: {told.copied:,} of {told.characters:,} characters ({share:.0%}).", flush=True)
    for stretch in stretches.values():
        often = f", {stretch.times:,} times" if stretch.times > 1 else ""
        print(f"  {stretch.file}, line {stretch.line:,}{often}: {text[stretch.begin : stretch.end]!r}", flush=True)
