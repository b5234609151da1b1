"""The views that there are, by the names of ``core.config.VIEWS``. A test proves the two sets equal."""

from hellogpt_gui.inspect_tab.attention_view import AttentionView
from hellogpt_gui.inspect_tab.blocks_view import BlocksView
from hellogpt_gui.inspect_tab.embeddings_view import EmbeddingsView
from hellogpt_gui.inspect_tab.heads_over_time_view import HeadsOverTimeView
from hellogpt_gui.inspect_tab.health_view import HealthView
from hellogpt_gui.inspect_tab.logit_lens_view import LogitLensView
from hellogpt_gui.inspect_tab.neurons_view import NeuronsView
from hellogpt_gui.inspect_tab.next_token_view import NextTokenView
from hellogpt_gui.inspect_tab.surgery_view import SurgeryView
from hellogpt_gui.inspect_tab.text_loss_view import TextLossView
from hellogpt_gui.inspect_tab.view import InspectView
from hellogpt_gui.inspect_tab.why_view import WhyView

VIEW_WIDGETS: dict[str, type[InspectView]] = {
    "blocks": BlocksView,
    "attention": AttentionView,
    "next-token": NextTokenView,
    "why": WhyView,
    "logit-lens": LogitLensView,
    "text-loss": TextLossView,
    "embeddings": EmbeddingsView,
    "neurons": NeuronsView,
    "heads-over-time": HeadsOverTimeView,
    "health": HealthView,
    "surgery": SurgeryView,
}
