"""What the tests of training share: the parts of a training, gathered without starting it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import torch

from core.config import RunConfig
from core.control import RunControl
from core.model.gpt import build_gpt
from core.paths import Home
from core.protocol import Event
from core.runs import RunWriter, claim_run
from core.text.corpus import read_corpus
from core.text.prepare import Prepared, prepare
from core.training.batches import Batches
from core.training.optimizers import Optimizers
from core.training.state import Parts


@pytest.fixture(scope="session")
def prepared_story(
    tmp_path_factory: pytest.TempPathFactory, story: Path, settings: Callable[..., RunConfig]
) -> Callable[..., Prepared]:
    """``prepared_story(tokenizer=…)``: the story as tokens."""
    home = Home(tmp_path_factory.mktemp("prepared")).make()

    def made(**own: str) -> Prepared:
        control, found = RunControl(), []

        def preparing() -> Iterator[Event]:
            corpus = read_corpus([str(story)], home, control)
            found.append((yield from prepare(corpus, settings(**own), home, control)))

        list(preparing())
        return found[0]

    return made


@pytest.fixture
def gather(
    home: Home, settings: Callable[..., RunConfig], prepared_story: Callable[..., Prepared]
) -> Iterator[Callable[..., Parts]]:
    """``gather(**settings)``: network, optimisers, batches and a run folder of its own, as a training gets them."""
    with ExitStack() as open_runs:

        def made(**own: object) -> Parts:
            config = settings(**own)
            prepared = prepared_story()
            torch.manual_seed(config.training.seed)
            model = build_gpt(config.model, torch.Generator().manual_seed(config.training.seed))
            writer = open_runs.enter_context(RunWriter(claim_run(home, "parts")))
            optimizers = Optimizers(list(model.named_parameters()), config.training)
            batches = Batches(prepared, config.model.context_length, config.training.batch_size, config.training.seed)
            return Parts(config, prepared, writer, model, optimizers, batches, ("The",))

        yield made
