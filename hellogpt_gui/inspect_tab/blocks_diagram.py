"""The stages that the engine tells of, as boxes of a network's diagram."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtGui import QImage

from core.protocol import BlocksResult, BlockStage
from hellogpt_gui.units import parameters, share
from hellogpt_gui.widgets.attention_matrix import bare
from hellogpt_gui.widgets.colour_scale import share_image
from hellogpt_gui.widgets.network_layout import Box, Group, Network, Node, Part
from hellogpt_gui.widgets.signed_map import signed_image

CAPTIONS = {
    "embedding": "token", "positions": "place", "norm": "norm", "q": "q", "k": "k", "v": "v", "scores": "scores",
    "pattern": "pattern", "gathered": "A · v", "project": "project", "gate": "gate", "up": "up", "bend": "bend",
    "down": "down", "head": "head",
}  # fmt: skip
STACKED = (("q", "k", "v"), ("gate", "up"))  # drawn one above another
WORDS = 3


def diagram_of(result: BlocksResult) -> Network:
    """From the embedding to the likeliest next tokens."""
    first, *others = result.stages
    entering = [stage for stage in others if stage.kind in ("positions", "start")]
    leaving = [stage for stage in others if stage.layer is None and stage.kind in ("norm", "head")]
    layers = range(len(result.layer_parameters))
    return Network(
        source=_box(first),
        enters=_part(entering, "+" if len(entering) > 1 else "", result),
        groups=tuple(_group(layer, [stage for stage in others if stage.layer == layer], result) for layer in layers),
        leaves=Part(tuple((_box(stage),) for stage in leaving), None),
        words=tuple(f"{bare(one.token)}  {share(one.probability)}" for one in result.candidates[:WORDS]),
    )


def _group(layer: int, stages: Sequence[BlockStage], result: BlocksResult) -> Group:
    title, note = f"Layer {layer}", f"{parameters(result.layer_parameters[layer])} parameters"
    if layer in result.folded:
        return Group(title, note, folded=_node(stages[-1], ""))
    parts, part = [], []
    for stage in stages:
        part.append(stage)
        if stage.kind == "add":
            parts.append(_part(part, "+" if stage.formula.count("x") > 1 else "", result))
            part = []
    return Group(title, note, tuple(parts))


def _part(stages: Sequence[BlockStage], sign: str, result: BlocksResult) -> Part:
    """What is done beside the stream, and where it meets it."""
    *inside, end = stages
    columns: list[tuple[Box, ...]] = []
    kinds: list[str] = []
    for stage in inside:
        together = any(stage.kind in stack and kinds and kinds[-1] in stack for stack in STACKED)
        if together:
            columns[-1] += (_box(stage),)
        else:
            columns.append((_box(stage),))
        kinds.append(stage.kind)
    dropout = f"dropout {result.dropout:g}" if result.dropout else ""
    return Part(tuple(columns), _node(end, sign), dropout)


def _box(stage: BlockStage) -> Box:
    shape = "×".join(map(str, stage.shape))
    return Box(stage.name, CAPTIONS[stage.kind], shape, picture_of(stage), about_of(stage))


def _node(stage: BlockStage, sign: str) -> Node:
    length = "" if stage.length is None else f"{stage.length:.1f}" if stage.length < 100 else f"{stage.length:.0f}"
    return Node(stage.name, length, sign, about_of(stage))


def about_of(stage: BlockStage) -> str:
    """In a line: what it is, its shape and what it has learned."""
    where = f"Layer {stage.layer}: " if stage.layer is not None else ""
    label = stage.label[:1].lower() + stage.label[1:] if where else stage.label
    own = f", {parameters(stage.parameters)} parameters" if stage.parameters else ""
    return f"{where}{label}, {' × '.join(map(str, stage.shape))}{own}"


def picture_of(stage: BlockStage) -> QImage:
    """Its small picture: shares of 0…1 of a pattern, of all else numbers around zero."""
    if stage.kind == "pattern":
        return share_image(np.asarray(stage.picture, dtype=np.float64))
    return signed_image(np.asarray(stage.picture, dtype=np.float64))
