"""Blocks: the network stage by stage, with what each makes of the prompt.

Only what is drawn is kept: of every stage a small picture and one length, of the chosen one everything. Of a network
with many layers only one is open; of the others it is shown how the stream leaves them.
"""

import inspect
import re

import numpy as np
import torch
from torch import Tensor

from core.errors import SettingError
from core.inspection.next_token import softmax
from core.inspection.stages import HEAD, Stage, stages_of
from core.inspection.subject import Subject
from core.model.sampling import likeliest
from core.model.taps import observed
from core.protocol import BlockSource, BlocksResult, BlockStage, Candidate

MOST_OPEN = 6  # layers; of more, only one is open
PICTURE = 48
SHOWN = 8
LAYER = re.compile(r"blocks\.(\d+)\.(.+)")
KNOWN = re.compile(
    r"hook_(pos_)?embed|ln_final\.hook_normalized|unembed|blocks\.\d+\.("
    r"hook_(resid_pre|resid_mid|resid_post|attn_out|mlp_out)|ln[12]\.hook_normalized|"
    r"attn\.hook_(q|k|v|rot_q|rot_k|attn_scores|pattern|z)|mlp\.hook_(pre|pre_linear|post))"
)


@torch.inference_mode()
def blocks(subject: Subject) -> BlocksResult:
    """Every stage that is not folded away, and the chosen one in full.

    Raises:
        SettingError: no network has such a stage.
    """
    model = subject.model
    every = list(stages_of(model))
    layers = len(model.blocks)
    wanted = _nearest(subject.looking.block, every, layers)
    found = LAYER.match(wanted)
    # The stream that enters the first layer is made before it.
    asked = int(found[1]) if found and not wanted.endswith("resid_pre") else subject.looking.layer
    open_layers = set(range(layers)) if layers <= MOST_OPEN else {min(asked, layers - 1)}
    ends = {stage.layer: stage.name for stage in every}  # the last of each layer
    stages = [one for one in every if one.layer in {None, *open_layers} or one.name == ends[one.layer]]
    seen = _Seen(subject, wanted)
    with observed(model, (stage.name for stage in stages if stage.name != HEAD), seen.look):
        features = model.features(subject.batch)[0]
    logits = (model.head_weight @ features[subject.at]).float().cpu().numpy()  # V
    odds = softmax(logits)
    seen.look_at_head(logits)
    label = subject.tokenizer.label
    return BlocksResult(
        stages=tuple(seen.stage(stage) for stage in stages),
        folded=tuple(layer for layer in range(layers) if layer not in open_layers),
        layer_parameters=tuple(sum(p.numel() for p in block.parameters()) for block in model.blocks),
        parameters=sum(parameter.numel() for parameter in model.parameters()),
        chosen=wanted,
        tensor=seen.tensor,
        source=source_of(next(stage for stage in every if stage.name == wanted)),
        candidates=tuple(
            Candidate(i, label(i), float(odds[i]), float(logits[i]), float(odds[i])) for i in likeliest(odds, SHOWN)
        ),
        dropout=model.config.dropout,
        tied_head=model.unembed is None,
    )


def _nearest(wanted: str, stages: list[Stage], layers: int) -> str:
    """The stage of that name; where this network lacks it, the same in its last layer, or the first stage.

    Raises:
        SettingError: nothing is called so in any network.
    """
    names = [stage.name for stage in stages]
    if not wanted or wanted in names:
        return wanted or names[0]
    if not KNOWN.fullmatch(wanted):
        raise SettingError(
            f"Nothing in a network is called {wanted!r} (--block).",
            f"This one has: {', '.join(name for name in names if LAYER.match(name) is None or '.0.' in name)}.",
        )
    found = LAYER.match(wanted)
    last = f"blocks.{layers - 1}.{found[2]}" if found else ""
    return last if last in names else names[0]


class _Seen:
    """What passes the taps, and what is kept of it."""

    def __init__(self, subject: Subject, wanted: str) -> None:
        self._subject, self._wanted = subject, wanted
        self._pictures: dict[str, np.ndarray] = {}
        self._shapes: dict[str, tuple[int, ...]] = {}
        self._vectors: dict[str, Tensor] = {}  # at the place that is asked about
        self._stream: Tensor | None = None
        self._turned: dict[str, float] = {}
        self.tensor = np.zeros(0)

    def look(self, name: str, value: Tensor) -> None:
        """B T W, B H T W or T W."""
        value = value[0] if value.dim() > 2 else value
        self._shapes[name] = tuple(value.shape)
        self._pictures[name] = picture(value, masked=name.endswith(("scores", "pattern")))
        if name == self._wanted:
            self.tensor = value.float().cpu().numpy()
        if not name.endswith(("scores", "pattern")):
            self._vectors[name] = value[..., self._subject.at, :].flatten().double()
        if "hook_resid" in name:
            self._follow(name)

    def look_at_head(self, logits: np.ndarray) -> None:
        """Those after the place that is asked about: after all of them they would be too many.  V"""
        self._pictures[HEAD] = picture(torch.from_numpy(logits)[None])
        if self._wanted == HEAD:
            self.tensor = logits

    def _follow(self, name: str) -> None:
        """How far the stream has turned since it was last seen."""
        now = self._vectors[name]
        if self._stream is not None:
            cosine = torch.cosine_similarity(self._stream, now, dim=0).clamp(-1, 1)
            self._turned[name] = float(torch.rad2deg(cosine.acos()))
        self._stream = now

    def stage(self, stage: Stage) -> BlockStage:
        config, length = self._subject.model.config, len(self._subject.ids)
        vector = self._vectors.get(stage.name)
        return BlockStage(
            name=stage.name,
            kind=stage.kind,
            label=stage.label,
            layer=stage.layer,
            letters=stage.letters if config.n_kv_heads else stage.letters.replace("G", "H"),
            shape=self._shapes.get(stage.name, (length, config.vocab_size)),
            formula=stage.formula,
            parameters=stage.parameters,
            picture=self._pictures[stage.name],
            length=None if vector is None else float(vector.norm()),
            turned=self._turned.get(stage.name),
            note=stage.note,
        )


def picture(value: Tensor, masked: bool = False) -> np.ndarray:
    """A sample of the numbers as shares of the largest; heads stand side by side.  T W or H T W → ≤ 48 ≤ 48

    ``masked``: W are the places that are looked at; those to come are left out.
    """
    numbers = value.numpy(force=True)
    numbers = numbers if numbers.ndim == 3 else numbers[None]  # H T W
    heads, length, width = numbers.shape
    rows, columns = (np.linspace(0, n - 1, min(n, PICTURE)).round().astype(int) for n in (length, heads * width))
    taken = numbers[columns // width, rows[:, None], columns % width].astype(np.float32)
    if masked:
        taken[columns % width > rows[:, None]] = np.nan
    largest = np.nanmax(np.abs(taken), initial=0.0)
    return taken / largest if largest > 0 else taken


def source_of(stage: Stage) -> BlockSource | None:
    """The code of a stage, where the program's text lies beside it."""
    try:
        lines, first = inspect.getsourcelines(stage.code)
    except OSError:
        return None
    marked = tuple(number for number, line in enumerate(lines) if stage.mark in line)
    indent = len(lines[0]) - len(lines[0].lstrip())
    text = "".join(line[indent:] if line.strip() else line for line in lines)
    return BlockSource(stage.code.__module__.replace(".", "/") + ".py", max(first, 1), text.rstrip("\n"), marked)
