"""Events as JSON lines: ``{"event": NAME, …}``, arrays as nested lists, NaN as null."""

import dataclasses
from typing import Any

import msgspec
import numpy as np

from core.protocol import Event, Failed

# Said by the exit code, and meant for a log.
LEFT_OUT = {Failed: ("exit_code", "details")}


def to_json(event: Event | dict[str, Any]) -> bytes:
    """One line without its newline."""
    if isinstance(event, dict):
        return msgspec.json.encode(event)
    fields = {field.name: getattr(event, field.name) for field in dataclasses.fields(event)}
    for name in LEFT_OUT.get(type(event), ()):
        del fields[name]
    return msgspec.json.encode({"event": event.event, **fields}, enc_hook=_plain)


def _plain(value: object) -> object:
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, np.generic):
        return value.item()
    raise NotImplementedError(f"{type(value).__name__} has no form in JSON")
