"""The building blocks of a GPT, one a file: embeddings, attention, feed-forward, normalisation, block, network.

This room reads like a textbook. Letters in shapes: B batch, T time, D model width, H heads, K head width, F inner
width of the feed-forward block, V vocabulary, L layers. Speed (``decoder``) stands beside it and is proved equal to it.
"""
