"""Run folders: claimed, written, verified, listed. One folder is one training run; its form is docs/run-folder.md.

Files and JSON only: this room knows no tensors and imports without torch, so that every run can be listed and drawn
before the engine has loaded. Whoever writes weights gets a folder to write them into.
"""

from core.runs.folder import RunFolder, Stop
from core.runs.listing import find_run, list_runs
from core.runs.names import RunRef, parse_ref
from core.runs.summaries import RunSummary
from core.runs.verify import verify_step
from core.runs.writing import RunWriter, claim_run

__all__ = [
    "RunFolder",
    "RunRef",
    "RunSummary",
    "RunWriter",
    "Stop",
    "claim_run",
    "find_run",
    "list_runs",
    "parse_ref",
    "verify_step",
]
