"""One row of the trial's tables as a target: an interval, its standard error and its role."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from calibration.readings import Role

Table = Literal["effects", "delivery", "mentor_effects", "jobcentres", "progression", "life_after"]

#: Unit of effects whose outcome has no printed level: their standard error at the level shown.
OWN_UNIT = "standard errors"
#: The row whose effect is a slope over jobcentres.
SLOPE = "dose_response"
#: Two-sided 95 % point of the standard normal.
Z95 = 1.959963984540054


@dataclass(frozen=True)
class Target:
    """One row of the trial's tables.

    Attributes:
        id: of the row; ids of mentor effects end in the week, of jobcentres are their names.
        table: where the row stands.
        outcome, subgroup: in the words of the table.
        group: the group of `sim.groups` it speaks of, if any.
        week_from, week_to: weeks since entry over which a curve is averaged.
        low, high: what is known of the printed estimate, in `unit`; equal for a plain number.
        se: standard error of the estimate, in `unit`; None where none can be derived.
        unit: of low, high and se; effects are in percentage points.
        derivation: how `se` came about, and how words were read as an interval.
        role: `target` is fitted, `validation` is kept aside, `other reading` contradicts a
            target, `outside` is beyond the model.
        why: of the role, where it needs a reason.
        source: table or figure of the report.
        in_words: whether words were read as the interval, which is then in units of `se`.
        level: share of controls behind `se`, where it was derived from one.
        rounding: half a unit of the last printed digit, where the source says "about".
        arms: people behind an effect, treated and controls, where `unit` is their standard error.
        spread: parameter that says how far the row may be off, where that is learned; the error
            that is left beside it is `likelihood.OWN_SHARE` of `se`.
        left_out_with: name of the rows of effects.csv that are left out together with this one.
        spread_size: standard deviation for one unit of that parameter, on the scale of the
            likelihood.
    """

    id: str
    table: Table
    outcome: str
    subgroup: str
    group: str | None
    week_from: int
    week_to: int
    low: float | None
    high: float | None
    se: float | None
    unit: str
    derivation: str
    role: Role
    why: str
    source: str
    in_words: bool = False
    level: float | None = None
    rounding: float = 0.0
    arms: tuple[float, float] | None = None
    spread: str | None = None
    spread_size: float = 0.0
    left_out_with: str = ""

    @property
    def block(self) -> str:
        """What the row speaks of, for leaving out: the subgroup's variable, or the table."""
        if self.table != "effects" or self.subgroup == "controls":
            return self.table if self.table != "effects" else "levels"
        return self.left_out_with

    def interval(self) -> tuple[float, float] | None:
        """95 % interval of the effect behind the estimate: the reading widened by 1.96 se."""
        if self.low is None or self.high is None:
            return None
        margin = Z95 * (self.se or 0.0)
        return self.low - margin, self.high + margin

    def agrees(self, simulated: float | None) -> bool | None:
        """Whether a simulated value lies in the interval; None where nothing can be said."""
        interval = self.interval()
        if (
            self.role == "outside"
            or interval is None
            or simulated is None
            or not math.isfinite(simulated)
        ):
            return None
        return interval[0] <= simulated <= interval[1]
