"""Life after a start under posteriors: delivery, steps on the way, and ten years of the controls.

What the fit without the figures on life after a start predicts is the honest test of the rules;
beside it stands what the fit with them needs to hit. Each posterior's draws live as twins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from calibration.life_after import DEFINITIONS
from calibration.observe import observe, share, simulate_pair
from calibration.posterior import Posterior
from calibration.target import Target
from calibration.targets import targets
from calibration.trial import Trial
from sim.executor import Progress, run_all, silent
from sim.reference import weeks_per_year
from sim.state import COMPLETED_ANY, EVER_STARTED, QUALIFIED, Status

Floats = npt.NDArray[np.float64]

#: Seeds of these worlds begin here.
FIRST_SEED = 2**46
#: Years of the controls that are shown.
YEARS = tuple(range(1, 11))
#: 95 % intervals over draws.
INTERVAL = (2.5, 97.5)
#: Rows of the trial that are set beside the figures.
TRIAL_ROWS = (
    "contact_in_a_given_week",
    "mean_support_duration",
    "contact_minutes_per_week",
    "job_all_60",
)


@dataclass(frozen=True)
class Quantity:
    """What is shown: a name, a year of the controls (0 without one), and what is printed."""

    name: str
    year: int
    low: float | None = None
    high: float | None = None


def quantities(rows: Sequence[Target]) -> tuple[Quantity, ...]:
    """Everything that the table shows, in order; `rows` are those of the trial among them."""
    by_id = {t.id: t for t in rows}
    printed = [
        Quantity(name, 0, by_id[name].low, by_id[name].high) for name in (*TRIAL_ROWS, *DEFINITIONS)
    ]
    yearly = (
        "completed_of_started",
        "job_or_education",
        "job",
        "pension_or_resource_course",
        "self_supported",
        "completed",
        "qualified",
    )
    return (*printed, *(Quantity(name, year) for name in yearly for year in YEARS))


def life_table(
    trial: Trial,
    posteriors: Mapping[str, Posterior],
    *,
    workers: int = 2,
    progress: Progress = silent,
) -> pd.DataFrame:
    """Figures on delivery and on life after a start under several posteriors.

    Args:
        trial: the tables.
        posteriors: by name.
        workers: threads; the result does not depend on them.
        progress: called with the share that is done.

    Returns:
        One row per posterior and quantity: `posterior`, `quantity`, `year` (0: none), `printed_low`
        and `printed_high` (NaN where nothing is), `median`, `low` and `high` (95 % over draws).
        Shares from 0 to 1, weeks, minutes and percentage points, as the rows are.
    """
    rows = [t for t in targets(trial) if t.id in (*TRIAL_ROWS, *DEFINITIONS)]
    known, frames = quantities(rows), []
    for number, (name, posterior) in enumerate(posteriors.items()):
        draws = list(posterior.values())

        def one(k: int, draws: list[dict[str, float]] = draws) -> Floats:
            return _of_draw(trial, rows, draws[k], FIRST_SEED + k)

        def part(done: float, number: int = number) -> None:
            progress((number + done) / len(posteriors))

        shown = np.array(run_all(one, range(len(draws)), workers=workers, progress=part))
        low, middle, high = np.nanpercentile(shown, (INTERVAL[0], 50, INTERVAL[1]), axis=0)
        frames.append(
            pd.DataFrame(
                {
                    "posterior": name,
                    "quantity": [q.name for q in known],
                    "year": [q.year for q in known],
                    "printed_low": [q.low for q in known],
                    "printed_high": [q.high for q in known],
                    "median": middle,
                    "low": low,
                    "high": high,
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def _of_draw(
    trial: Trial, rows: Sequence[Target], values: Mapping[str, float], seed: int
) -> Floats:
    """Every quantity in one draw's twin lives, shape (quantities,)."""
    last = round(YEARS[-1] * weeks_per_year())
    pair = simulate_pair(trial, values, seed, horizon=last + 1)
    by_id = dict(zip((t.id for t in rows), observe(pair, rows), strict=True))
    control, accounts = pair.control, pair.control.accounts
    weeks = [round(year * weeks_per_year()) for year in YEARS]
    started, completed, qualified, self_supported = (
        accounts.level(column)[weeks]
        for column in (EVER_STARTED, COMPLETED_ANY, QUALIFIED, Status.SELF_SUPPORTED)
    )
    education, job, pension = (
        share(control, outcome, "all")[weeks]
        for outcome in ("education", "employment", "pension_or_resource_course")
    )
    yearly = (
        completed / started,
        education + job,
        job,
        pension,
        self_supported,
        completed,
        qualified,
    )
    printed = (by_id[name] for name in (*TRIAL_ROWS, *DEFINITIONS))
    return np.array([*printed, *np.concatenate(yearly)])


def by_population_spread(posterior: Posterior) -> dict[str, Posterior]:
    """The draws in which this group lies near the groups of the figures, and far from them.

    Returns:
        The lower and the upper third of the draws by `population_spread`: `near` and `far`.
    """
    spread = posterior.draws["population_spread"]
    low, high = spread.quantile([1 / 3, 2 / 3])
    return {
        "near": replace(posterior, draws=posterior.draws[spread <= low]),
        "far": replace(posterior, draws=posterior.draws[spread >= high]),
    }
