"""Outcomes of an ensemble as a frame with one row per posterior draw and policy."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import xarray as xr

from scenarios.comparison.drawn import Drawn
from scenarios.comparison.intervals import without_seed_noise
from scenarios.comparison.outcomes import ALL_OUTCOMES, by_group, by_week


def outcome_by_draw(
    data: xr.Dataset,
    drawn: Drawn,
    policies: Sequence[str],
    against: str,
    outcome: str,
    week: int,
    group: str,
) -> pd.DataFrame:
    """An outcome in a week by draw and policy, without the noise of seeds.

    Args:
        data: of `scenarios.comparison.ensemble.simulate_all`.
        drawn: the draws that were lived.
        policies: names, in the order of the rows.
        against: the policy that differences are over.
        outcome: of `scenarios.comparison.outcomes.ALL_OUTCOMES`.
        week: since entry, one that is kept for the group.
        group: a group of the young people.

    Returns:
        Columns draw, policy, value and difference; units and origin in `attrs`.
    """
    measured = ALL_OUTCOMES[outcome]
    chosen = (
        by_week(data, measured).sel(week=week, drop=True)
        if group == "all"
        else by_group(data, measured).sel(group=group, week=week, drop=True)
    )
    values = chosen.sel(policy=list(policies)).transpose("draw", "seed", "policy").to_numpy()
    over = values[:, :, [list(policies).index(against)]]
    level, _ = without_seed_noise(values)
    difference, _ = without_seed_noise(values - over)
    table = pd.DataFrame(
        {
            "draw": drawn.rows.repeat(len(policies)),
            "policy": list(policies) * len(values),
            "value": level.ravel(),
            "difference": difference.ravel(),
        }
    )
    table.attrs = {
        "outcome": outcome,
        "week": week,
        "group": group,
        "against": against,
        "units": {"value": measured.level_unit, "difference": measured.unit},
        **drawn.attributes(),
    }
    return table
