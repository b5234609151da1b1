"""Operated networks, ready to be used: what surgery needs is worked out here, and the last few stay as they are."""

from collections.abc import Generator
from dataclasses import dataclass

from torch import Tensor

from core.config import SurgeryConfig
from core.control import RunControl
from core.errors import SettingError
from core.model.loading import LoadedModel
from core.model.surgery import Means, measure_means, operate, steering_direction, steering_ids
from core.model.taps import watched
from core.paths import Home
from core.protocol import Event
from core.runs import find_run
from core.runs.own_text import own_text

TOKENS_FOR_MEANS = 2048
KEPT = 3


@dataclass(frozen=True)
class Operated:
    """``made`` of ``whole`` by ``surgery``."""

    whole: LoadedModel
    surgery: SurgeryConfig
    made: LoadedModel


class Operating:
    """For one engine."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._kept: list[Operated] = []
        self._means: list[tuple[LoadedModel, Means]] = []
        self._texts: dict[str, list[list[int]]] = {}

    def operated(
        self, whole: LoadedModel, surgery: SurgeryConfig, control: RunControl
    ) -> Generator[Event, None, LoadedModel]:
        """The network after surgery; where nothing is changed, itself. It shares what it can with the whole one.

        Raises:
            SettingError: it has not what shall be changed, or there is no text to take means over.
            Interrupted: a stop was asked for.
        """
        if not surgery.changes:
            return whole
        known = next((one for one in self._kept if one.whole is whole and one.surgery == surgery), None)
        if known is None:
            surgery.check_fits(whole.model.config)
            wants_means = surgery.off and surgery.ablation == "mean"
            means = (yield from self.means(whole, control)) if wants_means else None
            direction = self._direction(whole, surgery, control) if surgery.steers else None
            model = operate(whole.model, surgery, means, direction)
            made = LoadedModel(whole.run, whole.step, model, whole.tokenizer, whole.template, whole.quickest)
            known = Operated(whole, surgery, made)
        self._kept = [known, *(one for one in self._kept if one is not known)][:KEPT]
        return known.made

    def means(self, whole: LoadedModel, control: RunControl) -> Generator[Event, None, Means]:
        """What its parts hand on over the run's own text, measured once for a network.

        Raises: as ``operated``.
        """
        found = next((means for model, means in self._means if model is whole), None)
        if found is None:
            texts = yield from self._text_of(whole, control)
            with watched(whole.model.blocks, control.check):
                found = measure_means(whole.model, texts)
            self._means = [(whole, found), *self._means][:KEPT]
        return found

    def _text_of(self, whole: LoadedModel, control: RunControl) -> Generator[Event, None, list[list[int]]]:
        if whole.run not in self._texts:
            run, _ = find_run(self._home, whole.run)
            texts = yield from own_text(self._home, run, whole.tokenizer, TOKENS_FOR_MEANS, control)
            if not texts:
                raise SettingError(
                    f"There is no text of {whole.run} at hand over which means could be taken (--ablation mean).",
                    "Put zeros in the place of what is switched off: --ablation zero.",
                )
            self._texts = {whole.run: texts}
        return self._texts[whole.run]

    def _direction(self, whole: LoadedModel, surgery: SurgeryConfig, control: RunControl) -> Tensor:
        layer = surgery.layer_of(whole.model.config)
        with watched(whole.model.blocks, control.check):
            return steering_direction(whole.model, layer, *steering_ids(surgery, whole.tokenizer))
