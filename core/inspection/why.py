"""Why this token: its logit, or how much it exceeds another's, as a sum of what each part of the network adds.

The stream before the head is the sum of what was written into it, and the head reads it along one direction. Only the
final normalisation stands between: with its scale at this place held as it is, it is linear too, and the sum is exact
(direct logit attribution: Elhage et al. 2021). All is worked out for one place, in 64 bits.
"""

from collections.abc import Iterator
from dataclasses import replace

import torch
from torch import Tensor

from core.config import NO_RIVAL, Component
from core.errors import SettingError
from core.inspection.attention import Labels, labelled
from core.inspection.next_token import softmax
from core.inspection.subject import Subject
from core.model.attention import CausalSelfAttention
from core.model.block import Block
from core.model.normalization import LayerNorm, NoNorm, Norm
from core.model.sampling import likeliest
from core.model.taps import capture
from core.protocol import Candidate, Contribution, ContributionPiece, ContributionSource, WhyResult

SHOWN = 24
MOST_INSIDE = 5  # sources of a head, pieces of a feed-forward


def why(subject: Subject) -> Iterator[WhyResult | None]:
    """What each part adds to the logit of a token, less that of its rival; and what each head does, which in a large
    network follows when it is measured.

    Raises:
        SettingError: the network has no residuals, or lacks one of the two tokens.
    """
    result = explained(subject)
    for found in labelled(subject) if subject.model.config.attention != "none" else [((), "")]:
        yield None if found is None else replace(result, contributions=_with_labels(result.contributions, found[0]))


def _with_labels(contributions: tuple[Contribution, ...], labels: Labels) -> tuple[Contribution, ...]:
    """Heads stand in the order of the labels."""
    heads = iter([label for layer in labels for label in layer])
    return tuple(replace(one, does=next(heads, None)) if one.sources else one for one in contributions)


@torch.inference_mode()
def explained(subject: Subject) -> WhyResult:
    """The sum itself."""
    model = subject.model
    if not model.config.residual:
        raise SettingError(
            "This network was made without residuals (--no-residual): each part replaces what came before, and nothing "
            "adds up to a logit.",
            "Choose another view, or another run.",
        )
    logits = subject.logits_after(subject.at)  # V
    token = subject.explained_token(logits)
    best = likeliest(logits, SHOWN)
    rival = _rival(subject, token, best, len(logits))
    read_by = model.head_weight[token] if rival is None else model.head_weight[[token, rival]]  # D or 2 D
    wanted = read_by.double() if rival is None else read_by[0].double() - read_by[1].double()  # D
    contributions = tuple(_Walk(subject, wanted).contributions())
    said = read_by @ subject.features[subject.at]
    odds = softmax(logits)

    def candidate(i: int) -> Candidate:
        share = float(odds[i])
        return Candidate(i, subject.tokenizer.label(i), share, float(logits[i]), share)

    following = subject.ids[subject.at + 1 : subject.at + 2]
    return WhyResult(
        token=candidate(token),
        rival=None if rival is None else candidate(rival),
        contributions=contributions,
        total=sum(one.value for one in contributions),
        logit=float(said if rival is None else said[0] - said[1]),
        candidates=tuple(candidate(i) for i in best),
        came=candidate(following[0]) if following else None,
    )


def _rival(subject: Subject, token: int, best: list[int], vocab_size: int) -> int | None:
    """The token it is compared with. Where the likeliest has come to be this very one, the next likeliest."""
    rival = subject.looking.rival
    if rival == NO_RIVAL:
        return None
    if rival == token and subject.looking.token >= 0:
        raise SettingError(
            f"Token {token} is compared with itself (--token, --rival).", "Choose two tokens, or --rival -2 for none."
        )
    if rival >= vocab_size:
        raise SettingError(f"There is no token {rival} (--rival).", f"This model has the tokens 0 to {vocab_size - 1}.")
    if rival < 0 or rival == token:
        return next(other for other in best if other != token)
    return rival


class _Walk:
    """What was written into the stream at one place, and what of it goes along ``wanted`` (D) behind the final norm."""

    def __init__(self, subject: Subject, wanted: Tensor) -> None:
        self._model, self._at = subject.model, subject.at
        last = f"blocks.{len(self._model.blocks) - 1}.hook_resid_post"
        with capture(self._model, (*self._taps(), last)) as self._seen:
            self._model.features(subject.batch)
        self._along = _before(self._model.ln_final, self._seen[last][0, self._at].double(), wanted)  # D
        bias = getattr(self._model.ln_final, "bias", None)
        self._biases = [] if bias is None else [ContributionPiece("final norm", float(bias.double() @ wanted))]

    def _taps(self) -> Iterator[str]:
        yield "hook_embed"
        if self._model.pos_embed is not None:
            yield "hook_pos_embed"
        for layer, block in enumerate(self._model.blocks):
            assert isinstance(block, Block)
            if block.attn is not None:
                yield from (f"blocks.{layer}.attn.{name}" for name in ("hook_v", "hook_pattern"))
            if block.mlp is not None:
                yield from (f"blocks.{layer}.{name}" for name in ("mlp.hook_post", "hook_mlp_out"))

    def contributions(self) -> Iterator[Contribution]:
        """In the order of the walk; the biases of all parts but the feed-forwards last, as one."""
        embedded = self._seen["hook_embed"][0, self._at]
        yield Contribution("embed", "Token embedding", None, self._adds(embedded))
        if self._model.pos_embed is not None:
            yield Contribution("pos_embed", "Position", None, self._adds(self._seen["hook_pos_embed"][self._at]))
        for layer, block in enumerate(self._model.blocks):
            assert isinstance(block, Block)
            if block.attn is not None:
                yield from self._heads(layer, block.attn)
            if block.mlp is not None:
                yield self._feed_forward(layer, block.mlp.down.weight)
        if self._biases:
            value = sum(piece.value for piece in self._biases)
            yield Contribution("bias", "Biases and final norm", None, value, pieces=_most(self._biases))

    def _adds(self, written: Tensor) -> float:
        """D → how much of it goes along."""
        return float(self._along @ written.double())

    def _heads(self, layer: int, attention: CausalSelfAttention) -> Iterator[Contribution]:
        """Each head through its own columns of the output projection; what it adds is a sum over the tokens it sees."""
        per_head = (attention.out.weight.double().T @ self._along).view(attention.n_heads, -1)  # H K
        values = self._seen[f"blocks.{layer}.attn.hook_v"][0, :, : self._at + 1].double()  # H' T K
        values = values.repeat_interleave(attention.n_heads // attention.n_kv_heads, dim=0)  # H T K
        weights = self._seen[f"blocks.{layer}.attn.hook_pattern"][0, :, self._at, : self._at + 1].double()  # H T
        adds = weights * (values @ per_head[:, :, None])[..., 0]  # H T
        for head in range(attention.n_heads):
            most = weights[head].topk(min(MOST_INSIDE, self._at + 1)).indices.tolist()
            sources = tuple(
                ContributionSource(place, float(weights[head, place]), float(adds[head, place])) for place in most
            )
            part = Component(layer, "head", head)
            yield Contribution(part.spelt, f"Head {head}", layer, float(adds[head].sum()), sources)
        if attention.out.bias is not None:
            self._biases.append(ContributionPiece(Component(layer, "attention").spelt, self._adds(attention.out.bias)))

    def _feed_forward(self, layer: int, down: Tensor) -> Contribution:
        """All that it writes, its bias too; and what its neurons write, each through its own column."""
        fired = self._seen[f"blocks.{layer}.mlp.hook_post"][0, self._at].double()  # F
        adds = fired * (down.double().T @ self._along)  # F
        most = adds.abs().topk(min(MOST_INSIDE, len(adds))).indices.tolist()
        pieces = tuple(ContributionPiece(f"N{neuron}", float(adds[neuron])) for neuron in most)
        written = self._seen[f"blocks.{layer}.hook_mlp_out"][0, self._at]
        return Contribution(Component(layer, "mlp").spelt, "Feed-forward", layer, self._adds(written), pieces=pieces)


def _before(norm: Norm, stream: Tensor, wanted: Tensor) -> Tensor:
    """The direction in the stream that the final norm, its scale held as it is, turns into ``wanted``.  D, D → D"""
    if isinstance(norm, NoNorm):
        return wanted
    direction = wanted * norm.weight.double()
    if isinstance(norm, LayerNorm):
        direction, stream = direction - direction.mean(), stream - stream.mean()
    return direction / (stream.square().mean() + norm.epsilon).sqrt()


def _most(pieces: list[ContributionPiece]) -> tuple[ContributionPiece, ...]:
    return tuple(sorted(pieces, key=lambda piece: -abs(piece.value)))
