"""A forecast under one other choice at a time: what hangs on each of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from scenarios.forecast.displacement import displacement_table
from scenarios.forecast.forecast import Forecast
from scenarios.forecast.reform import EVERY_SECOND_WEEK, SIX_MONTHS, reform_setting
from scenarios.forecast.setting import AS_BEFORE, NO_COURSES, Stream, forecast_setting

AS_CHOSEN = "as_chosen"
#: Views of new resource courses, by what they are instead; and of starts that displace others'.
COURSES_VIEWS = {AS_BEFORE: "courses.as-before", NO_COURSES: "courses.none"}
DISPLACED = "displaced"


def other_choices(chosen: Stream) -> dict[str, Stream]:
    """Each choice made alone beside what was chosen, by view; none that is made already.

    Displacement is not among them, since nobody has to live again for it. Nor are new resource
    courses where the years end before the law that ended them.
    """
    setting, reform = reform_setting(), chosen.reform
    others = {
        "ordinary": replace(reform, ordinary=setting.ordinary_none.value),
        "contact": replace(reform, contact=EVERY_SECOND_WEEK),
        "grants": replace(reform, grants=SIX_MONTHS),
        "exits_raised": replace(reform, exits_raised=setting.exits_raised.value),
    }
    found = {
        name: replace(chosen, reform=other) for name, other in others.items() if other != reform
    }
    if chosen.calendar_years[-1] >= forecast_setting().no_courses_from.value.year:
        courses = AS_BEFORE if chosen.courses_chosen == NO_COURSES else NO_COURSES
        found[COURSES_VIEWS[courses]] = replace(chosen, courses=courses)
    return found


def reform_views(found: Forecast, simulate: Callable[[Stream], Forecast]) -> pd.DataFrame:
    """The whole time of a forecast as it was asked for, and under each other choice alone.

    Args:
        found: the forecast.
        simulate: the same forecast of another stream.

    Returns:
        view (`as_chosen`, or the name of the choice), share (of assisted starts that only displace
        others', in that view), policy; quantity, mean, low, high as in
        `scenarios.forecast.displacement.displacement_table`.
    """
    share = found.stream.reform.displaced
    frames = [_rows(AS_CHOSEN, share, found)]
    for name, stream in other_choices(found.stream).items():
        frames.append(_rows(name, share, simulate(stream)))
    by_share = found.displacement
    shown = by_share[by_share["share"] != share]
    frames.append(shown.assign(view=DISPLACED)[frames[0].columns])
    return pd.concat(frames, ignore_index=True)


def _rows(view: str, share: float, found: Forecast) -> pd.DataFrame:
    # What was chosen to be displaced is taken off already.
    rows = displacement_table(found.priced, found.reference, [0.0])
    rows["share"] = share
    rows.insert(0, "view", view)
    return rows[["view", "share", *rows.columns.drop(["view", "share"])]]
