"""A forecast as tables: one row per year, policy and purse, with intervals over draws.

A cost is what the programme itself takes from a purse, less what is refunded of it; a saving is
everything else that moves, with its sign; net is saving less cost. Kroner are in constant prices
and undiscounted; `public` is municipality, state and region together and never added to them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from scenarios.comparison.intervals import METHOD, enough_draws, interval, without_seed_noise
from scenarios.comparison.outcomes import MILESTONES_COMPARED, STATUSES_COMPARED
from scenarios.decision.outcome_names import ACTIVE_YEARS
from scenarios.economics.purse_names import PERSON, PROGRAMME, PUBLIC, PUBLIC_TOTAL
from scenarios.economics.rule_calendar import YearRules
from scenarios.economics.welfare import discount_factors
from scenarios.forecast.priced import (
    AS_IT_IS,
    PENSION_AS_BENEFIT,
    PRICED_AS,
    Priced,
    active_years,
)
from scenarios.forecast.setting import Stream
from sim.reference import full_time_hours

Floats = npt.NDArray[np.float64]

#: Purses in the order of tables; `public` is the sum of the first three.
SHOWN_PURSES = (*PUBLIC, PUBLIC_TOTAL, PERSON)
COST, SAVING, NET = "cost", "saving", "net"
#: Full-time mentors employed, of a year.
EMPLOYED = "full_time_equivalents_employed"
#: Percentiles of the fans: bands of 50, 80 and 95 %.
FAN = (2.5, 10.0, 25.0, 50.0, 75.0, 90.0, 97.5)


def spread(values: xr.DataArray) -> xr.Dataset:
    """Mean, interval and chance to be above zero, the noise of single seeds taken out.

    Args:
        values: with dimensions `draw` and `seed`.

    Returns:
        `mean`, `low`, `high` and `above`, with the other dimensions; `above` is missing where
        nothing differs from zero in any draw, or where draws are too few for a chance.
    """
    found = interval(values)
    moves = (values != 0).any(("draw", "seed")) & enough_draws(values.sizes["draw"])
    return found[["mean", "low", "high"]].assign(above=found["above"].where(moves))


def _percentile(moved: xr.DataArray, bound: float) -> xr.DataArray:
    return moved.quantile(bound / 100, "draw", method=METHOD).drop_vars("quantile")


def over_draws(values: xr.DataArray) -> xr.DataArray:
    """One number per draw, moved so that what seeds add to their spread is taken out.

    The mean over draws stays (`scenarios.comparison.intervals.without_seed_noise`).
    """
    rest = [str(d) for d in values.dims if d not in ("draw", "seed")]
    ordered = values.transpose("draw", "seed", *rest)
    moved, _ = without_seed_noise(ordered.to_numpy().astype(float))
    return xr.DataArray(
        moved, dims=("draw", *rest), coords={d: ordered[d] for d in rest if d in ordered.coords}
    )


def money(priced: Priced, way: str = AS_IT_IS) -> xr.DataArray:
    """Kroner of every policy beside the reference by purse, `public` in all among them.

    Returns:
        Dimensions (part, policy, draw, seed, year, purse); part is cost, saving or net.
    """
    kroner = priced.kroner.sel(priced_as=way, drop=True)
    own = np.isin(kroner["entry"].values, PROGRAMME)
    cost = -kroner.isel(entry=own).sum("entry")
    saving = kroner.isel(entry=~own).sum("entry")
    parts = xr.concat([cost, saving, saving - cost], dim="part")
    public = parts.sel(purse=list(PUBLIC)).sum("purse").expand_dims(purse=[PUBLIC_TOTAL])
    every = xr.concat([parts, public], dim="purse").sel(purse=list(SHOWN_PURSES))
    every = every.assign_coords(part=[COST, SAVING, NET])
    return every.transpose("part", "policy", "draw", "seed", "year", "purse")


def years_table(priced: Priced, ends: Mapping[str, int], reference: str) -> pd.DataFrame:
    """Cost, saving and net by year, policy and purse, and what stands behind them.

    Args:
        priced: the forecast's numbers.
        ends: by policy, the last week since entry that the trial speaks to.
        reference: what policies are set against.

    Returns:
        year, policy, against, purse; cost, saving, net, each `_low` and `_high` (of net: low,
        high) and `prob_gain`; `cumulated` net with its interval; net with pensions and resource
        courses priced as benefit, with its interval; person-years in each status more than under
        the reference, and people more who have completed an education (a qualifying one) by the
        end of the year; full-time equivalents, places and queue of the policy; `beyond`, the share
        of the year's person-weeks that lie beyond the trial, and `extrapolated`, whether any does;
        and the year's rules (`rules_table`).
    """
    parts = money(priced)
    columns: dict[str, xr.DataArray] = {}
    for part in (COST, SAVING, NET):
        found = spread(parts.sel(part=part, drop=True))
        columns[part] = found["mean"]
        ends_of = ("low", "high") if part == NET else (f"{part}_low", f"{part}_high")
        columns[ends_of[0]], columns[ends_of[1]] = found["low"], found["high"]
    columns["prob_gain"] = found["above"]
    summed = {
        "cumulated": parts.sel(part=NET, drop=True).cumsum("year"),
        "net_pension_as_benefit": money(priced, PENSION_AS_BENEFIT).sel(part=NET, drop=True),
    }
    for name, values in summed.items():
        found = spread(values.assign_coords(year=parts["year"]))
        columns[name] = found["mean"]
        columns[f"{name}_low"], columns[f"{name}_high"] = found["low"], found["high"]
    frame = xr.Dataset(columns).to_dataframe().reset_index()
    frame.insert(2, "against", reference)
    frame = frame.merge(capacity_table(priced), on=["policy", "year"], how="left")
    frame = frame.merge(_outcomes(priced, reference), on=["policy", "year"], how="left")
    frame = frame.merge(_beyond(priced, ends, reference), on=["policy", "year"], how="left")
    frame = frame.merge(rules_table(priced.rules), on="year", how="left")
    return _ordered(frame, priced, ["policy", "year", "purse"])


def _ordered(frame: pd.DataFrame, priced: Priced, by: list[str]) -> pd.DataFrame:
    """Policies and purses as they were asked for, years upwards; keys first."""
    ranks = {
        "policy": {n: k for k, n in enumerate(priced.person_years["policy"].values)},
        "purse": {n: k for k, n in enumerate(SHOWN_PURSES)},
    }
    order = frame[by].apply(
        lambda column: (
            column.map(ranks.get(str(column.name), {})) if column.name in ranks else column
        )
    )
    frame = frame.iloc[order.sort_values(by).index]
    keys = [c for c in ("year", "policy", "against", "purse") if c in frame]
    return frame[keys + [c for c in frame if c not in keys]].reset_index(drop=True)


def capacity_table(priced: Priced) -> pd.DataFrame:
    """What each policy takes by year: mentors, places, queue; means over draws.

    Returns:
        policy, year; full_time_equivalents in use on average and at most, and those employed on
        average; places in use on
        average and at most; waiting on average and at most; courses begun; weeks_waited per
        course begun; mentor_hours paid, and mentor_hours_used of them.
    """
    totals = priced.yearly.mean(("draw", "seed")).to_dataset("quantity")
    weeks = xr.DataArray(_year_weeks(priced), dims="year", coords={"year": totals["year"]})
    begun = totals["started"].where(totals["started"] > 0)
    frame = xr.Dataset(
        {
            "full_time_equivalents": totals["hours_used"] / weeks / full_time_hours(),
            "full_time_equivalents_peak": totals["hours_peak"] / full_time_hours(),
            EMPLOYED: totals["hours_employed"] / weeks / full_time_hours(),
            "places": totals["mentored"] / weeks,
            "places_peak": totals["mentored_peak"],
            "waiting": totals["waiting"] / weeks,
            "waiting_peak": totals["waiting_peak"],
            "courses_begun": totals["started"],
            "weeks_waited": totals["waiting"] / begun,
            "mentor_hours": totals["hours_employed"],
            "mentor_hours_used": totals["hours_used"],
        }
    )
    return frame.to_dataframe().reset_index()


def rules_table(rules: Sequence[YearRules]) -> pd.DataFrame:
    """Which rules each year has.

    Returns:
        year; rules, the rule sets that hold in it (`2026`, or `2025, 2025-07`); years_since_rules,
        years since the known rules ended (0: the year has its own; missing: one set is held in all
        years); rules_carried_on, whether the last known rules stand in for the year's.
    """
    return pd.DataFrame(
        {
            "year": [each.year for each in rules],
            "rules": [each.names for each in rules],
            "years_since_rules": pd.array([each.since for each in rules], dtype="Int64"),
            "rules_carried_on": [each.carried_on for each in rules],
        }
    )


def _year_weeks(priced: Priced) -> npt.NDArray[np.int64]:
    years = [int(year) for year in priced.kroner["year"].values]
    return Stream(intake=1, years=len(years), start_year=years[0]).year_weeks


def _outcomes(priced: Priced, reference: str) -> pd.DataFrame:
    """Person-years in education or work, and in each status, more than there; milestones passed."""
    means = priced.person_years.mean(("draw", "seed"))
    extra = means - means.sel(policy=reference, drop=True)
    columns = {ACTIVE_YEARS: active_years(extra)}
    columns |= {f"{s}_years": extra.sel(status=s, drop=True) for s in STATUSES_COMPARED}
    passed = priced.yearly.sel(quantity=list(MILESTONES_COMPARED)).mean(("draw", "seed"))
    more = passed - passed.sel(policy=reference, drop=True)
    columns |= {name: more.sel(quantity=name, drop=True) for name in MILESTONES_COMPARED}
    return xr.Dataset(columns).to_dataframe().reset_index()


def lives_table(priced: Priced, reference: str) -> pd.DataFrame:
    """What becomes of all who enter, over the whole time, beside the reference.

    Args:
        priced: the forecast's numbers.
        reference: what policies are set against.

    Returns:
        policy, quantity, unit, reference (the level there), mean, low, high (of the difference).
        Quantities are person-years in each status, and people who have come past a milestone by the
        end of the last year.
    """
    years = (
        priced.person_years.sel(status=list(STATUSES_COMPARED))
        .sum("year")
        .rename(status="quantity")
    )
    years = years.assign_coords(quantity=[f"{name}_years" for name in STATUSES_COMPARED])
    passed = priced.yearly.sel(quantity=list(MILESTONES_COMPARED)).isel(year=-1, drop=True)
    levels = xr.concat([years, passed], dim="quantity")
    there = levels.sel(policy=reference, drop=True)
    found = spread(levels.sel(policy=priced.policies) - there)[["mean", "low", "high"]]
    found = found.assign(reference=there.mean(("draw", "seed")))
    rank = {name: k for k, name in enumerate(levels["quantity"].values)}
    frame = found.to_dataframe().reset_index()
    frame["unit"] = np.where(frame["quantity"].isin(MILESTONES_COMPARED), "persons", "person-years")
    frame = _ordered(frame, priced, ["policy"]).sort_values(
        "quantity", key=lambda column: column.map(rank), kind="stable"
    )
    frame = _ordered(frame.reset_index(drop=True), priced, ["policy"])
    return frame[["policy", "quantity", "unit", "reference", "mean", "low", "high"]]


def _beyond(priced: Priced, ends: Mapping[str, int], reference: str) -> pd.DataFrame:
    rows = []
    lived = priced.lived.to_numpy()
    for name in priced.policies:
        last = min(ends[name], ends[reference])
        share = lived[:, max(0, last + 1) :].sum(axis=1) / lived.sum(axis=1)
        for year, beyond in zip(priced.lived["year"].values, share, strict=True):
            rows.append(
                {
                    "policy": name,
                    "year": int(year),
                    "beyond": float(beyond),
                    "extrapolated": bool(beyond > 0),
                }
            )
    return pd.DataFrame(rows)


def totals_table(priced: Priced) -> pd.DataFrame:
    """The whole time by policy and purse under every way of pricing.

    Returns:
        policy, purse, priced_as; cost, saving, net, low, high, prob_gain; present_value of the
        net, discounted to the first year as the guide in force at first says.
    """
    years = [int(year) for year in priced.kroner["year"].values]
    factors = np.broadcast_to(
        discount_factors(priced.values, years), (priced.kroner.sizes["draw"], len(years))
    )
    weights = xr.DataArray(factors, dims=("draw", "year"), coords={"year": years})
    frames = []
    for way in PRICED_AS:
        parts = money(priced, way)
        plain = spread(parts.sum("year"))
        net = plain.sel(part=NET, drop=True)
        now = (parts.sel(part=NET, drop=True).drop_vars("draw") * weights).sum("year")
        frame = (
            xr.Dataset(
                {
                    COST: plain["mean"].sel(part=COST, drop=True),
                    SAVING: plain["mean"].sel(part=SAVING, drop=True),
                    NET: net["mean"],
                    "low": net["low"],
                    "high": net["high"],
                    "prob_gain": net["above"],
                    "present_value": spread(now)["mean"],
                }
            )
            .to_dataframe()
            .reset_index()
        )
        frame.insert(2, "priced_as", way)
        frames.append(frame)
    frame = pd.concat(frames, ignore_index=True)
    frame["way"] = frame["priced_as"].map({way: k for k, way in enumerate(PRICED_AS)})
    frame = _ordered(frame, priced, ["policy", "way", "purse"])
    return frame[["policy", "purse", *(c for c in frame if c not in ("policy", "purse", "way"))]]


def fans(priced: Priced, way: str = AS_IT_IS) -> pd.DataFrame:
    """Cumulated net by policy, purse and year: mean and percentiles of `FAN` over draws.

    Returns:
        policy, purse, year, mean and p2.5 to p97.5.
    """
    net = money(priced, way).sel(part=NET, drop=True)
    moved = over_draws(net.cumsum("year").assign_coords(year=net["year"]))
    columns = {"mean": moved.mean("draw")} | {f"p{p:g}": _percentile(moved, p) for p in FAN}
    frame = xr.Dataset(columns).to_dataframe().reset_index()
    return _ordered(frame, priced, ["policy", "purse", "year"])


def entries_table(priced: Priced) -> pd.DataFrame:
    """Every entry of the account by year, policy and purse: what cost and saving are made of.

    Returns:
        year, policy, purse, entry, kind, mean, low, high; entries that are all zero are left out.
    """
    kroner = priced.kroner.sel(priced_as=AS_IT_IS, drop=True)
    used = (kroner != 0).any([d for d in kroner.dims if d != "entry"])
    kroner = kroner.isel(entry=used.to_numpy())
    frame = spread(kroner.drop_vars("kind"))[["mean", "low", "high"]].to_dataframe().reset_index()
    kinds = dict(zip(kroner["entry"].values, kroner["kind"].values, strict=True))
    frame["kind"] = frame["entry"].map(kinds)
    frame = frame[(frame[["mean", "low", "high"]] != 0).any(axis=1)]
    columns = ["year", "policy", "purse", "entry", "kind", "mean", "low", "high"]
    return _ordered(frame.reset_index(drop=True), priced, ["policy", "year", "purse"])[columns]
