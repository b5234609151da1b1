"""The special tokens of every tokenizer made here: their names are their ids, 0 to 3."""

SPECIALS = ("<pad>", "<unk>", "<bos>", "<eos>")
# The same for the screen, in brackets that seldom stand in a text.
SPECIAL_LABELS = ("⟨pad⟩", "⟨unknown⟩", "⟨begin⟩", "⟨end of text⟩")
# <pad> and <unk> stand for no text: a model never writes them.
NEVER_WRITTEN = (SPECIALS.index("<pad>"), SPECIALS.index("<unk>"))
