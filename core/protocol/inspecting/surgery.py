"""What the view of surgery finds."""

from dataclasses import dataclass

import numpy as np

from core.protocol.inspecting.table import Cell, Table, ViewResult


@dataclass(frozen=True)
class Shift:
    """What surgery does to the odds of one next token: ``before`` under the whole network, ``after`` under the
    operated one."""

    id: int
    token: str
    before: float
    after: float


@dataclass(frozen=True)
class PatchMap:
    """What comes along when one place of one prompt is put into the other. ``patching``, ``patched``: as was asked.

    ``other``: the second prompt's tokens as text, ``other_ids`` their ids; ``rival``: the token whose logit is taken
    from that of the explained one, and its name; ``clean``, ``corrupted``: that difference in the runs of the first and
    the second prompt; ``recovered``: L T, how much of the way from the run that gets to the run that gives the
    difference goes, when layer and place are put in place (nan: not known yet).
    """

    patching: str
    patched: str
    other: tuple[str, ...]
    other_ids: tuple[int, ...]
    rival: int
    rival_token: str
    clean: float
    corrupted: float
    recovered: np.ndarray


@dataclass(frozen=True)
class SurgeryResult(ViewResult):
    """``explained``: the token that is looked at; ``shifts``: the likeliest before or after surgery; ``divergence``: of
    the odds after from those before, in bits (Kullback and Leibler 1951).

    ``alone``: L H+1, the odds of the explained token when one more part is off, heads first, then the feed-forward
    (nan: not known yet, or not there). ``writes``: how the text goes on with the likeliest token each time, before and
    after. ``pushed``: how long what steers is, measured by the stream behind that layer. ``patch``: None without a
    second prompt, or where ``note`` says why. ``mean_texts`` and ``steering_ids`` (away, towards): what was read for
    means and for steering, so that others can read the same.
    """

    explained: Shift
    shifts: tuple[Shift, ...]
    divergence: float
    alone: np.ndarray
    neurons: int = 0
    writes: tuple[str, str] = ("", "")
    pushed: float | None = None
    patch: PatchMap | None = None
    note: str = ""
    mean_texts: tuple[tuple[int, ...], ...] = ()
    steering_ids: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())

    @property
    def worth(self) -> np.ndarray:
        """How many bits each part alone adds to the explained token: what its odds lose without it.  L H+1"""
        with np.errstate(divide="ignore", invalid="ignore"):
            bits: np.ndarray = np.log2(self.explained.after / self.alone)
        return bits

    def table(self, tokens: tuple[str, ...]) -> Table:
        rows: list[tuple[Cell, ...]] = [("odds", None, None, one.token, one.before, one.after) for one in self.shifts]
        now = self.explained.after
        for layer, parts in enumerate(self.alone):
            names = [f"head {head}" for head in range(len(parts) - 1)] + ["feed-forward"]
            for name, odds in zip(names, parts, strict=True):
                if not np.isnan(odds):
                    rows.append(("off as well", layer, name, self.explained.token, now, float(odds)))
        if self.patch is not None:
            rows += [
                ("patched", layer, place, tokens[place], None, None if np.isnan(share) else float(share))
                for layer, shares in enumerate(self.patch.recovered)
                for place, share in enumerate(shares)
            ]
        return Table(("what", "layer", "part or place", "token", "before", "after"), tuple(rows))
