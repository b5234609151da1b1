"""The odds of the likeliest next tokens, before any rule of sampling."""

from beside import at, bridge, compare, result, tokens

logits = bridge(tokens)[0, at]  # V
odds = logits.softmax(-1)
ids = [candidate["id"] for candidate in result["candidates"]]
compare("logits", [candidate["logit"] for candidate in result["candidates"]], logits[ids])
compare("odds", [candidate["model_probability"] for candidate in result["candidates"]], odds[ids])
