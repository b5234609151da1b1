"""The views' numbers, by the names of ``core.config.VIEWS``. A test proves the two sets equal."""

from collections.abc import Callable, Iterator

from core.inspection.attention import attention
from core.inspection.blocks import blocks
from core.inspection.embeddings import embeddings
from core.inspection.heads_over_time import heads_over_time
from core.inspection.health import health
from core.inspection.logit_lens import logit_lens
from core.inspection.neurons import neurons
from core.inspection.next_token import next_token
from core.inspection.subject import Subject
from core.inspection.surgery import surgery
from core.inspection.text_loss import text_loss
from core.inspection.why import why
from core.protocol import ViewResult

# Better and better results, of which the last is the whole one. A result is said when the next is asked for; where that
# will take long, None says it at once.
View = Callable[[Subject], Iterator[ViewResult | None]]


def _at_once(view: Callable[[Subject], ViewResult]) -> View:
    """A view that has nothing to show before it is whole."""

    def whole(subject: Subject) -> Iterator[ViewResult]:
        yield view(subject)

    return whole


VIEWS: dict[str, View] = {
    "blocks": _at_once(blocks),
    "attention": attention,
    "next-token": _at_once(next_token),
    "why": why,
    "logit-lens": logit_lens,
    "text-loss": text_loss,
    "embeddings": embeddings,
    "neurons": neurons,
    "heads-over-time": heads_over_time,
    "health": _at_once(health),
    "surgery": surgery,
}
