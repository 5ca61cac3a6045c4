"""What each further block of weeks costs, and what it buys: weeks 53-78, 79-104, 105-156.

Policies that differ in nothing but their longest duration make a ladder; a block is the difference
between two that follow each other. The block's whole cost and as much as possible of its gains must
lie before the horizon, so blocks are only worked out where everybody is seen beyond the longest
duration.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from calibration.trial import Trial
from scenarios.comparison.intervals import INTERVAL, enough_draws, percentiles
from scenarios.comparison.outcomes import MILESTONES_COMPARED, STATUS_NAMES
from scenarios.decision.breakeven import Segments, undecided
from scenarios.decision.outcome_names import ACTIVE_YEARS
from scenarios.decision.plane import GAINS_AT_A_COST, verdict
from scenarios.decision.purse_tables import NOT_ASSESSED
from scenarios.economics.purse_names import PUBLIC_TOTAL
from scenarios.forecast.priced import PENSION_AS_BENEFIT, SPARE_TIME_PAID, Priced, active_years
from scenarios.forecast.setting import Stream, forecast_setting
from scenarios.forecast.tables import COST, NET, SHOWN_PURSES, money, over_draws
from scenarios.outcomes.registry import shown_in
from scenarios.policy.policies import NamedPolicy
from sim.errors import InputError
from sim.messages import Said
from sim.policy_support import AS_IN_TRIAL
from sim.programme import TEXTS

Floats = npt.NDArray[np.float64]

LEVEL = (INTERVAL[1] - INTERVAL[0]) / 100
KRONER, PERSONS, YEARS, HOURS = "DKK", "persons", "person-years", "hours"


@dataclass(frozen=True)
class Ratio:
    """What one more unit of effect costs: of two uncertain numbers, so with care.

    Attributes:
        effect: name of the effect among the block's quantities.
        per: kroner of the programme per unit; NaN unless the block gains effect at a cost.
        verdict: of the expected values (`scenarios.decision.plane`).
        undecided: values of a unit at which it is not sure whether the block is worth its cost
            (`scenarios.decision.breakeven`); an end at infinity: no value makes it sure.
        sure_effect: whether the interval of the effect lies above zero; a ratio whose denominator
            may be zero says little.
        enough: whether there are draws enough to say any of this.
    """

    effect: str
    per: float
    verdict: str
    undecided: Segments
    sure_effect: bool
    enough: bool


@dataclass(frozen=True)
class Block:
    """Weeks `first` to `last` of support, offered beside those before.

    Attributes:
        policy, against: the longer and the shorter; the reference for the first block.
        first, last: weeks of support, counted from 1.
        extrapolated: whether some of the weeks counted lie beyond what the trial speaks to.
        table: quantity, unit, mean, low, high, prob_gain; of all young people who enter.
        ratios: kroner per unit of effect.
    """

    policy: str
    against: str
    first: int
    last: int
    extrapolated: bool
    table: pd.DataFrame
    ratios: tuple[Ratio, ...]

    def row(self, quantity: str) -> pd.Series:
        """One quantity (IndexError if the block has none of that name)."""
        return self.table[self.table["quantity"] == quantity].iloc[0]

    def as_dict(self) -> dict[str, Any]:
        """Plain values; null where there is no number, and `no end` for an open interval."""
        plain = self.table.astype(object).where(self.table.notna(), None).to_dict("records")
        ratios = [
            {
                "effect": r.effect,
                "per": None if np.isnan(r.per) or not r.enough else r.per,
                "verdict": r.verdict if r.enough else NOT_ASSESSED,
                "sure_effect": r.sure_effect if r.enough else None,
                "undecided": [
                    [low, high if np.isfinite(high) else None]
                    for low, high in r.undecided
                    if r.enough
                ],
            }
            for r in self.ratios
        ]
        return {
            "policy": self.policy,
            "against": self.against,
            "from_week": self.first,
            "to_week": self.last,
            "extrapolated": self.extrapolated,
            "quantities": plain,
            "ratios": ratios,
        }


def ladder(policies: Sequence[NamedPolicy]) -> list[NamedPolicy]:
    """The largest set of policies that differ in nothing but duration, shortest first.

    Titles, reasons and sources do not count. Fewer than two make no ladder: none is returned.
    """
    families: dict[str, dict[int, NamedPolicy]] = {}
    for named in policies:
        rest = {k: v for k, v in named.identity.items() if k not in (*TEXTS, "intake")}
        if not rest["targeting"]["eligible"]:
            continue
        weeks = rest["duration"].pop("weeks")
        families.setdefault(repr(rest), {}).setdefault(weeks, named)
    longest = max(families.values(), key=len, default={})
    return [longest[weeks] for weeks in sorted(longest)] if len(longest) > 1 else []


def check_seen(rungs: Sequence[NamedPolicy], stream: Stream) -> None:
    """Find out whether everybody is seen beyond the longest duration.

    Raises:
        InputError: no ladder, or some leave the horizon while they may still have a mentor.
    """
    if not rungs:
        raise InputError(
            Said("scenarios.no_policies_that_differ_in_duration"),
            field="--blocks",
            allowed=Said("scenarios.at_least_two_policies_that_are"),
        )
    if not seen_through(rungs, stream):
        most = max(_last_week(named) for named in rungs)
        raise InputError(
            Said("scenarios.the_last_to_come_are_not"),
            field="--blocks",
            found=Said("scenarios.seen_for_seen_weeks_weeks", seen_weeks=stream.seen_weeks),
            allowed=Said("scenarios.more_than_most_weeks_more_years", most=most),
        )


def seen_through(rungs: Sequence[NamedPolicy], stream: Stream) -> bool:
    """Whether everybody is seen beyond the longest support of a ladder."""
    return bool(rungs) and stream.seen_weeks > max(_last_week(named) for named in rungs)


def _last_week(named: NamedPolicy) -> int:
    policy = named.policy
    aftercare = policy.ending.aftercare_weeks
    # As in the trial it lies within the cap.
    beyond_cap = 0 if aftercare == AS_IN_TRIAL else int(aftercare)
    # Whoever comes back has but the weeks that are left of the cap, later.
    after = policy.ending.taper_weeks + policy.ending.return_weeks
    return policy.duration.weeks + after + max(beyond_cap, policy.duration.until.foothold_weeks)


def blocks_of(
    priced: Priced,
    rungs: Sequence[NamedPolicy],
    reference: NamedPolicy,
    stream: Stream,
    trial: Trial,
) -> list[Block]:
    """Every block of a ladder; the weeks of the shortest too if the reference has no mentors.

    Args:
        priced: the forecast's numbers.
        rungs: as `ladder` returns them, the reference among them if it is one.
        reference: what the forecast's policies are set against.
        stream: who comes, and how long they are seen.
        trial: the study that speaks to them.
    """
    found: list[Block] = []
    shorter, weeks = rungs[0].name, rungs[0].policy.duration.weeks
    climbed = list(rungs[1:])
    if not reference.policy.targeting.eligible:
        shorter, weeks, climbed = reference.name, 0, list(rungs)
    for named in climbed:
        last = named.policy.duration.weeks
        draws = _draws(priced, named.name, shorter, reference.name, stream)
        table = pd.DataFrame(
            [{"quantity": name, "unit": unit, **_summary(x)} for name, (unit, x) in draws.items()]
        )
        effects = [name for name, (unit, _) in draws.items() if unit in (PERSONS, YEARS)]
        cost = draws["cost"][1]
        ratios = tuple(
            _ratio(cost, name, draws[name][1]) for name in effects if name.startswith("education")
        )
        beyond = stream.seen_weeks > named.ends_in(trial)
        found.append(Block(named.name, shorter, weeks + 1, last, beyond, table, ratios))
        shorter, weeks = named.name, last
    return found


def _draws(
    priced: Priced, policy: str, against: str, reference: str, stream: Stream
) -> dict[str, tuple[str, Floats]]:
    """Every quantity of a block by draw, with its unit."""

    def beside(values: xr.DataArray) -> xr.DataArray:
        """Of differences against the reference: the policy less the shorter one."""
        more = [
            values.isel(policy=0, drop=True) * 0.0
            if name == reference
            else values.sel(policy=name, drop=True)
            for name in (policy, against)
        ]
        return more[0] - more[1]

    def per_draw(values: xr.DataArray) -> Floats:
        return over_draws(values).to_numpy()

    found: dict[str, tuple[str, Floats]] = {}
    parts = beside(money(priced).sum("year"))
    found["cost"] = KRONER, per_draw(parts.sel(part=COST, purse=PUBLIC_TOTAL))
    for purse in SHOWN_PURSES:
        found[f"net_{purse}"] = KRONER, per_draw(parts.sel(part=NET, purse=purse))
    for way in (PENSION_AS_BENEFIT, SPARE_TIME_PAID):
        net = beside(money(priced, way).sum("year")).sel(part=NET, purse=PUBLIC_TOTAL)
        found[f"net_{PUBLIC_TOTAL}_{way}"] = KRONER, per_draw(net)

    def levels(values: xr.DataArray) -> xr.DataArray:
        return values.sel(policy=policy, drop=True) - values.sel(policy=against, drop=True)

    hours = levels(priced.yearly.sel(quantity="hours_employed", drop=True).sum("year"))
    found["mentor_hours"] = HOURS, per_draw(hours)
    seen = levels(priced.seen)
    for week in block_weeks(stream):
        for status in shown_in("tables"):
            here = seen.sel(status=status, week=week, drop=True)
            found[f"{status}_week_{week}"] = PERSONS, per_draw(here)
    lived = levels(priced.person_years).sum("year")
    found[ACTIVE_YEARS] = YEARS, per_draw(active_years(lived))
    for milestone in MILESTONES_COMPARED:
        ever = levels(priced.yearly.sel(quantity=milestone, drop=True).isel(year=-1, drop=True))
        found[milestone] = PERSONS, per_draw(ever)
    for status in STATUS_NAMES:
        found[f"{status}_years"] = YEARS, per_draw(lived.sel(status=status, drop=True))
    return found


def block_weeks(stream: Stream) -> list[int]:
    """Weeks since entry in which people are counted: those in which everybody is seen."""
    weeks = [int(week) for week in forecast_setting().block_weeks.value]
    return [week for week in weeks if week <= stream.seen_weeks]


def _summary(x: Floats) -> dict[str, float]:
    low, high = percentiles(x)
    return {
        "mean": float(x.mean()),
        "low": float(low),
        "high": float(high),
        "prob_gain": float((x > 0).mean()) if enough_draws(len(x)) else float("nan"),
    }


def _ratio(cost: Floats, name: str, effect: Floats) -> Ratio:
    words, per = verdict(float(cost.mean()), float(effect.mean()))
    return Ratio(
        effect=name,
        per=per if words == GAINS_AT_A_COST else float("nan"),
        verdict=words,
        undecided=undecided(cost, effect, LEVEL),
        sure_effect=bool(percentiles(effect)[0] > 0),
        enough=enough_draws(len(effect)),
    )
