"""What the trial told, and what it did not: parameters, rows and diagnostics of a calibration.

A parameter whose posterior is as wide as its prior, around the same place, is an assumption, and is
called one.
"""

from __future__ import annotations

from typing import Any, Literal

import arviz as az
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import chi2, norm

from calibration.calibrate import Calibration
from calibration.calibration_setting import CalibrationSetting
from calibration.posterior import Posterior
from calibration.provenance import make_provenance
from calibration.sampler import Features
from calibration.target import Target
from calibration.trial import Trial
from sim.parameters import Parameter, ParameterSpace

Floats = npt.NDArray[np.float64]
Verdict = Literal["informed", "weakly informed", "assumption"]

#: Contraction from which a parameter counts as informed, and from which as weakly informed. The
#: lower one is three times what a thousand draws scatter by themselves.
INFORMED, WEAK = 0.5, 0.15
#: A move of the mean by so many prior standard deviations is information too.
MOVED = 0.5
#: Farthest score that is looked at.
FARTHEST = 5.0
#: Points at which a prior's spread is worked out.
GRID = 4001


def verdict(contraction: float, shift: float) -> Verdict:
    """Whether the trial told anything about a parameter.

    Args:
        contraction: 1 - posterior variance / prior variance, of scores.
        shift: move of the mean score, in prior standard deviations.
    """
    if contraction >= INFORMED:
        return "informed"
    if contraction >= WEAK or abs(shift) >= MOVED:
        return "weakly informed"
    return "assumption"


def parameter_rows(draws: pd.DataFrame, space: ParameterSpace) -> list[dict[str, Any]]:
    """Prior against posterior, one row per free parameter, in the parameter's unit.

    `contraction` compares variances in that unit, `contraction_of_scores` and `shift` on the scale
    on which the prior is normal: a skewed prior whose posterior lies higher up is wider in its unit
    without the trial having told less. The verdict goes by the scores.
    """
    grid = norm.ppf((np.arange(GRID) + 0.5) / GRID)
    rows = []
    for name in space.free:
        parameter = space[name]
        prior, post = parameter.from_standard(grid), draws[name].to_numpy()
        contraction = 1.0 - float(post.var(ddof=1) / prior.var())
        before, after = _scores(parameter, prior), _scores(parameter, post)
        of_scores = 1.0 - float(after.var(ddof=1) / before.var())
        shift = float((after.mean() - before.mean()) / before.std())
        low, high = np.percentile(prior, [2.5, 97.5])
        post_low, post_high = np.percentile(post, [2.5, 97.5])
        rows.append(
            {
                "name": name,
                "title": parameter.title,
                "group": parameter.group,
                "unit": parameter.unit,
                "prior_mean": float(prior.mean()),
                "prior_sd": float(prior.std()),
                "prior_low": float(low),
                "prior_high": float(high),
                "posterior_mean": float(post.mean()),
                "posterior_sd": float(post.std(ddof=1)),
                "posterior_low": float(post_low),
                "posterior_high": float(post_high),
                "contraction": contraction,
                "contraction_of_scores": of_scores,
                "shift": shift,
                # A parameter that the reading holds has taught nobody anything.
                "verdict": verdict(of_scores, shift) if np.ptp(post) > 0.0 else "assumption",
            }
        )
    return rows


def _scores(parameter: Parameter, values: Floats) -> Floats:
    """Standard scores of values; a value at a bound has the farthest score looked at."""
    either = parameter.two_valued
    found = np.full(len(values), FARTHEST)
    found[values <= parameter.low] = -FARTHEST
    for k in range(len(values)):
        if either or parameter.low < values[k] < parameter.high:
            found[k] = parameter.to_standard(float(values[k]))
    return np.asarray(np.clip(found, -FARTHEST, FARTHEST), float)


def target_rows(rows: tuple[Target, ...], shown: Floats) -> list[dict[str, Any]]:
    """Trial against posterior predictive of the true effect, one row per row of the trial.

    Args:
        rows: of the trial.
        shown: what twin lives show at posterior draws, shape (draws, rows).
    """
    result = []
    for k, t in enumerate(rows):
        seen = shown[np.isfinite(shown[:, k]), k]
        mean = float(seen.mean())
        low, high = (float(q) for q in np.percentile(seen, [2.5, 97.5]))
        interval = t.interval() or (None, None)
        result.append(
            {
                "id": t.id,
                "outcome": t.outcome,
                "subgroup": t.subgroup,
                "block": t.block,
                "role": t.role,
                "unit": t.unit,
                "printed": not t.in_words,
                "trial_low": t.low,
                "trial_high": t.high,
                "trial_se": t.se,
                "interval_low": interval[0],
                "interval_high": interval[1],
                "predicted": mean,
                "predicted_low": low,
                "predicted_high": high,
                "agrees": t.agrees(mean),
            }
        )
    return result


def goodness_of_fit(found: Calibration) -> dict[str, float]:
    """Joint fit: the rows' distance from each draw against that of a trial that the draw made.

    Posterior predictive check (Gelman, Meng and Stern 1996, Statistica Sinica 6: 733-807) with
    (y - f)' C^-1 (y - f); y are the sampled estimates behind printed intervals, f the emulator
    (twin lives have noise of their own), C the covariance of both errors, with what the rows may be
    off under the draw: how far jobcentres differ, and other groups from this one.
    """
    data, fitted = found.data, found.fitted
    v = found.chains.latent.reshape(-1, len(data))[found.kept]
    estimate = data.low + (data.high - data.low) * norm.cdf(v)
    features = Features(found.space, found.space.free)
    missed = estimate - found.emulator.predict(features.numpy(found.z))[:, fitted]
    error = found.error_seen[np.ix_(fitted, fitted)]
    distance = np.array(
        [
            float(((data.whitener(error + np.diag(off**2)) @ y) ** 2).sum())
            for y, off in zip(missed, _may_be_off(found), strict=True)
        ]
    )
    return {
        "rows": len(data),
        "distance": float(distance.mean()),
        "p": float(chi2.sf(distance, len(data)).mean()),
    }


def _may_be_off(found: Calibration) -> Floats:
    """Standard deviation of each fitted row's own deviation under each draw, else 0.

    Shape (draws, fitted rows).
    """
    data, names = found.data, found.space.free
    by = {
        name: found.space[name].from_standard(found.z[:, names.index(name)])
        for name in set(data.spread_by)
        if name
    }
    none = np.zeros(len(found.z))
    columns = [by.get(name, none) for name in data.spread_by]
    return np.asarray(data.spread * np.stack(columns, axis=1))


def diagnostics(found: Calibration) -> dict[str, Any]:
    """Sampler and emulator: convergence, effective sizes, errors against the trial's."""
    names = found.space.free
    moved = [k for k in range(len(names)) if np.ptp(found.chains.z[..., k]) > 0.0]
    z = az.convert_to_dataset(found.chains.z[..., moved])
    r_hat = np.asarray(az.rhat(z)["x"])
    bulk, tail = np.asarray(az.ess(z)["x"]), np.asarray(az.ess(z, method="tail")["x"])
    se = found.data.usual_errors(found.space)
    told = np.sqrt(np.diag(found.error))[found.fitted] / se
    seen = np.sqrt(np.diag(found.error_seen))[found.fitted] / se
    worst = int(np.argmax(seen))
    trust = _support(found)
    return {
        "chains": int(found.chains.z.shape[0]),
        "samples": int(found.chains.z.shape[1]),
        "divergences": int(found.chains.diverging.sum()),
        "r_hat_max": float(r_hat.max()),
        "r_hat_worst": names[moved[int(np.argmax(r_hat))]],
        "ess_bulk_min": float(bulk.min()),
        "ess_tail_min": float(tail.min()),
        "emulator_error_median": float(np.median(seen)),
        "emulator_error_max": float(seen.max()),
        "emulator_error_worst": found.rows[found.fitted[worst]].id,
        "emulator_error_assumed_median": float(np.median(told)),
        "goodness_of_fit": goodness_of_fit(found),
        "support_for_trust": trust,
        "bayes_factor_trust_to_rival": trust / (1.0 - trust),
    }


def _support(found: Calibration) -> float:
    """Posterior probability of the trust mechanism (1/2 beforehand).

    The mean over samples of its probability given the rest.
    """
    logs = found.chains.choice
    share = np.exp(logs - logs.max(axis=-1, keepdims=True))
    return float((share[..., 0] / share.sum(axis=-1)).mean())


def posterior_of(found: Calibration, trial: Trial, setting: CalibrationSetting) -> Posterior:
    """The posterior to keep: draws, a central point, and how the fit went.

    Args:
        found: what the calibration found.
        trial: the tables it was fitted to.
        setting: how it was done.
    """
    space = found.space
    names = space.free
    draws = pd.DataFrame(
        {name: space[name].from_standard(found.z[:, k]) for k, name in enumerate(names)}
    )
    # Six digits are what is stored; what is said here must hold for the stored draws.
    draws = draws.map(lambda value: float(f"{value:.6g}"))
    middle = space.from_standard(names, found.z.mean(axis=0))
    report = {
        "parameters": parameter_rows(draws, space),
        "targets": target_rows(found.rows, found.shown),
        "diagnostics": diagnostics(found),
    }
    method = (
        f"Bayesian calibration: {setting.prior_runs} + {2 * setting.refining} pairs of twin lives, "
        f"emulator, NUTS ({setting.sampling.chains} chains of {setting.sampling.samples})"
    )
    if setting.priors:
        method += f"; own priors of {', '.join(setting.priors)}"
    if setting.rules is not None:
        method += f"; own rules {', '.join(setting.rules.codes)}"
    return Posterior(
        draws=draws,
        estimate={name: middle[name] for name in names},
        provenance=make_provenance(
            method,
            draws,
            reading=setting.reading,
            chosen=setting.chosen,
            trial=trial,
            seed=setting.seed,
            priors=setting.priors,
            rules=setting.rules,
        ),
        report=report,
        trial=trial,
    )
