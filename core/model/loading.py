"""A network ready to be used, with its tokenizer: from a step folder of a run, or from a training's live weights."""

from dataclasses import dataclass, field
from pathlib import Path

from core.control import LiveWeights
from core.errors import RunError
from core.model.decoder import Decoder
from core.model.gpt import GPT, empty_gpt
from core.model.laid_out import lay_out
from core.model.quickest import Quickest
from core.model.weights import load_tensors, load_weights
from core.runs.folder import RunFolder
from core.runs.verify import sha256
from core.text.template import Template, load_template
from core.text.tokenizers import Tokenizer, load_tokenizer

WEIGHTS = "model.safetensors"


@dataclass(frozen=True)
class LoadedModel:
    """A network in evaluation mode on the CPU, the run and step it comes from, and the run's own tokenizer.

    ``template``: how turns are laid out, where it was taught to answer; ``quickest``: knows how it writes quickest.
    """

    run: str
    step: int
    model: GPT
    tokenizer: Tokenizer
    template: Template | None = None
    quickest: Quickest = field(default_factory=Quickest, repr=False)
    _decoders: dict[str, Decoder] = field(default_factory=dict, repr=False)

    def decoder(self, weights: str = "fp32") -> Decoder:
        """Writes with this network, and remembers what it has read: a conversation that goes on is not read again.

        ``weights``: one of ``config.WEIGHTS``.
        """
        if weights not in self._decoders:
            product = "numpy" if weights == "int8" else self.quickest.product(self.model.config)
            self._decoders[weights] = Decoder(lay_out(self.model, weights, product))
        return self._decoders[weights]


def load_step(run: RunFolder, step: int, quickest: Quickest | None = None) -> LoadedModel:
    """The network as it was at ``step``.

    Raises:
        RunError: a file is missing or damaged.
    """
    model = empty_gpt(run.config().model).eval()
    weights = run.step_folder(step) / WEIGHTS
    _check(run, step, weights)
    load_weights(model, weights)
    return LoadedModel(run.name, step, model, *_words(run), quickest or Quickest())


def load_live(run: RunFolder, live: LiveWeights, quickest: Quickest) -> LoadedModel:
    """The network as the training has it at this moment, from the copy on the shelf."""
    model = empty_gpt(run.config().model).eval()
    load_tensors(model, live.tensors)
    return LoadedModel(run.name, live.step, model, *_words(run), quickest)


def _words(run: RunFolder) -> tuple[Tokenizer, Template | None]:
    return load_tokenizer(run.tokenizer_folder), load_template(run.tokenizer_folder)


def _check(run: RunFolder, step: int, weights: Path) -> None:
    """Whether the weights are those that were written: safetensors notices no flipped bit."""
    manifest = run.manifest(step)
    written, _ = manifest.files.get(WEIGHTS, ("", 0)) if manifest else ("", 0)
    if weights.is_file() and sha256(weights) != written:
        raise RunError(f"{weights} is damaged: it is not what was written.", "Choose another step of this run.")
