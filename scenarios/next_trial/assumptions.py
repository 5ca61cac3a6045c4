"""What an answer about a trial leans on besides the model: costs, values, whom it is for."""

from __future__ import annotations

import pandas as pd

from calibration.sourced import Sourced
from scenarios.economics.mentor_cost import ON_TOP
from scenarios.economics.price_file import load_prices
from scenarios.next_trial.plan import TrialPlan
from scenarios.next_trial.setting import Ranged, next_trial_setting

COLUMNS = ["name", "value", "low", "high", "unit", "source", "certainty", "given"]
#: Prices behind a mentor's paid hour (`scenarios.economics.mentor_cost.mentor_hour`).
HOUR = ("mentor_salary", *(f"{part}_share" for part in ON_TOP))
GIVEN = "given by the user"


def assumptions(plan: TrialPlan) -> pd.DataFrame:
    """One row per number: name, value, low, high, unit, source, certainty, given.

    What the user gave has no range and no certainty of ours. Prices are those behind a mentor's
    hour that nobody could source.
    """
    setting, given = next_trial_setting(), plan.costs.given
    entries: dict[str, Sourced[float]] = {
        "fixed_cost": setting.fixed_cost,
        "person_cost": setting.person_cost,
        "target_group": setting.target_group,
    }
    rows = []
    worth = setting.year_value.get(plan.outcome)
    if worth is not None:
        entries["year_value"] = worth
    elif "year_value" in given:
        rows.append(_given("year_value", given["year_value"], "DKK per person and year"))
    if plan.test.clusters is not None:
        entries["icc"] = setting.icc
        if plan.test.clusters.icc != setting.icc.value:
            given = {**given, "icc": plan.test.clusters.icc}
    for name, entry in entries.items():
        if name in given:
            rows.append(_given(name, given[name], entry.unit))
            continue
        low, high = entry.span if isinstance(entry, Ranged) else (entry.value, entry.value)
        rows.append(
            {
                "name": name,
                "value": entry.value,
                "low": low,
                "high": high,
                "unit": entry.unit,
                "source": entry.source,
                "certainty": entry.certainty,
                "given": False,
            }
        )
    prices = load_prices(int(setting.rule_year.value))
    for leaned in prices.assumptions(HOUR):
        rows.append(
            {
                "name": leaned.name,
                "value": leaned.value,
                "low": leaned.low,
                "high": leaned.high,
                "unit": leaned.unit,
                "source": leaned.source,
                "certainty": "?",
                "given": False,
            }
        )
    return pd.DataFrame(rows, columns=COLUMNS)


def _given(name: str, value: float, unit: str) -> dict[str, object]:
    return {
        "name": name,
        "value": value,
        "low": value,
        "high": value,
        "unit": unit,
        "source": GIVEN,
        "certainty": "",
        "given": True,
    }
