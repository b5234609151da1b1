"""Parts with no knowledge of HelloGPT: what they show is handed to them, what the person did they say in signals.

They ask ``hellogpt_gui.theme`` for colours, lengths and fonts, repaint when it changes, and carry accessible names and
keys of their own.
"""
