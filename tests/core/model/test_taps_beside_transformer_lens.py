"""Every tap beside the hook of the same name in TransformerLens, on both families, in 32 and in 64 bits."""

from pathlib import Path

import pytest
import torch

from core.control import RunControl
from core.engine import Engine
from core.model.gpt import GPT
from core.model.loading import load_step
from core.model.taps import capture, tap_names
from core.paths import Home
from core.protocol import Export, ExportDone
from core.runs import find_run

IDS = torch.tensor([[5, 9, 100, 22, 31, 9, 100, 7]])
# transformers' RMSNorm works in 32 bits whatever it is given, so that a modern network keeps 64 bits only here.
CASES = [("classic", torch.float32, 1e-4), ("classic", torch.float64, 1e-9), ("modern", torch.float32, 1e-4),
         ("modern", torch.float64, 1e-5)]  # fmt: skip


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("family", "kind", "within"), CASES, ids=str)
@torch.no_grad()
def test_every_tap_is_its_hook(
    family: str, kind: torch.dtype, within: float, families: dict[str, Home], tmp_path: Path
) -> None:
    lens = pytest.importorskip("transformer_lens.model_bridge", reason="needs TransformerLens, the extra parity")
    *_, last = Engine(families[family]).run(Export("demo", "hf", str(tmp_path / "model")), RunControl())
    assert isinstance(last, ExportDone), last
    folder, step = find_run(families[family], "demo")
    assert step is not None
    ours = passed(load_step(folder, step).model.to(kind))
    bridge = lens.TransformerBridge.boot_transformers(str(tmp_path / "model"), device="cpu", dtype=kind)
    logits, theirs = bridge.run_with_cache(IDS)
    for name, tensor in ours.items():
        # There it shows a norm before its gain; what leaves the norm is what the next part reads.
        hook = theirs[name.replace("hook_normalized", "hook_out")]
        assert tensor.shape == hook.shape, name
        assert tensor.dtype == hook.dtype == kind
        if name.endswith("attn_scores"):  # of the future we say −∞, and there the least number
            tensor, hook = tensor.tril(), hook.tril()
        assert (tensor - hook).abs().max() <= within, name
    assert (load_step(folder, step).model.to(kind)(IDS) - logits).abs().max() <= within


def passed(model: GPT) -> dict[str, torch.Tensor]:
    """What passes the taps, with shapes as they are there: B T H K, and B T D for what has no batch."""
    with capture(model, tap_names(model)) as seen:
        model(IDS)
    places = ("hook_q", "hook_k", "hook_v", "hook_z", "hook_rot_q", "hook_rot_k")
    shown = {name: x.transpose(1, 2) if name.endswith(places) else x for name, x in seen.items()}
    return {name: x[None] if x.dim() == 2 else x for name, x in shown.items()}
