"""A forecast under one other choice at a time: what hangs on each of those that change lives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from scenarios.forecast.displacement import displacement_table
from scenarios.forecast.forecast import Forecast
from scenarios.forecast.reform import EVERY_SECOND_WEEK, Reform, reform_setting

AS_CHOSEN = "as_chosen"


def other_choices(chosen: Reform) -> dict[str, Reform]:
    """Each choice that changes lives, made alone beside what was chosen; none that is made."""
    setting = reform_setting()
    others = {
        "ordinary": replace(chosen, ordinary=setting.ordinary_none.value),
        "contact": replace(chosen, contact=EVERY_SECOND_WEEK),
        "exits_raised": replace(chosen, exits_raised=setting.exits_raised.value),
    }
    return {name: reform for name, reform in others.items() if reform != chosen}


def reform_views(found: Forecast, live: Callable[[Reform], Forecast]) -> pd.DataFrame:
    """The whole time of a forecast as it was asked for, and under each other choice alone.

    Args:
        found: the forecast.
        live: the same forecast under other choices.

    Returns:
        view (`as_chosen`, or the name of the choice), policy; quantity, mean, low, high as in
        `scenarios.forecast.displacement.displacement_table`.
    """
    frames = [_rows(AS_CHOSEN, found)]
    for name, reform in other_choices(found.stream.reform).items():
        frames.append(_rows(name, live(reform)))
    return pd.concat(frames, ignore_index=True)


def _rows(view: str, found: Forecast) -> pd.DataFrame:
    # What was chosen to be displaced is taken off already.
    rows = displacement_table(found.priced, found.reference, [0.0]).drop(columns="share")
    rows.insert(0, "view", view)
    return rows
