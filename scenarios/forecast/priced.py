"""A stream of lives in kroner: what each policy brings and costs every purse beside the reference.

Draw k of the prices goes with draw k of the posterior, so that spread over draws holds what both
leave open. Lives are priced some draws at a time: what stays in memory is sums by year.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import xarray as xr

from scenarios.comparison.outcomes import MILESTONES_COMPARED
from scenarios.decision.policy_account import PolicyAccount
from scenarios.economics.person_weeks import AS_BENEFIT, NEEDED
from scenarios.economics.price_classes import CLASSES, class_sums
from scenarios.economics.price_draws import PriceValues
from scenarios.economics.price_file import Assumption
from scenarios.economics.purse_names import MENTORS
from scenarios.economics.purses import BudgetAccount, budget_account
from scenarios.economics.rule_calendar import YearRules, held
from scenarios.economics.setting import weeks_per_person_year
from scenarios.forecast.stream import PEAKS, YEARLY, SimulatedStream
from scenarios.forecast.stream_weeks import StreamQuantities

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

#: Ways to price the same lives. `as_it_is` is what all tables show; the others are sensitivities:
#: pensions and resource courses priced as benefit, since their size and price are known least;
#: mentors paid for the time that empty places leave to others too.
PRICED_AS = ("as_it_is", "pension_as_benefit", "spare_time_paid")
AS_IT_IS, PENSION_AS_BENEFIT, SPARE_TIME_PAID = PRICED_AS


@dataclass(frozen=True)
class Priced:
    """Every number of a forecast by draw and seed.

    Attributes:
        kroner: policy less reference, positive into the purse; dimensions (priced_as, policy,
            draw, seed, year, purse, entry), coordinate `kind` along `entry`.
        person_years: of every policy, the reference last, by status; (policy, draw, seed, year,
            status).
        seen: people seen in a week since entry by status; (policy, draw, seed, week, status).
        yearly: totals of every policy (`scenarios.forecast.stream.YEARLY`); (policy, draw, seed,
            year, quantity).
        programme: kroner of every policy's mentors before refund, without start-up; (policy, draw,
            seed, year).
        lived: person-weeks by year and week since entry, mean over draws; (year, week).
        people: young people who enter.
        values: the prices in force at first: what discounts, and what is told of prices.
        assumptions: what nobody could source and any difference leans on; a price that differs
            between rule sets stands there once for each.
        reads: by entry, the prices that it was worked out from.
        rules: of each year, in order.
        sets: draws of every rule set that holds in some year, in order, the first of them first.
        classes: sums of every policy, the reference last, over what prices go by
            (`scenarios.economics.price_classes`); (policy, draw, seed, period, class). A period is
            a calendar year, or the part of one in which one rule set holds.
        period_years: the calendar year of each period.
        period_sets: which of `sets` each has, by position.
    """

    kroner: xr.DataArray
    person_years: xr.DataArray
    seen: xr.DataArray
    yearly: xr.DataArray
    programme: xr.DataArray
    lived: xr.DataArray
    people: float
    values: PriceValues
    assumptions: tuple[Assumption, ...]
    reads: Mapping[str, frozenset[str]]
    rules: tuple[YearRules, ...]
    sets: tuple[PriceValues, ...]
    classes: xr.DataArray
    period_years: tuple[int, ...]
    period_sets: tuple[int, ...]

    @property
    def policies(self) -> list[str]:
        """Policies that are set against the reference."""
        return [str(name) for name in self.kroner["policy"].values]

    def account(self, policy: str, way: str = AS_IT_IS) -> PolicyAccount:
        """Kroner of a policy less the reference, all who enter, by calendar year."""
        kroner = self.kroner.sel(priced_as=way, policy=policy, drop=True)
        people = xr.full_like(kroner["draw"], self.people, dtype=float)
        return PolicyAccount(
            kroner, people, self.values, self.reads, calendar=True, later=self.sets[1:]
        )


def active_years(person_years: xr.DataArray) -> xr.DataArray:
    """Person-years in education or work: a person-week is in one status, so nobody counts twice.

    Args:
        person_years: with dimension `status` (`Priced.person_years`).
    """
    return person_years.sel(status=["education", "employment"]).sum("status")


def price_lives(
    pieces: Iterable[SimulatedStream],
    names: Sequence[str],
    years: tuple[int, ...],
    values: PriceValues | Sequence[PriceValues],
    rules: Sequence[YearRules] = (),
    *,
    granted: bool = False,
) -> Priced:
    """Price what was lived.

    Args:
        pieces: the lives, some draws at a time, in order.
        names: of the policies, the reference last.
        years: the calendar year of each period that was counted, in order; a year that rules
            change in stands there more than once, and is one year in what is returned.
        values: a draw of prices for every draw of the lives, or central ones; one set for all
            periods, or one for each, of the same price level.
        rules: of each year; none are those of one set that is held.
        granted: whether the decisions that grant support for six months at a time are in the bill.

    Raises:
        InputError: lives and prices do not belong together.
    """
    parts: dict[str, list[xr.DataArray]] = {}
    assumed: dict[Assumption, None] = {}
    reads: dict[str, frozenset[str]] = {}
    by_period = [values] * len(years) if isinstance(values, PriceValues) else list(values)
    every = list({id(each): each for each in by_period}.values())
    where = [np.array([each is one for each in by_period]) for one in every]
    entered: list[float] = []
    for lives in pieces:
        prices = [(one.of(lives.draws), here) for one, here in zip(every, where, strict=True)]
        seeds = []
        for seed in range(lives.weeks.shape[1]):
            quantities = [
                lives.quantities(p, seed, years, granted=granted) for p in range(len(names))
            ]
            given = [lives.of("hours_given")[:, seed, p] for p in range(len(names))]
            priced, found = _differences(quantities, given, names, prices)
            assumed |= dict.fromkeys(a for account in found for a in account.assumptions())
            for account in found:
                reads |= {e: reads.get(e, frozenset()) | r for e, r in account.reads.items()}
            entered.append(float(quantities[0].people.mean()))
            classes = {"classes": _by_class(quantities, names, prices)}
            seeds.append(priced | _counts(quantities, names) | classes)
        for name in seeds[0]:
            whole = xr.concat([part[name] for part in seeds], dim="seed")
            parts.setdefault(name, []).append(whole)
        parts.setdefault("yearly", []).append(_yearly(lives, names, years))
        parts.setdefault("lived", []).append(_by_week(lives, years))
    joined = {name: of_years(name, xr.concat(found, dim="draw")) for name, found in parts.items()}
    order = ("priced_as", "policy", "draw", "seed", "year")
    return Priced(
        kroner=joined["kroner"].transpose(*order, "purse", "entry"),
        person_years=joined["person_years"].transpose("policy", "draw", "seed", "year", "status"),
        seen=joined["seen"].transpose("policy", "draw", "seed", "week", "status"),
        yearly=joined["yearly"].transpose("policy", "draw", "seed", "year", "quantity"),
        programme=joined["programme"].transpose("policy", "draw", "seed", "year"),
        lived=joined["lived"].mean("draw"),
        people=float(np.mean(entered)),
        values=every[0],
        assumptions=tuple(assumed),
        reads=reads,
        rules=tuple(rules) or _held(every[0], years),
        sets=tuple(every),
        classes=joined["classes"].transpose("policy", "draw", "seed", "period", "class"),
        period_years=tuple(years),
        period_sets=tuple(next(k for k, one in enumerate(every) if one is v) for v in by_period),
    )


def _held(values: PriceValues, years: Sequence[int]) -> tuple[YearRules, ...]:
    rules = held(values.prices)
    return tuple(rules.of_year(year) for year in sorted(set(years)))


def of_years(name: str, periods: xr.DataArray) -> xr.DataArray:
    """Numbers by period as numbers by calendar year: the same where no year is split.

    Args:
        name: what they are; of `yearly` some rows are the highest week or the state at the end.
        periods: with dimension `year`, whose labels may come more than once in a row, or without.
    """
    if "year" not in periods.dims:
        return periods
    labels = periods["year"].values
    years = sorted({int(year) for year in labels})
    if len(years) == len(labels):
        return periods

    def joined(part: xr.DataArray, how: Callable[[xr.DataArray], xr.DataArray]) -> xr.DataArray:
        found = [how(part.isel(year=labels == year)) for year in years]
        whole = xr.concat(found, dim="year").assign_coords(year=years)
        return whole.transpose(*part.dims)

    if name != "yearly":
        return joined(periods, lambda part: part.sum("year"))
    ways: dict[str, Callable[[xr.DataArray], xr.DataArray]] = {
        **dict.fromkeys(PEAKS, lambda part: part.max("year")),
        **dict.fromkeys(MILESTONES_COMPARED, lambda part: part.isel(year=-1, drop=True)),
    }
    rows = [
        joined(periods.sel(quantity=[row]), ways.get(row, lambda part: part.sum("year")))
        for row in YEARLY
    ]
    return xr.concat(rows, dim="quantity").transpose(*periods.dims)


def _differences(
    quantities: Sequence[StreamQuantities],
    given: Sequence[Floats],
    names: Sequence[str],
    prices: Sequence[tuple[PriceValues, Mask]],
) -> tuple[dict[str, xr.DataArray], list[BudgetAccount]]:
    """Every policy less the last, under every way of pricing; and the accounts as it is.

    Args:
        quantities: of every policy.
        given: hours of mentors at which the minutes given would leave nothing over.
        names: of the policies, the reference last.
        prices: each rule set, and in which periods it holds, shape (periods,).
    """
    ways = {
        AS_IT_IS: quantities,
        PENSION_AS_BENEFIT: [q.priced_as(*AS_BENEFIT) for q in quantities],
        SPARE_TIME_PAID: [
            replace(q, mentor_hours=hours) for q, hours in zip(quantities, given, strict=True)
        ],
    }
    kroner, found = [], list[BudgetAccount]()
    for way, members in ways.items():
        # A list for each rule set: kroner of the periods that it holds in, nothing in others.
        by_set = [[_held_in(budget_account(q, one), here) for q in members] for one, here in prices]
        against = [[mine - accounts[-1] for mine in accounts[:-1]] for accounts in by_set]
        if way == AS_IT_IS:
            found = [account for accounts in against for account in accounts]
            mentors = xr.concat(
                [
                    -_summed(accounts).sel(entry=list(MENTORS)).sum(("purse", "entry"))
                    for accounts in zip(*by_set, strict=True)
                ],
                dim="policy",
            ).assign_coords(policy=list(names))
        of_policies = [_summed(accounts) for accounts in zip(*against, strict=True)]
        stacked = xr.concat(of_policies, dim="policy")
        kroner.append(stacked.assign_coords(policy=list(names[:-1])))
    every = xr.concat(kroner, dim="priced_as").assign_coords(priced_as=list(ways))
    return {"kroner": every, "programme": mentors}, found


def _held_in(account: BudgetAccount, here: Mask) -> BudgetAccount:
    """The kroner of the periods that a rule set holds in; all of them if it holds in all."""
    if here.all():
        return account
    kept = xr.DataArray(here, dims="year", coords={"year": account.kroner["year"]})
    return replace(account, kroner=account.kroner.where(kept, 0.0))


def _summed(accounts: Sequence[BudgetAccount]) -> xr.DataArray:
    """The kroner of one policy under the rules of every period."""
    total = accounts[0].kroner
    for account in accounts[1:]:
        total = total + account.kroner
    return total


def _counts(
    quantities: Sequence[StreamQuantities], names: Sequence[str]
) -> dict[str, xr.DataArray]:
    """Person-years by calendar year, and people seen by week since entry."""
    first = quantities[0]
    per_year = weeks_per_person_year()
    statuses = list(NEEDED)
    years, seen = [], []
    for q in quantities:
        rows = [q.by_year(q.weeks[status]) for status in statuses]
        years.append(np.stack(rows, axis=-1) / per_year)
        seen.append(np.stack([q.weeks[status].sum(axis=0) for status in statuses], axis=-1))
    where = {"policy": list(names), "draw": first.draws}
    return {
        "person_years": xr.DataArray(
            np.stack(years),
            dims=("policy", "draw", "year", "status"),
            coords={**where, "year": list(first.years), "status": statuses},
        ),
        "seen": xr.DataArray(
            np.stack(seen).astype(np.float32),
            dims=("policy", "draw", "week", "status"),
            coords={**where, "week": np.arange(first.horizon), "status": statuses},
        ),
    }


def _by_class(
    quantities: Sequence[StreamQuantities],
    names: Sequence[str],
    prices: Sequence[tuple[PriceValues, Mask]],
) -> xr.DataArray:
    """Sums over what prices go by, each period under the rule set that holds in it."""
    sums = [
        np.sum([class_sums(q, one) * here[:, None] for one, here in prices], axis=0)
        for q in quantities
    ]
    return xr.DataArray(
        np.stack(sums),
        dims=("policy", "draw", "period", "class"),
        coords={"policy": list(names), "draw": quantities[0].draws, "class": list(CLASSES)},
    )


def _yearly(lives: SimulatedStream, names: Sequence[str], years: tuple[int, ...]) -> xr.DataArray:
    return xr.DataArray(
        lives.yearly,
        dims=("draw", "seed", "policy", "year", "quantity"),
        coords={
            "draw": lives.draws,
            "policy": list(names),
            "year": list(years),
            "quantity": list(YEARLY),
        },
    )


def _by_week(lives: SimulatedStream, years: tuple[int, ...]) -> xr.DataArray:
    """People by year and week since entry: the same under every policy; (draw, year, week)."""
    return xr.DataArray(
        lives.weeks[:, :, 0].sum(axis=-1).mean(axis=1),
        dims=("draw", "year", "week"),
        coords={"draw": lives.draws, "year": list(years)},
    )
