"""What passes through the engine's door: commands in, events out.

Frozen dataclasses of plain values and numpy arrays. Every command is answered by a stream of events, and the last of
them is always named ``done`` or ``failed``. Losses are in nats per token, times in seconds of training over all
sessions without pauses, sizes in bytes.
"""

from core.protocol.base import Command, Done, Event, Failed, Lane, Notice, Progress
from core.protocol.estimating import Estimate, EstimateDone, WouldFit
from core.protocol.exchanging import Export, ExportDone, Import, ImportDone
from core.protocol.general import Hello, Ready
from core.protocol.looking import AttentionResult, Candidate, HeadHabit, Inspect, InspectDone, NextTokenResult
from core.protocol.texts import (
    Counted,
    Get,
    GetDone,
    GetProgress,
    LookAtText,
    LookInside,
    LookInsideDone,
    Merge,
    Merged,
    TextDone,
    TextFile,
)
from core.protocol.training import (
    CheckpointWritten,
    Paused,
    References,
    Resume,
    Resumed,
    SampleWritten,
    Started,
    Step,
    StoppedBy,
    Train,
    TrainDone,
    XzReference,
)
from core.protocol.watching import Evidence, Health, LayerHealth, PromptAdded, Remedy, Verdict, VerdictKind
from core.protocol.writing import Continuation, Ended, Sample, SampleDone, Token

__all__ = [
    "AttentionResult",
    "Candidate",
    "CheckpointWritten",
    "Command",
    "Continuation",
    "Counted",
    "Done",
    "Ended",
    "Estimate",
    "EstimateDone",
    "Event",
    "Evidence",
    "Export",
    "ExportDone",
    "Failed",
    "Get",
    "GetDone",
    "GetProgress",
    "HeadHabit",
    "Health",
    "Hello",
    "Import",
    "ImportDone",
    "Inspect",
    "InspectDone",
    "Lane",
    "LayerHealth",
    "LookAtText",
    "LookInside",
    "LookInsideDone",
    "Merge",
    "Merged",
    "NextTokenResult",
    "Notice",
    "Paused",
    "Progress",
    "PromptAdded",
    "Ready",
    "References",
    "Remedy",
    "Resume",
    "Resumed",
    "Sample",
    "SampleDone",
    "SampleWritten",
    "Started",
    "Step",
    "StoppedBy",
    "TextDone",
    "TextFile",
    "Token",
    "Train",
    "TrainDone",
    "Verdict",
    "VerdictKind",
    "WouldFit",
    "XzReference",
]
