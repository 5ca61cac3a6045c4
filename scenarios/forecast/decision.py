"""The decision behind a forecast: which policy is worth its cost, and what it is worth to know.

Cost is the net public cost and effect the person-years in education or work, both per young person
who enters and to the horizon, less those of the reference; of every policy in every draw. Rows of
costs, effects and parameters carry the number of their draw.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from calibration.posterior import Posterior
from scenarios.decision.analysis import Decision, analyse
from scenarios.decision.evppi import DRAWS_PER_PARAMETER, FEWEST_DRAWS
from scenarios.economics.mentor_cost import DECISION_PRICE
from scenarios.economics.purse_names import DECISIONS, PUBLIC_TOTAL
from scenarios.forecast.priced import Priced, active_years
from scenarios.forecast.setting import forecast_setting
from scenarios.forecast.tables import NET, money, over_draws
from sim.parameters import parameter_space

#: What the effect is, and its unit, as results name it.
EFFECT = "person-years in education or work per young person"


def decide_forecast(priced: Priced, posterior: Posterior, reference: str) -> Decision:
    """Decision analysis of a forecast's policies, the reference among them.

    Args:
        priced: the forecast's numbers.
        posterior: the draws that were lived, in order.
        reference: what the policies are set against.

    Raises:
        InputError: draws that do not belong together.
    """
    net = money(priced).sel(part=NET, purse=PUBLIC_TOTAL, drop=True).sum("year")
    lived = active_years(priced.person_years).sum("year")
    extra = lived.sel(policy=priced.policies) - lived.sel(policy=reference, drop=True)
    cost = over_draws(-net).transpose("draw", "policy").to_numpy() / priced.people
    effect = over_draws(extra).transpose("draw", "policy").to_numpy() / priced.people
    names = [*priced.policies, reference]
    # Both are differences: the reference is the zero that they are measured from.
    none = np.zeros((len(cost), 1))
    index = pd.Index(priced.kroner["draw"].values, name="draw")
    # Small matrices: threads of the linear algebra only wait for each other.
    with threadpool_limits(1):
        return analyse(
            pd.DataFrame(np.hstack([cost, none]), index, names),
            pd.DataFrame(np.hstack([effect, none]), index, names),
            forecast_setting().thresholds.value,
            _parameters(priced, posterior, index),
            reference=reference,
            groups=_groups(posterior, len(cost)),
            population=priced.people,
        )


def _parameters(priced: Priced, posterior: Posterior, index: pd.Index[int]) -> pd.DataFrame | None:
    """Draws of every parameter and price that varies; None if there are too few draws."""
    if len(index) < FEWEST_DRAWS:
        return None
    values = priced.values
    unread = set() if DECISIONS in priced.reads else {DECISION_PRICE}
    prices = {
        f"price {name}": x
        for name, x in values.values.items()
        if len(x) == len(index) and name not in unread
    }
    table = pd.concat(
        [posterior.draws.iloc[: len(index)].set_axis(index), pd.DataFrame(prices, index)], axis=1
    )
    return table.loc[:, table.nunique() > 1]


def _groups(posterior: Posterior, draws: int) -> dict[str, list[str]] | None:
    """The model's parameters by what they belong to, where there are draws enough for them."""
    if draws < FEWEST_DRAWS:
        return None
    groups: dict[str, list[str]] = {}
    for parameter in parameter_space():
        if parameter.name in posterior.draws and posterior.draws[parameter.name].nunique() > 1:
            groups.setdefault(f"all of {parameter.group}", []).append(parameter.name)
    return {
        name: members
        for name, members in groups.items()
        if 1 < len(members) <= draws / DRAWS_PER_PARAMETER
    }
