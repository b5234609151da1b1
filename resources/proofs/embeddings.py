"""The plane in which the token embeddings are spread the most, and the nearest to the chosen token."""

import numpy as np
from beside import bridge, compare, result

vectors = bridge.W_E.detach().double()  # V D
own = vectors[result["token"]]
ids = [neighbour["id"] for neighbour in result["neighbours"]]
cosines = vectors[ids] @ own / vectors[ids].norm(dim=1) / own.norm()
compare("cosines of the nearest", [neighbour["cosine"] for neighbour in result["neighbours"]], cosines)

ours = np.array(result["points"], dtype=float)
shown = np.isfinite(ours).all(1)  # tokens that never occur in the text are left out of the picture
apart = vectors.numpy()[shown] - vectors.numpy()[shown].mean(0)
left, lengths, _ = np.linalg.svd(apart, full_matrices=False)
if result["spread"] is not None:
    compare("variance in the plane", sum(result["spread"]), (lengths[:2] ** 2).sum() / (lengths**2).sum())
    theirs = left[:, :2] * lengths[:2]
    turn, _, back = np.linalg.svd(theirs.T @ ours[shown])  # a plane has no up: theirs is turned to lie as ours
    compare("places in the plane", ours[shown], theirs @ (turn @ back))
if result["places"] is not None and result["places"]["kind"] == "learned":
    places = bridge.W_pos.detach().double()[result["places"]["numbers"]]  # n D
    places /= places.norm(dim=1, keepdim=True)
    compare("cosines of the places", result["places"]["rows"], places @ places.T)
