"""What each part adds to a token's logit, or to its lead over another's."""

from beside import at, bridge, compare, result, tokens

logits, cache = bridge.run_with_cache(tokens)
token, rival = result["token"]["id"], result["rival"]
wanted = bridge.W_U[:, token] - (bridge.W_U[:, rival["id"]] if rival else 0)  # D
# The final norm with its scale as it is here: what it makes of the stream, part by part, is linear.
direction = wanted * bridge.ln_final.w
if bridge.cfg.normalization_type.startswith("LN"):
    direction = direction - direction.mean()
direction = direction / cache["ln_final.hook_scale"][0, at]

written, names = cache.get_full_resid_decomposition(expand_neurons=False, return_labels=True)
adds = dict(zip(names, written[:, 0, at] @ direction, strict=True))
final_bias = getattr(bridge.ln_final, "b", None)
adds["bias"] = adds.get("bias", 0) + (final_bias @ wanted if final_bias is not None else 0)


def there(part):
    """What TransformerLens calls a part."""
    return f"{part[1:-1]}_mlp_out" if part.endswith("F") else part


parts = result["contributions"]
compare("what each part adds", [one["value"] for one in parts], [float(adds[there(one["part"])]) for one in parts])
compare("their sum", result["total"], logits[0, at, token] - (logits[0, at, rival["id"]] if rival else 0))
