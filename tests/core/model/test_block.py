"""One block: each part reads a normalised copy, and adds to a stream that is never normalised itself."""

from collections.abc import Callable

import torch

from core.model.dropout import CHANCES
from core.model.gpt import GPT

X = torch.randn(2, 9, 32, generator=torch.Generator().manual_seed(1)) * 5


def test_each_part_adds_to_the_unnormalised_stream(tiny_gpt: Callable[..., GPT]) -> None:
    block = tiny_gpt().blocks[0]
    with torch.no_grad():
        middle = X + block.attn(block.ln1(X))
        assert torch.equal(block(X), middle + block.mlp(block.ln2(middle)))


def test_a_part_that_says_nothing_leaves_the_stream_alone(tiny_gpt: Callable[..., GPT]) -> None:
    block = tiny_gpt().blocks[0]
    with torch.no_grad():
        for layer in (block.attn.out, block.mlp.down):
            layer.weight.zero_()
            layer.bias.zero_()
        assert torch.equal(block(X), X)


def test_dropout_thins_what_is_added_and_never_the_stream(tiny_gpt: Callable[..., GPT]) -> None:
    model = tiny_gpt(dropout=0.9)
    block = model.blocks[0]
    with torch.no_grad():
        assert torch.equal(block(X), block(X))
        block.train()
        attended = block.attn.eval()(block.ln1(X))
        block.mlp.down.weight.zero_()
        block.mlp.down.bias.zero_()
        added = block(X) - X
    gone = (added == 0).float().mean()
    assert 0.8 < gone < 0.97
    kept = added != 0
    scale = CHANCES / (CHANCES - round(0.9 * CHANCES))  # 10, as near as 16 bits tell
    assert (added[kept] - scale * attended[kept]).abs().max() < 1e-3


def test_a_part_that_is_left_out_changes_nothing(tiny_gpt: Callable[..., GPT]) -> None:
    deaf, thoughtless = tiny_gpt(attention="none").blocks[0], tiny_gpt(mlp="none").blocks[0]
    assert deaf.attn is None
    assert thoughtless.mlp is None
    with torch.no_grad():
        assert torch.equal(deaf(X), X + deaf.mlp(deaf.ln2(X)))
        assert torch.equal(thoughtless(X), X + thoughtless.attn(thoughtless.ln1(X)))


def test_without_residuals_each_part_takes_the_streams_place(tiny_gpt: Callable[..., GPT]) -> None:
    block = tiny_gpt(residual=False).blocks[0]
    with torch.no_grad():
        middle = block.attn(block.ln1(X))
        assert torch.equal(block(X), block.mlp(block.ln2(middle)))


def test_without_normalisation_each_part_reads_the_stream_as_it_is(tiny_gpt: Callable[..., GPT]) -> None:
    block = tiny_gpt(norm="none").blocks[0]
    with torch.no_grad():
        middle = X + block.attn(X)
        assert torch.equal(block(X), middle + block.mlp(middle))
