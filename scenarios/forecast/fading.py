"""How a forecast hangs on what no data speak to: how fast readiness fades once support is over.

No study and no row of the trial says how long what support has built lasts after it. The prior is
wide, and a forecast is shown across it: the thirds of its draws in which readiness fades slowest
and fastest, beside what lies between.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from calibration.posterior import Posterior
from scenarios.comparison.intervals import enough_draws
from scenarios.forecast.priced import Priced
from scenarios.forecast.tables import NET, money, spread

Floats = npt.NDArray[np.float64]

#: The thirds, in the order of tables.
SLOWLY, BETWEEN, FAST = FADING_VIEWS = ("fades_slowly", "between", "fades_fast")


def fade_after_support(posterior: Posterior) -> Floats:
    """Share of readiness that fades in a week after support has ended, by draw; shape (draws,)."""
    draws = posterior.draws
    faded = draws["readiness_fade"].to_numpy(float) * draws["fade_after_end"].to_numpy(float)
    return np.asarray(np.minimum(1.0, faded))


def weeks_to_half(fade: Floats) -> Floats:
    """Weeks after which half of readiness is gone, at a weekly share that fades; infinite at 0."""
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(0.5) / np.log1p(-fade))


def fading_table(priced: Priced, posterior: Posterior) -> pd.DataFrame:
    """Net of all years in the thirds of the draws by how fast readiness fades after support.

    Args:
        priced: the forecast's numbers.
        posterior: the draws that they are of, in that order.

    Returns:
        policy, purse, view (of `FADING_VIEWS`); `weeks_to_half`, the third's median; `draws` in it;
        `net`, kroner of all years against the reference, with `low` and `high`, which are missing
        where the third has too few draws for an interval. No rows with fewer than three draws.
    """
    fade = fade_after_support(posterior)
    thirds = np.array_split(np.argsort(fade, kind="stable"), len(FADING_VIEWS))
    net = money(priced).sel(part=NET, drop=True).sum("year")
    frames = []
    for view, third in zip(FADING_VIEWS, thirds, strict=True):
        if not third.size:
            return pd.DataFrame()
        # Draws in their own order: sums do not depend on the ranks.
        found = spread(net.isel(draw=np.sort(third)))[["mean", "low", "high"]]
        frame = found.to_dataframe().reset_index().rename(columns={"mean": "net"})
        if not enough_draws(third.size):
            frame[["low", "high"]] = np.nan
        half = float(np.median(weeks_to_half(fade[third])))
        frames.append(frame.assign(view=view, weeks_to_half=half, draws=third.size))
    columns = ["policy", "purse", "view", "weeks_to_half", "draws", "net", "low", "high"]
    return pd.concat(frames, ignore_index=True)[columns]
