"""Where what a model writes stands word for word in the text it learnt from.

A text is sorted once, into an index that lies under artifacts/ by the hash of the text (``building``, ``index``). A
follower then goes along with an answer as it is written, and searches only where the last match ends (``follower``).
"""

from core.text.copied.building import build_index, index_folder, last_changed
from core.text.copied.follower import Follower, Match
from core.text.copied.index import Index, open_index

__all__ = ["Follower", "Index", "Match", "build_index", "index_folder", "last_changed", "open_index"]
