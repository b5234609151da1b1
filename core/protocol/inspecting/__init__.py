"""Looking inside a model: the question, the answer, and in one file each what a view finds."""

from core.protocol.inspecting.asking import Inspect, InspectDone, InspectSoFar, Prove, ProveDone
from core.protocol.inspecting.attention import AttentionResult, HeadLabel
from core.protocol.inspecting.blocks import BlockSource, BlocksResult, BlockStage
from core.protocol.inspecting.embeddings import EmbeddingsResult
from core.protocol.inspecting.heads_over_time import HeadsOverTimeResult, HeadStory
from core.protocol.inspecting.health import HealthResult, TensorHealth
from core.protocol.inspecting.logit_lens import LogitLensResult
from core.protocol.inspecting.neurons import Neuron, NeuronPassage, NeuronsResult, Written
from core.protocol.inspecting.next_token import Candidate, Cut, NextTokenResult
from core.protocol.inspecting.surgery import PatchMap, Shift, SurgeryResult
from core.protocol.inspecting.table import Cell, Table, ViewResult
from core.protocol.inspecting.text_loss import TextLossResult
from core.protocol.inspecting.why import Contribution, ContributionPiece, ContributionSource, WhyResult

__all__ = [
    "AttentionResult",
    "BlockSource",
    "BlockStage",
    "BlocksResult",
    "Candidate",
    "Cell",
    "Contribution",
    "ContributionPiece",
    "ContributionSource",
    "Cut",
    "EmbeddingsResult",
    "HeadLabel",
    "HeadStory",
    "HeadsOverTimeResult",
    "HealthResult",
    "Inspect",
    "InspectDone",
    "InspectSoFar",
    "LogitLensResult",
    "Neuron",
    "NeuronPassage",
    "NeuronsResult",
    "NextTokenResult",
    "PatchMap",
    "Prove",
    "ProveDone",
    "Shift",
    "SurgeryResult",
    "Table",
    "TensorHealth",
    "TextLossResult",
    "ViewResult",
    "WhyResult",
    "Written",
]
