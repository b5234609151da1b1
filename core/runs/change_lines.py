"""What was changed while a run trained: lines of events.jsonl. A resume takes back those beyond its step."""

import contextlib

import msgspec

from core.protocol import Changed
from core.runs.folder import RunFolder


def read_changes(folder: RunFolder) -> list[Changed]:
    """In their order; a line that is none is passed over."""
    changes: list[Changed] = []
    for line in folder.events():
        with contextlib.suppress(msgspec.ValidationError, KeyError):
            if line.get("event") == "resumed":
                changes = [change for change in changes if change.step <= line["step"]]
            elif line.get("event") == "changed":
                changes.append(msgspec.convert({**line, "event": ""}, Changed))
    return changes
