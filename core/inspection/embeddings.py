"""Embeddings: the vectors of all tokens as a picture, which of them stand near which, and the places' own.

The picture is the plane in which the vectors are spread the most (PCA: centred, exact). Tokens that never occur in the
training text are left out of it: nothing drew them anywhere but away from all others, and they would fill one axis.
A plane has no up and no left, and so each step's is turned to lie as the one of the run's newest step does (orthogonal
Procrustes: Schönemann 1966); what is said of its axes is said of them as they lie then.
"""

import importlib.util
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, replace

import numpy as np
import torch

from core.config import PROJECTIONS
from core.errors import HelloGPTError, RunError, SettingError
from core.inspection.run_text import is_at_hand, token_counts
from core.inspection.subject import Subject
from core.model.embeddings import Rotary
from core.model.gpt import GPT
from core.model.loading import WEIGHTS
from core.model.weights import read_tensors
from core.protocol import EmbeddingsResult
from core.protocol.inspecting.embeddings import Neighbour, Places

NEIGHBOURS = 12
ROWS_AT_ONCE = 8192
MOST_PLACES = 128  # rows of the picture of places
MOST_IN_TSNE = 1000  # tokens: some seconds; a stop waits no longer for them than LOOK_EVERY
PERPLEXITY = 30
LOOK_EVERY = 0.1  # seconds


@dataclass(frozen=True)
class Plane:
    """``points``: V 2; ``spread``: the share of the whole variance along each axis."""

    points: np.ndarray
    spread: tuple[float, float]


def embeddings(subject: Subject) -> Iterator[EmbeddingsResult]:
    """The plane of the vectors, then how often each token occurs, then, where it was asked for, t-SNE.

    Raises:
        SettingError: there is no such token, or t-SNE is wanted and its library is missing.
        RunError: the vectors hold numbers that are none.
    """
    vectors = subject.model.embed.weight.detach().float().cpu()  # V D
    token = _chosen(subject, len(vectors))
    if not bool(torch.isfinite(vectors).all()):
        raise RunError("The token embedding holds numbers that are none (NaN).", "Choose an earlier step.")
    if subject.looking.projection not in projections():
        raise SettingError("t-SNE needs a library that is not there.", "Install it: pip install 'hellogpt[tsne]'")
    if not is_at_hand(subject):  # reading a text may take a while
        yield _picture(subject, vectors, token, None, "")
    counts, why_not = _counts(subject)
    result = _picture(subject, vectors, token, counts, why_not)
    if subject.looking.projection == "tsne":
        yield result
        result = replace(result, projection="tsne", points=_neighbourhoods(subject, vectors, result), spread=None)
    yield result


def _picture(
    subject: Subject, vectors: torch.Tensor, token: int, counts: np.ndarray | None, why_not: str
) -> EmbeddingsResult:
    """The plane of the tokens that occur; of all, where nobody knows."""
    used = np.ones(len(vectors), dtype=bool) if counts is None or not counts.any() else counts > 0
    plane = turned_to(_newest(subject, vectors, used), plane_of(vectors[used], subject))
    points = np.full((len(vectors), 2), np.nan)
    points[used] = plane.points
    return EmbeddingsResult(
        projection="pca",
        points=points,
        names=tuple(subject.tokenizer.label(i) for i in range(len(vectors))),
        token=token,
        length=float(vectors[token].norm()),
        neighbours=nearest(vectors, token),
        spread=plane.spread,
        counts=counts,
        why_no_counts=why_not,
        places=places(subject.model),
        projections=projections(),
        d_model=vectors.shape[1],
    )


def projections() -> tuple[str, ...]:
    """Those that can be had: t-SNE comes with a library that not everybody has."""
    there = importlib.util.find_spec("sklearn") is not None
    return tuple(name for name in PROJECTIONS if name == "pca" or there)


def _chosen(subject: Subject, vocab_size: int) -> int:
    token = subject.looking.token if subject.looking.token >= 0 else subject.ids[subject.at]
    if token >= vocab_size:
        raise SettingError(f"There is no token {token} (--token).", f"They are counted from 0 to {vocab_size - 1}.")
    return token


def _counts(subject: Subject) -> tuple[np.ndarray | None, str]:
    """How often each token occurs in what was learnt from, or the reason why nobody knows."""
    try:
        return token_counts(subject), ""
    except HelloGPTError as error:
        return None, error.message


# ---- the plane ------------------------------------------------------------------------------------------------------


def plane_of(vectors: torch.Tensor, subject: Subject) -> Plane:
    """The two directions in which the vectors are spread the most, and the vectors in them.  V D → V 2"""
    mean = vectors.mean(0, dtype=torch.float64)  # D
    square = torch.zeros(len(mean), len(mean), dtype=torch.float64)  # D D
    for some in vectors.split(ROWS_AT_ONCE):
        subject.control.check()
        apart = some.double() - mean
        square += apart.T @ apart
    values, directions = torch.linalg.eigh(square)  # rising
    best = directions[:, -2:].flip(1)  # D 2
    best *= torch.where(best.abs().max(0).values == best.max(0).values, 1.0, -1.0)  # which end is up: always the same
    points = np.concatenate([((some.double() - mean) @ best).numpy() for some in vectors.split(ROWS_AT_ONCE)])
    whole = float(values.clamp(min=0).sum()) or 1.0
    return Plane(points, (float(values[-1]) / whole, float(values[-2]) / whole))


def turned_to(other: np.ndarray, plane: Plane) -> Plane:
    """The same plane turned and mirrored so that its points lie as near to those of another as they can."""
    left, _, right = np.linalg.svd(plane.points.T @ other)
    points = plane.points @ (left @ right)
    variance = (plane.points**2).sum()
    shares = (points**2).sum(0) / variance * sum(plane.spread) if variance else np.zeros(2)
    return Plane(points, (float(shares[0]), float(shares[1])))


def _newest(subject: Subject, vectors: torch.Tensor, used: np.ndarray) -> np.ndarray:
    """The plane of the run's newest step."""
    origin = subject.origin
    step = origin.run.latest if origin else None
    if origin is None or step is None or step == origin.step:
        return plane_of(vectors[used], subject).points

    def read() -> np.ndarray:
        newest = read_tensors(origin.run.step_folder(step) / WEIGHTS)["embed.weight"].float()[used]
        return plane_of(newest if bool(torch.isfinite(newest).all()) else vectors[used], subject).points

    return subject.memory.made(("plane", origin.run.path, step, int(used.sum())), read)


def _neighbourhoods(subject: Subject, vectors: torch.Tensor, result: EmbeddingsResult) -> np.ndarray:
    """t-SNE of the commonest tokens and of those at hand.  → V 2, NaN for all others

    The library cannot be interrupted: it works in a thread of its own, which a stop leaves to its end.
    """
    there = np.flatnonzero(np.isfinite(result.points).all(1))
    counts = result.counts if result.counts is not None else np.zeros(len(vectors))
    common = there[np.argsort(-counts[there], kind="stable")][:MOST_IN_TSNE]
    shown = np.unique([*common, *subject.ids, result.token, *(one.id for one in result.neighbours)])
    apart = ThreadPoolExecutor(1, thread_name_prefix="t-sne")
    working = apart.submit(_tsne, vectors[shown].numpy())
    apart.shutdown(wait=False)
    while not wait((working,), timeout=LOOK_EVERY).done:
        subject.control.check()
    points = np.full((len(vectors), 2), np.nan)
    points[shown] = working.result()
    return points


def _tsne(vectors: np.ndarray) -> np.ndarray:
    from sklearn.manifold import TSNE  # an extra that not everybody has

    perplexity = min(PERPLEXITY, (len(vectors) - 1) / 3)
    found: np.ndarray = TSNE(2, init="pca", random_state=0, perplexity=perplexity).fit_transform(vectors)
    return found


# ---- near, and where ------------------------------------------------------------------------------------------------


def nearest(vectors: torch.Tensor, token: int) -> tuple[Neighbour, ...]:
    """The tokens whose vectors point nearly where this one's does, best first."""
    lengths = vectors.norm(dim=1).clamp(min=torch.finfo(vectors.dtype).tiny)  # V
    cosines = (vectors @ vectors[token]) / lengths / lengths[token]
    cosines[token] = -torch.inf
    best, ids = cosines.topk(min(NEIGHBOURS, len(vectors) - 1))
    return tuple(Neighbour(i, cosine) for i, cosine in zip(ids.tolist(), best.tolist(), strict=True))


def places(model: GPT) -> Places | None:
    """How the network knows where a token stands; None where nothing says so."""
    every = -(-model.config.context_length // MOST_PLACES)
    numbers = tuple(range(0, model.config.context_length, every))
    if model.pos_embed is not None:
        rows = model.pos_embed.weight.detach().double().cpu().numpy()[list(numbers)]  # n D
        rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.finfo(np.float64).tiny)
        return Places("learned", numbers, rows @ rows.T)
    turning = next((module for module in model.modules() if isinstance(module, Rotary)), None)
    if turning is None:
        return None
    pairs = turning.head_width // 2
    return Places("rope", numbers, turning.cosine[list(numbers), :pairs].double().cpu().numpy())  # n K/2
