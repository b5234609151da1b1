"""The words that compare and tell: ``compare``, ``lineage``, ``report``."""

from pathlib import Path
from typing import Annotated

import typer

from core.cli import show
from core.cli.front import Json, Run, app, print_json
from core.runs import find_run
from core.runs.compare import compare, curves_as_csv, run_line, write_file
from core.runs.former_names import former_models
from core.runs.lineage import lineage
from core.runs.listing import list_runs
from core.runs.report import gather
from core.runs.report_page import page

Runs = Annotated[list[str], typer.Argument(metavar="RUN RUN…", help="Two or more runs: a model or model/serial_N.")]


@app.command("compare")
def compare_runs(
    *,
    context: typer.Context,
    runs: Runs,
    csv: Annotated[str, typer.Option("--csv", metavar="PATH", help="Write the curves of all of them there.")] = "",
    json: Json = False,
) -> None:
    """See what differs between runs, in their settings and in what came of them."""
    found = compare(context.obj, runs)
    if csv:
        write_file(Path(csv), curves_as_csv(found).encode())
    if not json:
        show.show_comparison(found)
        return
    for run in found.runs:
        print_json({"event": "run", **run_line(run.summary), "curve": run.summary.curve})
    names = [run.summary.name for run in found.runs]
    for one in found.differences:
        values = dict(zip(names, one.values, strict=True))
        print_json({"event": "difference", "setting": one.name, "label": one.label, "values": values})
    print_json({"event": "done", "runs": names, "same_text": found.same_text, "same_tokens": found.same_tokens})


@app.command("lineage")
def show_lineage(*, context: typer.Context, json: Json = False) -> None:
    """Show which run was forked from which, as a tree."""
    for branch in lineage(list_runs(context.obj), former_models(context.obj)):
        if json:
            about = {"parent": branch.parent or None, "step": branch.step, "depth": branch.depth, "gone": branch.gone}
            print_json({"event": "run", "run": branch.run.name, **about})
        else:
            show.show_branch(branch)


@app.command()
def report(
    *,
    context: typer.Context,
    run: Run,
    path: Annotated[str, typer.Argument(metavar="PATH.html", help="Where it shall lie; it is written over.")],
    json: Json = False,
) -> None:
    """Write a one-page report of a run, to hand in or to share: curves, samples, settings, text and machine."""
    folder, _ = find_run(context.obj, run)
    data = page(gather(context.obj, folder)).encode()
    write_file(Path(path), data)
    if json:
        print_json({"event": "done", "run": folder.name, "path": path, "size": len(data)})
    else:
        print(f"{path}  ({len(data):,} bytes)")
