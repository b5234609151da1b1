"""Health beside numpy: every tensor's figures, silent units, weights that are no numbers."""

from collections.abc import Callable

import numpy as np
import pytest
import torch

from core.control import RunControl
from core.engine import Engine
from core.errors import RunError
from core.inspection import Asked, Origin, Subject, look
from core.inspection.health import health
from core.model.loading import load_step
from core.paths import Home
from core.protocol import HealthResult, Inspect, InspectDone
from core.runs import find_run
from core.runs.health_lines import read_health


@pytest.mark.parametrize("settings", [{}, {"mlp": "swiglu", "norm": "rmsnorm", "position": "rope", "bias": False}])
def test_figures_are_those_of_numpy(subject: Callable[..., Subject], settings: dict) -> None:
    made = subject("kettle", **settings)
    result = health(made)
    weights = dict(made.model.named_parameters())
    assert [tensor.name for tensor in result.tensors] == list(weights)
    for tensor in result.tensors:
        array = weights[tensor.name].detach().double().numpy()
        assert tensor.shape == array.shape
        assert tensor.norm == pytest.approx(np.linalg.norm(array), rel=1e-6)
        assert tensor.rms == pytest.approx(np.sqrt((array**2).mean()), rel=1e-6)
        assert tensor.largest == pytest.approx(np.abs(array).max(), rel=1e-6)
        assert (tensor.bad, tensor.histogram.sum()) == (0, array.size)
    assert len(result.table(()).rows) == len(weights)


def test_units_that_are_switched_off_are_silent(subject: Callable[..., Subject]) -> None:
    made = subject("kettle")
    up = made.model.blocks[1].mlp.up
    before = health(made).silent
    with torch.no_grad():
        up.weight[:8] = 0.0
        up.bias[:8] = 0.0  # GELU of nothing is nothing
    after = health(made).silent
    assert after[0] == before[0]
    assert after[1] >= 8 / up.out_features


def test_without_feed_forward_no_unit_can_be_silent(subject: Callable[..., Subject]) -> None:
    assert health(subject("kettle", mlp="none")).silent == (None, None)


def test_weights_that_are_no_numbers_are_counted_and_other_views_say_what_to_do(trained: Home) -> None:
    folder, step = find_run(trained, "demo")
    assert step is not None
    loaded = load_step(folder, step)
    with torch.no_grad():
        loaded.model.blocks[0].mlp.up.weight[0, :3] = float("nan")
    ids = tuple(loaded.tokenizer.encode("The fox"))
    subject = Subject(loaded.model, loaded.tokenizer, ids, 0, origin=Origin(trained, folder, step))
    (done,) = look(Asked("health", "The fox", subject))
    assert isinstance(done, InspectDone)
    assert isinstance(done.result, HealthResult)
    assert {t.name: t.bad for t in done.result.tensors if t.bad} == {"blocks.0.mlp.up.weight": 3}
    assert done.next_tokens == ()
    with pytest.raises(RunError, match="no numbers"):
        list(look(Asked("attention", "The fox", subject)))


def test_the_course_ends_at_the_step_that_is_looked_at(trained: Home) -> None:
    folder, _ = find_run(trained, "demo")
    steps = [look.step for look in read_health(folder)]
    (done,) = Engine(trained).run(Inspect("demo@2", "health", "The fox"), RunControl())
    assert isinstance(done, InspectDone)
    assert isinstance(done.result, HealthResult)
    assert [look.step for look in done.result.looks] == [step for step in steps if step <= 2]
