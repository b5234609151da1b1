"""What Inspect looks at: settings that all its views share."""

from dataclasses import dataclass
from typing import ClassVar

from core.config.choices import PASSAGES, PATCHED, PATCHINGS, PROJECTIONS, QUANTITIES
from core.config.declaring import Validated, setting

MOST_TOKENS = 262_143
NO_RIVAL = -2


@dataclass(frozen=True)
class InspectConfig(Validated):
    """Each view reads those that mean something to it."""

    title: ClassVar[str] = "Looking"

    at: int = setting(
        -1, "Place", "The token that is asked about, counted from 0 in those the model sees; −1 is the last.",
        low=-1, high=MOST_TOKENS,
    )  # fmt: skip
    token: int = setting(
        -1, "Token", "The next token that is explained, by its number; −1 is the likeliest.", low=-1, high=MOST_TOKENS
    )
    rival: int = setting(
        -1, "Rather than", "The token it is compared with, by its number; −1 is the likeliest other one, −2 is none.",
        low=NO_RIVAL, high=MOST_TOKENS,
    )  # fmt: skip
    layer: int = setting(0, "Layer", "The layer that is looked at, counted from 0.", low=0, high=1023)
    head: int = setting(0, "Head", "The head of that layer that is looked at, counted from 0.", low=0, high=1023)
    neuron: int = setting(
        -1, "Neuron", "The neuron of that layer that is looked at, counted from 0; −1 is the most excited one.",
        low=-1, high=MOST_TOKENS,
    )  # fmt: skip
    word: str = setting("", "Word", "Only neurons that are excited by this, or write it, are listed.")
    block: str = setting(
        "", "Block", "The stage of the network that is looked at, by its public name, like blocks.0.attn.hook_pattern; "
        "none: the embedding."
    )  # fmt: skip
    projection: str = setting("pca", "Projection", "How vectors become a picture.", choices=PROJECTIONS)
    passage: str = setting("kept-back", "Passage", "Whose loss is shown.", choices=PASSAGES)
    file: str = setting("", "File", "A text whose loss is shown instead: a file, a folder, or a built-in name.")
    offset: int = setting(
        0, "Place in the text", "A token of that text, by its number from 0: the part round it is shown.",
        low=0, high=2**53,
    )  # fmt: skip
    second_prompt: str = setting(
        "",
        "Second prompt",
        "A prompt with as many tokens as the first: what one holds at a place is put into the other.",
    )
    patching: str = setting("denoise", "Patching", "Which of two prompts gives, and which gets.", choices=PATCHINGS)
    patched: str = setting("stream", "Patched", "What of a layer is put in place.", choices=PATCHED)
    quantity: str = setting(
        "weights", "Quantity", "What is shown of attention: weights, times values, or before the softmax.",
        choices=QUANTITIES,
    )  # fmt: skip
