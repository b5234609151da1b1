"""From files to token ids: texts are read and decoded, split into stretches, tokenized and laid on disk as token files.

Built-in texts, tokenizers and the reference losses live here too. Nothing in here knows a model, a run or torch.
"""
