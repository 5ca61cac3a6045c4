"""Refits on the emulator of a calibration: without some rows, or with another reading.

Leaving out a block and predicting it is the honest test of subgroup effects: a model that has
swallowed the noise of its rows predicts them badly when it has not seen them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from calibration.calibrate import Calibration
from calibration.calibration_setting import CalibrationSetting
from calibration.likelihood import filled, transform, trial_data
from calibration.sampler import Features, Sampler, SamplerSetting
from calibration.targets import targets
from calibration.trial import Trial

Floats = npt.NDArray[np.float64]

#: Blocks that are left out, one at a time.
BLOCKS = ("grades", "gender", "su_history", "parents", "jobcentre_slope", "life_after")
#: Last week of the rows that a hindcast is fitted to: that in which support ended.
HINDCAST_WEEK = 52
#: Refits need fewer samples than the posterior that ships.
SAMPLING = SamplerSetting(chains=4, warmup=500, samples=500)
#: Two-sided level of predictive intervals, per cent.
INTERVAL = (2.5, 97.5)


def refit(
    found: Calibration,
    setting: CalibrationSetting,
    fitted: npt.NDArray[np.intp],
    trial: Trial,
    chosen: Mapping[str, str] | None = None,
) -> Floats:
    """Scores of posterior draws when other rows are fitted, shape (draws, parameters).

    Args:
        found: the calibration whose emulator is used.
        setting: of that calibration.
        fitted: positions of the rows to fit.
        trial: the tables.
        chosen: by contradiction, the row that is fitted.
    """
    space = found.space
    rows = [t for t in targets(trial, chosen) if t.role != "outside"]
    data = trial_data([rows[k] for k in fitted], found.replicates[:, fitted])
    draw = Sampler(found.emulator, Features(space, space.free), fitted, SAMPLING, setting.held())
    chains = draw(data, found.error[np.ix_(fitted, fitted)], setting.seed)
    return np.asarray(chains.z.reshape(-1, chains.z.shape[-1]))


def shown_at(found: Calibration, z: Floats) -> Floats:
    """What the emulator shows at scores, on the scale of the likelihood, shape (draws, rows)."""
    space = found.space
    return found.emulator.predict(Features(space, space.free).numpy(z))


def leave_out(
    found: Calibration,
    setting: CalibrationSetting,
    trial: Trial,
    blocks: tuple[str, ...] = BLOCKS,
    progress: Callable[[float], None] = lambda share: None,
) -> pd.DataFrame:
    """Predict each block of rows from a fit that has not seen it.

    Args:
        found: the calibration, with its emulator.
        setting: how it was done.
        trial: the tables.
        blocks: names of the blocks that are left out, one after the other.
        progress: called with the share that is done.

    Returns:
        The columns of `predicted_rows` and `block`, one row per row left out.
    """
    rng = np.random.default_rng([setting.seed, 3])
    result = []
    for number, block in enumerate(blocks):
        inside = np.array([found.rows[k].block == block for k in found.fitted])
        # A reading may not have fitted the block at all.
        if inside.any():
            result.append(predicted_rows(found, setting, trial, inside, rng).assign(block=block))
        progress((number + 1) / len(blocks))
    return pd.concat(result, ignore_index=True)


def hindcast(found: Calibration, setting: CalibrationSetting, trial: Trial) -> pd.DataFrame:
    """Predict what came after the programme from a fit to the rows that end with it.

    Rows whose last week is `HINDCAST_WEEK` or earlier are fitted; every later or spanning row is
    predicted, and judged as it is read in the fit itself.

    Args:
        found: the calibration, with its emulator.
        setting: how it was done.
        trial: the tables.

    Returns:
        The columns of `predicted_rows` and `block`.
    """
    rng = np.random.default_rng([setting.seed, 4])
    rows = [found.rows[k] for k in found.fitted]
    later = np.array([t.week_to > HINDCAST_WEEK for t in rows])
    blocks = [t.block for t, is_later in zip(rows, later, strict=True) if is_later]
    return predicted_rows(found, setting, trial, later, rng).assign(block=blocks)


def predicted_rows(
    found: Calibration,
    setting: CalibrationSetting,
    trial: Trial,
    inside: npt.NDArray[np.bool_],
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Predict some of the fitted rows from a fit to the others.

    Args:
        found, setting, trial: as in `refit`.
        inside: which of the fitted rows are predicted, shape (fitted,).
        rng: of the errors of the estimates.

    Returns:
        One row per row predicted: `id`, `printed_low`, `printed_high` (the estimate as printed),
        `predicted`, `low`, `high` (95 % predictive interval of the estimate, its own error
        included), `hit` (the two overlap), `in_words`, `fitted` (mean with the row fitted).
    """
    whole = shown_at(found, found.z).mean(axis=0)
    z = refit(found, setting, found.fitted[~inside], trial, setting.chosen)
    shown, result = shown_at(found, z), []
    for place in np.flatnonzero(inside):
        k = int(found.fitted[place])
        t = found.rows[k]
        spread = np.sqrt(found.data.covariance[place, place] + found.error[k, k])
        if t.spread is not None:
            of = found.space[t.spread].from_standard(z[:, found.space.free.index(t.spread)])
            spread = np.hypot(spread, t.spread_size * of)
        estimate = shown[:, k] + spread * rng.standard_normal(len(shown))
        low, high = (float(q) for q in np.percentile(estimate, INTERVAL))
        printed = float(found.data.low[place]), float(found.data.high[place])
        result.append(
            {
                "id": t.id,
                "printed_low": printed[0],
                "printed_high": printed[1],
                "in_words": t.in_words,
                "predicted": float(shown[:, k].mean()),
                "low": low,
                "high": high,
                "hit": bool(printed[0] <= high and low <= printed[1]),
                "fitted": float(whole[k]),
            }
        )
    return pd.DataFrame(result)


def other_readings(found: Calibration, setting: CalibrationSetting, trial: Trial) -> pd.DataFrame:
    """What fitting the other row of each contradiction would change.

    Args:
        found: the calibration, with its emulator.
        setting: how it was done.
        trial: the tables.

    Returns:
        One row per contradiction, other row and quantity (every effect for all and every row of
        the contradiction): `by_default` and `otherwise`, posterior means, with `sd` of the
        default.
    """
    base = shown_at(found, found.z)
    result = []
    for name, contradiction in trial.readings.contradictions.items():
        for row in contradiction.rows:
            if row == setting.chosen.get(name, contradiction.default):
                continue
            chosen = {**setting.chosen, name: row}
            rows = [t for t in targets(trial, chosen) if t.role != "outside"]
            fitted = np.array([k for k, t in enumerate(rows) if setting.fits(t)])
            shown = shown_at(found, refit(found, setting, fitted, trial, chosen))
            for k, t in enumerate(rows):
                if t.block == "overall" or t.id in contradiction.rows:
                    result.append(
                        {
                            "contradiction": name,
                            "fitted_instead": row,
                            "id": t.id,
                            "by_default": float(base[:, k].mean()),
                            "sd": float(base[:, k].std(ddof=1)),
                            "otherwise": float(shown[:, k].mean()),
                        }
                    )
    return pd.DataFrame(result)


def prior_predictive(found: Calibration) -> pd.DataFrame:
    """Do the priors allow what happened, without dictating it?

    Returns:
        One row per fitted row of the trial: `printed` (middle), `low`, `high` (95 % of what trials
        drawn from the prior would print, sampling error included), `tail` (two-sided tail
        probability of what was printed), `spread` (sd of the true value under the prior over the
        trial's standard error: far below one, the prior dictates).
    """
    rng = np.random.default_rng([5, len(found.prior_shown)])
    shown = transform(found.rows, filled(found.prior_shown))
    usual, result = found.data.usual_errors(found.space), []
    for place, k in enumerate(found.fitted):
        se = float(usual[place])
        estimate = shown[:, k] + se * rng.standard_normal(len(shown))
        low, high = (float(q) for q in np.percentile(estimate, INTERVAL))
        lower, upper = float(found.data.low[place]), float(found.data.high[place])
        above, below = (estimate >= lower).mean(), (estimate <= upper).mean()
        result.append(
            {
                "id": found.rows[k].id,
                "printed_low": lower,
                "printed_high": upper,
                "low": low,
                "high": high,
                "tail": float(min(1.0, 2.0 * min(above, below))),
                "spread": float(shown[:, k].std() / se),
            }
        )
    return pd.DataFrame(result)
