"""The map of the embeddings beside numpy's own singular values, its neighbours and places beside plain arithmetic."""

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest
import torch

from core.config import InspectConfig
from core.control import RunControl
from core.engine import Engine
from core.errors import RunError, SettingError
from core.inspection import Subject
from core.inspection.embeddings import embeddings, plane_of, projections, turned_to
from core.paths import Home
from core.protocol import EmbeddingsResult, Inspect, InspectDone, InspectSoFar
from core.runs import find_run


def result_of(subject: Subject, **looking: object) -> EmbeddingsResult:
    *_, last = embeddings(dataclasses.replace(subject, looking=InspectConfig(**looking)))
    return last


def weights(subject: Subject) -> np.ndarray:
    return subject.model.embed.weight.detach().double().numpy()


def test_the_plane_is_that_of_numpys_singular_vectors(subject: Callable[..., Subject]) -> None:
    made = subject("kettle")
    result = result_of(made)
    apart = weights(made) - weights(made).mean(0)
    left, lengths, _ = np.linalg.svd(apart, full_matrices=False)
    wanted = left[:, :2] * lengths[:2]
    for axis in range(2):
        assert abs(result.points[:, axis]) == pytest.approx(abs(wanted[:, axis]), abs=1e-9)
    assert result.spread == pytest.approx((lengths**2 / (lengths**2).sum())[:2])
    assert result.why_no_counts, "this network comes from no run"


def test_neighbours_are_those_with_the_greatest_cosine(subject: Callable[..., Subject]) -> None:
    made = subject("kettle")
    result = result_of(made, token=30)
    table = weights(made)
    cosines = table @ table[30] / np.linalg.norm(table, axis=1) / np.linalg.norm(table[30])
    cosines[30] = -2
    best = np.argsort(-cosines)[:12]
    assert [one.id for one in result.neighbours] == best.tolist()
    assert [one.cosine for one in result.neighbours] == pytest.approx(cosines[best].tolist(), abs=1e-6)
    assert result.length == pytest.approx(float(np.linalg.norm(table[30])), rel=1e-6)
    assert result_of(made).token == made.ids[-1], "without a choice, the token at the place"


def test_a_turned_and_mirrored_plane_lies_as_the_other_again(subject: Callable[..., Subject]) -> None:
    made = subject("kettle")
    plane = plane_of(made.model.embed.weight.detach(), made)
    angle = np.array([[np.cos(2), -np.sin(2)], [-np.sin(2), -np.cos(2)]])
    turned = dataclasses.replace(plane, points=plane.points @ angle)
    again = turned_to(plane.points, turned)
    assert again.points == pytest.approx(plane.points)
    assert again.spread == pytest.approx(plane.spread)
    assert sum(turned_to(turned.points, plane).spread) == pytest.approx(sum(plane.spread))


def test_learned_places_are_held_against_each_other(subject: Callable[..., Subject]) -> None:
    made = subject("kettle")
    found = result_of(made).places
    assert made.model.pos_embed is not None
    assert found is not None
    assert found.kind == "learned"
    rows = made.model.pos_embed.weight
    cosines = torch.nn.functional.cosine_similarity(rows[:, None], rows[None], dim=-1)
    assert found.rows == pytest.approx(cosines.detach().numpy(), abs=1e-6)
    assert found.numbers == tuple(range(16))


def test_turned_places_are_cosines_of_angles_that_grow(subject: Callable[..., Subject]) -> None:
    found = result_of(subject("kettle", position="rope")).places
    assert found is not None
    angles = np.arange(16)[:, None] * 10_000.0 ** (-np.arange(0, 8, 2) / 8)
    assert found.kind == "rope"
    assert found.rows == pytest.approx(np.cos(angles), abs=1e-6)
    assert result_of(subject("kettle", position="none")).places is None


def test_numbers_that_are_none_and_tokens_that_are_none_are_refused(subject: Callable[..., Subject]) -> None:
    made = subject("kettle")
    with pytest.raises(SettingError, match="There is no token 61"):
        result_of(made, token=61)
    with torch.no_grad():
        made.model.embed.weight[3, 3] = torch.nan
    with pytest.raises(RunError, match="NaN"):
        result_of(made)


def test_t_sne_where_its_library_is_and_else_a_sentence(subject: Callable[..., Subject]) -> None:
    made = subject("kettle")
    if "tsne" in projections():
        points = result_of(made, projection="tsne").points
        assert np.isfinite(points).all()
        assert points.shape == (61, 2)
    else:
        with pytest.raises(SettingError, match="t-SNE needs a library"):
            result_of(made, projection="tsne")


def test_of_a_run_the_picture_comes_at_once_and_then_how_often_tokens_occur(trained: Home) -> None:
    engine = Engine(trained)
    question = Inspect("demo", "embeddings", "The fox")
    *_, first, last = engine.run(question, RunControl())
    assert isinstance(first, InspectSoFar)
    assert isinstance(last, InspectDone)
    assert first.result.counts is None
    assert last.result.counts.sum() == find_run(trained, "demo")[0].info().tokens_train
    *before, again = engine.run(question, RunControl())
    assert not any(isinstance(event, InspectSoFar) for event in before), "the text is still known"
    assert np.array_equal(again.result.points, last.result.points, equal_nan=True)
    assert (np.isnan(last.result.points[:, 0]) == (last.result.counts == 0)).all(), "what never occurs is left out"
    columns, rows = again.table().columns, again.table().rows
    assert columns[:3] == ("id", "token", "count")
    assert len(rows) == len(last.result.names)


def test_every_step_lies_as_the_newest_does(trained: Home) -> None:
    engine = Engine(trained)
    *_, newest = engine.run(Inspect("demo", "embeddings", "The fox"), RunControl())
    *_, early = engine.run(Inspect("demo@0", "embeddings", "The fox"), RunControl())
    shown = newest.result.counts > 0
    a, b = newest.result.points[shown], early.result.points[shown]
    turn = np.linalg.svd(b.T @ a)
    assert turn[0] @ turn[2] == pytest.approx(np.eye(2), abs=1e-6), "it could not be turned to lie nearer"
