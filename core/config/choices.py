"""What there is to choose from: each registry's entries by name, with the words that form and terminal show.

The implementation of an entry stands under the same name in its room; a test proves the two sets equal.
"""

from dataclasses import dataclass

Scalar = int | float | str | bool
Value = Scalar | tuple[str, ...] | tuple[int, ...]


@dataclass(frozen=True)
class Choice:
    """One entry of a registry: its name in files and terminal, its label on the screen, one sentence of help."""

    name: str
    label: str
    help: str


@dataclass(frozen=True)
class View(Choice):
    """A view of Inspect; ``group`` is the heading it stands under."""

    group: str


@dataclass(frozen=True)
class HeadKind(Choice):
    """What an attention head may do. ``found`` and ``missing``: what it does at a token of a prompt, with ``{token}``,
    ``{before}`` and ``{first}``; ``short``: a few letters."""

    short: str
    found: str
    missing: str


@dataclass(frozen=True)
class Form(Choice):
    """A form in which a model can leave. ``opens_in``: programs; ``command``: what to type, with ``{path}``."""

    suffix: str
    opens_in: tuple[str, ...]
    command: str


def _registry(*entries: tuple[str, str, str]) -> dict[str, Choice]:
    return {name: Choice(name, label, help_text) for name, label, help_text in entries}


NORMS = _registry(
    ("layernorm", "LayerNorm", "Centres and scales each token's vector (Ba et al. 2016)."),
    ("rmsnorm", "RMSNorm", "Scales each token's vector by its root mean square (Zhang & Sennrich 2019)."),
    ("none", "None", "Leaves each token's vector as it is."),
)
ATTENTIONS = _registry(
    ("causal", "Causal", "Each token gathers from itself and the tokens before it (Vaswani et al. 2017)."),
    ("none", "None", "No token sees another: the next one is guessed from the newest alone."),
)
MLPS = _registry(
    ("gelu", "GELU", "Widen, bend with GELU, narrow again: the feed-forward block of GPT-2."),
    ("relu2", "ReLU²", "Widen, square what is positive, narrow again (So et al. 2021)."),
    ("swiglu", "SwiGLU", "Two widened copies, one gates the other (Shazeer 2020)."),
    ("none", "None", "No feed-forward block: attention gathers, and nobody thinks about it."),
)
POSITIONS = _registry(
    ("learned", "Learned", "A learned vector for each place, added to the token's vector, as in GPT-2."),
    ("rope", "Rotary", "Turns queries and keys by an angle that grows with the place (Su et al. 2021)."),
    ("none", "None", "Nothing says where a token stands."),
)
TOKENIZERS = _registry(
    ("bpe", "Byte-level BPE", "Learns frequent pieces of words from the text; can write any text."),
    ("char", "Characters", "One token for each character that occurs in the text."),
)
OPTIMIZERS = _registry(
    ("adamw", "AdamW", "Adam with decoupled weight decay, on matrices only (Loshchilov & Hutter 2019)."),
    ("muon", "Muon + AdamW", "Orthogonalised momentum for the blocks' matrices, AdamW for the rest (Jordan 2024)."),
)
SCHEDULES = _registry(
    ("constant", "Constant", "Warm-up, then the same learning rate to the end."),
    ("cosine", "Cosine", "Warm-up, then down a half cosine to a tenth of the learning rate."),
    ("wsd", "Stable, then decay", "Warm-up, a stable part, and at the end straight down to zero."),
)
VAL_SPLITS = _registry(
    ("spread", "Spread", "Whole stretches from several places of the text are kept back."),
    ("end", "End", "The last part of the text is kept back."),
)
DEVICES = _registry(
    ("auto", "Automatic", "CUDA if there is a card, else Apple's MPS, else the CPU."),
    ("cpu", "CPU", "The processor."),
    ("cuda", "CUDA", "An NVIDIA card."),
    ("mps", "MPS", "The graphics part of an Apple chip."),
)
PRECISIONS = _registry(
    ("auto", "Automatic", "bf16 where the hardware has it, else fp32."),
    ("fp32", "fp32", "32-bit floating point."),
    ("bf16", "bf16", "Matrix products in 16-bit brain floating point, weights and sums in 32."),
)
ATTENTION_FORMS = _registry(
    ("auto", "Automatic", "Fused in fp32 and on graphics cards, explicit for bf16 on a CPU."),
    ("fused", "Fused", "torch's scaled_dot_product_attention."),
    ("explicit", "Explicit", "Scores, softmax and the weighted sum, one after the other."),
)
WEIGHTS = _registry(
    ("fp32", "32 bits", "As they were trained."),
    ("bf16", "16 bits", "Matrices rounded to bfloat16: what a model kept in 16 bits writes. No quicker here."),
    ("int8", "8 bits", "Matrices rounded to 8 bits: a larger model writes up to three times quicker, nearly as well."),
)
ABLATIONS = _registry(
    ("zero", "Zero", "What it writes is left out: zeros stand in its place."),
    ("mean", "Mean", "What it writes on average over the run's own text stands in its place, whatever it reads."),
)
PROJECTIONS = _registry(
    ("pca", "PCA", "The plane in which the vectors are spread the most: distances in it are true (Pearson 1901)."),
    ("tsne", "t-SNE", "Near ones stay near, distances between groups mean nothing (van der Maaten & Hinton 2008)."),
)
QUANTITIES = _registry(
    ("weights", "Weights", "The share of its attention that a token gives to each: a row sums to 1."),
    ("values", "× values", "The weight times the length of what is handed over into the stream for it."),
    (
        "scores",
        "Before softmax",
        "Query times key over the root of the head's width; the softmax makes shares of it.",
    ),
)
HEAD_KINDS = {
    kind.name: kind
    for kind in (
        HeadKind(
            "induction", "Induction", "Finds the same token earlier and looks at what came next there.", "ind",
            "finds the earlier “{token}” and looks at what came next.",
            "looks for an earlier “{token}” and what came next; there is none here.",
        ),
        HeadKind(
            "previous-token", "Previous token", "Looks at the token before.", "prev",
            "looks at the token before, “{before}”.", "looks at the token before; there is none here.",
        ),
        HeadKind(
            "duplicate-token", "Duplicate token", "Looks at the same token earlier.", "dup",
            "looks at the earlier “{token}”.", "looks for an earlier “{token}”; there is none here.",
        ),
        HeadKind(
            "first-token", "First token", "Rests on the first token of all.", "first",
            "rests on the first token, “{first}”.", "rests on the first token, which this is.",
        ),
    )
}  # fmt: skip
PASSAGES = _registry(
    ("kept-back", "Kept-back text", "What the run kept back from its text, to be measured on."),
    ("prompt", "The prompt", "The prompt alone."),
)
PATCHINGS = _registry(
    ("denoise", "Denoise", "The first prompt gives: how much of its answer comes back in the run of the second."),
    ("noise", "Noise", "The second prompt gives: how much of the first one's answer is lost in its run."),
)
PATCHED = _registry(
    ("stream", "Stream", "All that the token holds in front of the layer."),
    ("attention", "Attention", "What the layer's attention writes for the token."),
    ("mlp", "Feed-forward", "What the layer's feed-forward writes for the token."),
)
VIEWS = {
    view.name: view
    for view in (
        View("blocks", "Blocks", "The network stage by stage, with what each makes of the prompt.", "Forward"),
        View("attention", "Attention", "Which earlier tokens each token looks at, in every head.", "Forward"),
        View("next-token", "Next token", "What could come next, and what the sampling rules leave of it.", "Forward"),
        View("why", "Why this token", "A token's logit as a sum of what each part of the model adds.", "Forward"),
        View("logit-lens", "Logit lens", "What each layer would say if the model ended behind it.", "Forward"),
        View("text-loss", "Text loss", "A whole text, tinted by how badly the model foretells it.", "Text"),
        View("embeddings", "Embeddings", "The vectors of all tokens as a picture, and which stand near which.", "Text"),
        View("neurons", "Neurons", "What excites each unit of a feed-forward block, and what it writes.", "Text"),
        View("heads-over-time", "Heads over time", "What each head does at every step that was kept.", "Over time"),
        View("health", "Health", "Every tensor of weights, and how the training moved it.", "Over time"),
        View(
            "surgery",
            "Surgery",
            "What becomes of the next token when parts are switched off or put in place.",
            "Change",
        ),
    )
}
EXPERIMENTS = _registry(
    ("take-a-block-out", "Take a block out", "The network without one of its parts, beside the whole one."),
    ("learning-rate", "Learning rate", "One network with several learning rates: too slow, right, too quick."),
    ("size", "Width × depth", "Half, the same and twice the width and the depth, nine networks side by side."),
)
FORMS = {
    form.name: form
    for form in (
        Form(
            "hf", "Hugging Face folder", "GPT-2 or Llama in safetensors, with tokenizer and model card.",
            "", ("transformers", "PyTorch", "vLLM"),
            "python -c \"from transformers import pipeline; print(pipeline('text-generation', '{path}')('Once'))\"",
        ),
        Form(
            "gguf", "GGUF file", "One file, also in 16 bits. For models with byte-level BPE.",
            ".gguf", ("llama.cpp", "Ollama", "LM Studio"), "llama-cli -m \"{path}\" -p Once",
        ),
        Form(
            "zip", "HelloGPT zip", "The whole run with its curve, samples and steps.",
            ".zip", ("HelloGPT",), "hellogpt import \"{path}\" --name NAME",
        ),
    )
}  # fmt: skip
NUMBER_TYPES = _registry(
    ("f32", "f32", "32-bit numbers, as they were trained."),
    ("f16", "f16", "Matrices in 16 bits: half the size, nearly the same answers."),
    ("q8_0", "q8_0", "Matrices in 8 bits with a scale for every 32: a quarter of the size."),
)
ARCHITECTURES = _registry(
    ("classic", "Classic", "GPT-2's network: LayerNorm, learned positions, GELU, tied head, biases."),
    ("modern", "Modern", "As built today: RMSNorm, rotary positions, SwiGLU, grouped keys and values, untied head."),
)
# What an architecture means, setting by setting; a preset or the person may override each.
ARCHITECTURE_SETTINGS: dict[str, dict[str, Value]] = {
    "classic": {"norm": "layernorm", "mlp": "gelu", "position": "learned", "tied_head": True, "bias": True},
    "modern": {"norm": "rmsnorm", "mlp": "swiglu", "position": "rope", "tied_head": False, "bias": False},
}
# What suits an optimiser: AdamW alone also moves the blocks' matrices, which want smaller steps and a slower start.
OPTIMIZER_SETTINGS: dict[str, dict[str, Value]] = {"adamw": {"learning_rate": 3e-3, "warmup_steps": 50}}
