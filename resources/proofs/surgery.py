"""Parts switched off, a stream that is steered, and values put in from another prompt, all by hooks."""

import numpy as np
import torch
from beside import answer, at, bridge, compare, result, tokens

surgery = answer["surgery"]
layers, heads = bridge.cfg.n_layers, bridge.cfg.n_heads
Z, POST = "blocks.{}.attn.hook_z", "blocks.{}.mlp.hook_post"
ATTENTION, MLP = "blocks.{}.hook_attn_out", "blocks.{}.hook_mlp_out"
BEHIND = "blocks.{}.hook_resid_post"


def by_head(z):
    """B T H K, whichever way the bridge lays it out."""
    return z.reshape(*z.shape[:2], heads, -1)


means = {}
texts = result["mean_texts"]
count = sum(map(len, texts))
for text in texts:
    _, seen = bridge.run_with_cache(torch.tensor([text]))
    for layer in range(layers):
        for name in (Z, POST, ATTENTION, MLP):
            value = seen[name.format(layer)][0].double().sum(0) / count
            means[name, layer] = means.get((name, layer), 0) + value


def instead(name, layer):
    """What stands in place of what is off: its mean, where means were measured."""
    return means[name, layer].float() if texts else torch.tensor(0.0)


def put_out(part, row=slice(None)):
    """Hooks that switch a part off: "L1", "L1A", "L1F", "L1H2", "L1N37"; ``row``: for these of the batch alone."""
    layer, kind, number = parse(part)

    def whole(name):
        def hook(value, hook):
            value = value.clone()
            value[row] = instead(name, layer)
            return value

        return name.format(layer), hook

    def head(z, hook):
        shape, z = z.shape, by_head(z).clone()
        mean = by_head(instead(Z, layer)[None, None])[0, 0, number] if texts else 0.0
        z[row, :, number] = mean
        return z.reshape(shape)

    def neuron(post, hook):
        post = post.clone()
        post[row, :, number] = instead(POST, layer)[number] if texts else 0.0
        return post

    one = {"H": [(Z.format(layer), head)], "N": [(POST.format(layer), neuron)]}
    both = {"A": [whole(ATTENTION)], "F": [whole(MLP)], "": [whole(ATTENTION), whole(MLP)]}
    return {**one, **both}[kind]


def parse(part):
    digits = part[1:]
    kind = next((letter for letter in digits if letter.isalpha()), "")
    layer, _, number = digits.partition(kind) if kind else (digits, "", "")
    return int(layer), kind, int(number or 0)


off = [hook for part in surgery["off"] for hook in put_out(part)]
away, towards = result["steering_ids"]
if towards:
    layer = surgery["steer_layer"] if surgery["steer_layer"] >= 0 else (layers - 1) // 2
    ends = [bridge.run_with_cache(torch.tensor([ids]))[1][BEHIND.format(layer)][0, -1] for ids in (towards, away)]
    push = surgery["steer_strength"] * (ends[0] - ends[1])
    off.append((BEHIND.format(layer), lambda stream, hook: stream + push))


def logits_of(ids, hooks=()):
    return bridge.run_with_hooks(ids, fwd_hooks=[*off, *hooks])[:, at]  # B V


shifts, token = result["shifts"], result["explained"]["id"]
ids = [one["id"] for one in shifts]
compare("odds before", [one["before"] for one in shifts], bridge(tokens)[0, at].softmax(-1)[ids])
compare("odds after", [one["after"] for one in shifts], logits_of(tokens)[0].softmax(-1)[ids])

names = [[*(f"L{layer}H{head}" for head in range(heads)), f"L{layer}F"] for layer in range(layers)]
alone = [[float(logits_of(tokens, put_out(name))[0].softmax(-1)[token]) for name in row] for row in names]
compare("odds with one more part off", result["alone"], alone)

patch = result["patch"]
if patch:
    other = torch.tensor([patch["other_ids"]])
    denoise = patch["patching"] == "denoise"
    tap = {"stream": "blocks.{}.hook_resid_pre", "attention": ATTENTION, "mlp": MLP}[patch["patched"]]
    gives, gets = (tokens, other) if denoise else (other, tokens)
    given = {}
    keep = [
        (tap.format(layer), lambda value, hook: given.__setitem__(hook.name, value.clone())) for layer in range(layers)
    ]
    bridge.run_with_hooks(gives, fwd_hooks=[*off, *keep])

    def difference(logits):
        return logits[:, token] - logits[:, patch["rival"]]

    clean, corrupted = difference(logits_of(tokens)), difference(logits_of(other))
    compare("differences of logits", [patch["clean"], patch["corrupted"]], [clean.item(), corrupted.item()])
    start, goal = (corrupted, clean) if denoise else (clean, corrupted)
    places = torch.arange(at + 1)
    recovered = []
    for layer in range(layers):
        name = tap.format(layer)

        def at_places(value, hook):
            value = value.clone()
            value[places, places] = given[hook.name][0, places]
            return value

        logits = logits_of(gets.expand(len(places), -1), [(name, at_places)])
        recovered.append(((difference(logits) - start) / (goal - start)).tolist())
    compare("what comes along", patch["recovered"], np.array(recovered), within=1e-3)
