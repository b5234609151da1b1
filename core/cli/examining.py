"""The word that asks what a model can do: ``exam``."""

from typing import Annotated

import typer

from core import protocol as said
from core.cli import show
from core.cli.front import Json, Run, app, check_run, failed, print_json
from core.cli.front import run as ask

Questions = Annotated[
    str,
    typer.Option(
        "--questions", metavar="FILE", help='Your own, one JSON object a line: {"prompt": "…", "answer": "…"}.'
    ),
]


@app.command()
def exam(*, context: typer.Context, run: Run, questions: Questions = "", json: Json = False) -> None:
    """Ask a model the questions of its text: which share does it answer exactly?"""
    check_run(context.obj, run)
    for event in ask(said.Exam(run, questions), context.obj):
        match event:
            case said.Failed():
                failed(event, json)
            case said.ExamDone():
                print_json(event) if json else show.show_exam(event)
