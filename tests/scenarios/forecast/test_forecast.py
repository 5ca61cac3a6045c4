"""A forecast on paper, its identities, and the lives behind it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
import xarray as xr

from calibration.stored_posterior import shipped_posterior
from calibration.trial import the_trial
from mentorsim.language import LOCALES, Language
from mentorsim.present.forecast.ceiling import ceiling_caption, ceiling_note, ceiling_rows
from scenarios.comparison.intervals import least_draws
from scenarios.economics.price_choice import chosen_prices
from scenarios.economics.price_draws import draw_prices
from scenarios.economics.price_file import load_prices
from scenarios.economics.purse_names import PUBLIC
from scenarios.forecast.ceiling import ceiling_table, ceiling_totals
from scenarios.forecast.forecast import forecast
from scenarios.forecast.priced import price_lives
from scenarios.forecast.setting import Stream, forecast_setting
from scenarios.forecast.stream import (
    YEARLY,
    Streaming,
    person_weeks,
    ready_to_stream,
    simulate_stream,
)
from scenarios.forecast.stream_weeks import StreamQuantities
from scenarios.forecast.tables import entries_table, money, spread, totals_table, years_table
from scenarios.policy.intake import cohort_for
from scenarios.policy.policies import NamedPolicy, load_policies, load_policy
from sim.errors import InputError
from sim.programme import Intake
from sim.simulation import build
from sim.state import youth_rows
from tests.worlds.small_forecast import (
    HUNDRED_AN_HOUR,
    YEARS,
    paper,
    paper_lives,
    paper_values,
    small_forecast,
)

Floats = npt.NDArray[np.float64]
ENDS = {"mentor": 73, "none": 73}


def years_on_paper() -> pd.DataFrame:
    frame = years_table(paper(), ENDS, "none")
    return frame.set_index(["year", "purse"])


# --- worked by hand -------------------------------------------------------------------------------
def test_two_people_and_two_years_on_paper() -> None:
    """Two weeks move from benefit (1,000, of which 20 % refunded, 20 % taxed, 3/4 of it local) to
    SU (1,000, 10 % taxed) and school (1,000). The mentor: 10 and 5 hours at 100, and half a post
    times a tenth of a year to start.
    """
    found = years_on_paper()
    start_up = 0.5 * 0.1 * HUNDRED_AN_HOUR
    assert found.loc[(2027, "municipality"), "cost"] == pytest.approx(1000 + start_up)
    assert found.loc[(2028, "municipality"), "cost"] == pytest.approx(500)
    assert (found["saving"].loc[2027] == 0).all()
    # Municipality: 2,000 benefit less 400 refund, less 300 tax, plus 150 tax on SU.
    assert found.loc[(2028, "municipality"), "saving"] == pytest.approx(2000 - 400 - 300 + 150)
    # State: 400 refund and 100 tax less, SU and school, 50 tax on SU.
    assert found.loc[(2028, "state"), "saving"] == pytest.approx(400 - 100 - 2000 - 2000 + 50)
    assert found.loc[(2028, "region"), "saving"] == 0
    assert found.loc[(2028, "public"), "saving"] == pytest.approx(1450 - 3650)
    assert found.loc[(2028, "public"), "net"] == pytest.approx(-2200 - 500)
    # The person: 2,000 less 400 tax given up, 2,000 less 200 received.
    assert found.loc[(2028, "person"), "net"] == pytest.approx(200)
    assert found.loc[(2028, "municipality"), "cumulated"] == pytest.approx(
        -1000 - start_up + 1450 - 500
    )


def test_what_stands_beside_the_kroner_on_paper() -> None:
    found = years_on_paper()
    assert found.loc[(2028, "public"), "education_years"] == pytest.approx(2 / 52.18)
    assert found.loc[(2028, "public"), "on_benefit_years"] == pytest.approx(-2 / 52.18)
    # 2027 has 52 weeks, 2028 too.
    first = found.loc[(2027, "public")]
    assert first["full_time_equivalents"] == pytest.approx(10 / 52 / 37)
    assert first["full_time_equivalents_peak"] == pytest.approx(5 / 37)
    assert first["places"] == pytest.approx(2 / 52)
    assert (first["waiting_peak"], first["courses_begun"], first["weeks_waited"]) == (1, 1, 1)


def test_ways_of_pricing_on_paper() -> None:
    """The two spare hours of the first year cost 200; nobody has a pension."""
    totals = totals_table(paper()).set_index(["priced_as", "purse"])
    plain, spare = totals.loc[("as_it_is", "public")], totals.loc[("spare_time_paid", "public")]
    assert spare["cost"] - plain["cost"] == pytest.approx(200)
    assert spare["net"] - plain["net"] == pytest.approx(-200)
    assert totals.loc[("pension_as_benefit", "public"), "net"] == pytest.approx(plain["net"])
    # 3.5 % a year from the second year on.
    net = years_on_paper()["net"].xs("public", level="purse")
    assert plain["present_value"] == pytest.approx(net[2027] + net[2028] / 1.035)


def test_spending_per_full_time_person_on_paper() -> None:
    """The bill is 1,000 and 500, of two person-weeks on benefit each year; the figure is that of
    2026 in kroner of 2023, whatever the rules of the forecast.
    """
    rules = load_prices(2026, price_level=2023)
    figure = 10602 * rules.index[2023].value / rules.index[2026].value
    priced = paper()
    own = ceiling_table(priced).set_index("year")
    assert own.loc[2027, "full_time_persons"] == pytest.approx(2 / 52.18)
    assert own["cost"].tolist() == pytest.approx([1000, 500])
    assert own.loc[2027, "per_person"] == pytest.approx(1000 / (2 / 52.18))
    assert own["draft"].tolist() == pytest.approx([figure, figure])
    many = ceiling_table(priced, 100)
    assert many["per_person"].tolist() == pytest.approx([10, 5])
    whole = ceiling_totals(many).loc["mentor"]
    assert whole.to_dict() == pytest.approx(
        {"full_time_persons": 100, "cost": 1500, "per_person": 7.5, "draft": figure}
    )
    for impossible in (-1, 0):
        with pytest.raises(InputError, match="--full-time-persons"):
            ceiling_table(priced, impossible)


@pytest.mark.parametrize("code", LOCALES)
def test_no_kroner_of_a_municipality_are_said_to_lie_under_or_above_a_ceiling(code: str) -> None:
    """The law's ceiling is national: the yardstick is marked, and no amount is split by it."""
    found, language = small_forecast(), Language(code)
    assert list(found.ceiling.columns) == [
        "policy",
        "year",
        "full_time_persons",
        "cost",
        "per_person",
        "draft",
    ]
    heads, rows = ceiling_rows(found, language)
    assert len(heads) == len(rows[0]) == 5
    figure = language.integer(float(found.ceiling["draft"].iloc[0]))
    assert {row[-1] for row in rows} == {f"{figure}?"}
    told = " ".join([ceiling_caption(language), ceiling_note(language), *heads])
    assert not re.search(r"\b(under|over|above|below)\b.{0,9}\b(loft|ceiling)", told.lower())
    assert language.date(date(2026, 1, 1)) in told
    assert "§ 203 a" in told


# --- identities -----------------------------------------------------------------------------------
def test_purses_sum_to_the_public_and_net_is_saving_less_cost() -> None:
    years = small_forecast().years
    for column in ("cost", "saving", "net", "cumulated", "net_pension_as_benefit"):
        wide = years.pivot_table(index=["policy", "year"], columns="purse", values=column)
        assert np.allclose(wide[list(PUBLIC)].sum(axis=1), wide["public"])
    assert np.allclose(years["saving"] - years["cost"], years["net"])
    assert (years["low"] <= years["net"]).all()
    assert (years["net"] <= years["high"]).all()
    assert {"municipality", "state", "region", "public", "person"} == set(years["purse"])


def test_every_draw_balances_too_and_no_transfer_is_lost() -> None:
    kroner = small_forecast().priced.kroner
    transfers = kroner.isel(entry=kroner["kind"].values == "transfer").sum("purse")
    assert float(np.abs(transfers).max()) < 1e-6 * float(np.abs(kroner).max())


def test_years_sum_to_totals_and_entries_to_years() -> None:
    result = small_forecast()
    net = result.years.groupby(["policy", "purse"])["net"].sum()
    totals = result.totals[result.totals["priced_as"] == "as_it_is"]
    for row in totals.to_dict("records"):
        assert net[row["policy"], row["purse"]] == pytest.approx(row["net"], abs=1e-3)
        assert row["net"] == pytest.approx(row["saving"] - row["cost"], abs=1e-3)
    entries = entries_table(result.priced).groupby(["policy", "year", "purse"])["mean"].sum()
    years = result.years.set_index(["policy", "year", "purse"])["net"]
    for key, amount in entries.items():
        assert years[key] == pytest.approx(amount, abs=1e-3)


def test_kroner_are_person_weeks_times_prices() -> None:
    """At a benefit of 1,000 a week and SU of 1,000 a week at every age."""
    names = ["as-in-trial", "no-mentor"]
    streaming, posterior = _streaming(names[:1], Stream(30, years=2)), shipped_posterior().first(2)
    priced = price_lives(
        simulate_stream(streaming, posterior),
        names,
        streaming.stream.calendar_years,
        paper_values(),
    )
    lived = priced.person_years - priced.person_years.sel(policy="no-mentor")
    lived = lived.sel(policy="as-in-trial") * 52.18
    kroner = priced.kroner.sel(priced_as="as_it_is", policy="as-in-trial", purse="person")
    for status, entry in (("on_benefit", "benefit"), ("education", "su")):
        expected = 1000 * lived.sel(status=status, drop=True)
        found = kroner.sel(entry=entry).transpose("draw", "seed", "year").to_numpy()
        assert found == pytest.approx(expected.transpose("draw", "seed", "year").to_numpy())


def test_draw_k_of_the_prices_goes_with_draw_k_of_the_lives() -> None:
    values = draw_prices(load_prices(2023), 3, 5)
    whole = price_lives([paper_lives(3)], ["mentor", "none"], YEARS, values)
    lives = paper_lives(3)
    for k in range(3):
        alone = replace(
            lives,
            draws=lives.draws[k : k + 1],
            weeks=lives.weeks[k : k + 1],
            yearly=lives.yearly[k : k + 1],
        )
        one = price_lives([alone], ["mentor", "none"], YEARS, values)
        xr.testing.assert_allclose(whole.kroner.isel(draw=[k]), one.kroner)
    cost = money(whole).sel(part="cost", purse="public", policy="mentor", year=2028)
    assert np.ptp(cost.mean("seed").to_numpy()) > 0, "lives are equal: prices alone differ"


# --- intervals ------------------------------------------------------------------------------------
def test_a_spread_has_its_mean_and_nothing_of_the_seeds() -> None:
    """Draws differ by 2, seeds within a draw by as much: no variance is left for the draws."""
    noise = xr.DataArray([[-1.0, 1.0], [1.0, -1.0]], dims=("draw", "seed"))
    found = spread(noise)
    assert float(found["mean"]) == float(found["low"]) == float(found["high"]) == 0
    # Of 79 draws in order the second and the last but one are the ends.
    firm = spread(_steady(np.arange(-9.0, 70.0)))
    assert float(firm["mean"]) == pytest.approx(30)
    assert float(firm["low"]) == pytest.approx(-8)
    assert float(firm["high"]) == pytest.approx(68)
    assert float(firm["above"]) == pytest.approx(69.5 / 79)
    assert np.isnan(float(spread(_steady(np.zeros(79)))["above"]))


def test_a_spread_of_too_few_draws_has_their_outermost_and_no_chance() -> None:
    few = spread(_steady(np.array([0.0, 4.0])))
    assert (float(few["low"]), float(few["mean"]), float(few["high"])) == (0, 2, 4)
    for draws, told in ((least_draws() - 1, False), (least_draws(), True)):
        assert np.isfinite(float(spread(_steady(np.arange(draws)))["above"])) == told


def _steady(draws: Floats) -> xr.DataArray:
    """Draws of which two seeds say the same."""
    return xr.DataArray(np.stack([draws, draws], axis=1), dims=("draw", "seed"))


# --- the lives ------------------------------------------------------------------------------------
def _streaming(names: list[str], stream: Stream) -> Streaming:
    return ready_to_stream(
        the_trial(),
        load_policies(names),
        load_policy("no-mentor"),
        shipped_posterior().first(2),
        stream,
    )


@pytest.mark.parametrize("intake_years", [1, 2])
def test_person_weeks_are_those_of_every_persons_every_week(intake_years: int) -> None:
    """Counted from booked moves at the ends of years, and person by person, week by week."""
    stream = Stream(120, years=2, intake_years=intake_years)
    intake = Intake(kind="stream", per_week=240 / stream.intake_weeks, weeks=stream.intake_weeks)
    values = next(iter(shipped_posterior().values()))
    cohort = replace(
        cohort_for(the_trial(), intake, values, 3), groups=("all",), start=stream.start
    )
    rules = load_policy("as-in-trial").policy.model_copy(update={"intake": intake})
    world = build(cohort, rules, values, 3, horizon=stream.weeks)
    fast, passed, decisions = person_weeks(world, stream.ends)
    history = build(cohort, rules, values, 3, horizon=stream.weeks).run_with_history()
    slow = np.zeros_like(fast)
    for since in range(stream.weeks):
        week = cohort.entry + since
        year = np.searchsorted(stream.ends, week, side="right")
        seen = week < stream.weeks
        np.add.at(slow, (year[seen], since, history.status[since, seen]), 1)
    assert np.array_equal(fast, slow)
    # One decision grants 26 weeks with a mentor.
    assert decisions.sum() == sum(
        -(-int(w) // 26) for w in youth_rows(world.world)["mentored_weeks"]
    )
    assert (decisions > 0).all()
    watched, completed = build(cohort, rules, values, 3, horizon=stream.weeks), []
    for end in stream.ends:
        watched.advance(int(end) - watched.week)
        highest = youth_rows(watched.world)["completed"]
        completed.append([(highest >= kind).sum() for kind in (1, 2)])
    assert np.array_equal(passed, completed)
    assert passed[-1, 0] > 0


def test_a_stream_brings_its_people_and_sees_them_to_the_horizon() -> None:
    stream = Stream(100, years=3, start_year=2026)
    assert stream.start == date(2025, 12, 29)
    assert stream.year_weeks.tolist() == [53, 52, 52]
    (lives,) = simulate_stream(_streaming(["as-in-trial"], stream), shipped_posterior().first(2))
    seen = lives.weeks.sum(axis=(3, 5))
    assert np.allclose(seen[..., 0], 300)
    assert (np.diff(seen, axis=-1) <= 0).all()
    # People of the first week are seen for all weeks: about 300 / 157 of them in the last.
    assert np.all(seen[..., -1] < 10)
    assert np.allclose(lives.weeks[:, :, 0].sum(axis=-1), lives.weeks[:, :, 1].sum(axis=-1))


def test_costs_go_with_the_intake_and_places_too_where_they_are_few() -> None:
    limited = load_policy("limited-places")
    few, many = Stream(100, years=2), Stream(400, years=2)
    found = {}
    for stream in (few, many):
        mentors = limited.policy.capacity.model_copy(
            update={"follows": "places", "mentors": 3.0 * stream.intake / 100, "hours": None}
        )
        policy = limited.policy.model_copy(update={"capacity": mentors})
        streaming = ready_to_stream(
            the_trial(),
            [NamedPolicy("few", policy)],
            load_policy("no-mentor"),
            shipped_posterior().first(2),
            stream,
        )
        (lives,) = simulate_stream(streaming, shipped_posterior().first(2))
        found[stream.intake] = {name: lives.of(name)[:, :, 0].mean() for name in YEARLY}
    assert found[100]["waiting"] > 0
    # Over 25 seeds these ratios have standard deviations of 0.007, 0.014 and 0.047: 0.3 is six of
    # the widest (false alarms below 1e-6), and mentors that did not go with the people would make
    # the queue several times as long.
    for name in ("hours_used", "started", "waiting"):
        assert found[400][name] / found[100][name] == pytest.approx(4, abs=0.3)
    assert found[100]["posts"] == pytest.approx(1.5)


def test_fewer_mentors_make_a_longer_queue() -> None:
    limited = load_policy("stream-limited")
    waiting = []
    for mentors in (2.0, 4.0, 8.0):
        capacity = limited.policy.capacity.model_copy(update={"mentors": mentors})
        policy = limited.policy.model_copy(update={"capacity": capacity})
        streaming = ready_to_stream(
            the_trial(),
            [NamedPolicy("few", policy)],
            load_policy("no-mentor"),
            shipped_posterior().first(2),
            Stream(200, years=2),
        )
        (lives,) = simulate_stream(streaming, shipped_posterior().first(2))
        waiting.append(float(lives.of("waiting")[:, :, 0].sum()))
    assert waiting[0] > waiting[1] > waiting[2]


def test_a_very_large_stream_is_lived_in_part() -> None:
    stream = Stream(50_000, years=2)
    streaming = _streaming(["as-in-trial"], stream)
    assert streaming.size * stream.people == forecast_setting().world_most.value
    (named, _) = streaming.ready.policies
    assert named.policy.intake is not None


def test_years_beyond_the_trial_are_marked() -> None:
    years = small_forecast().years
    public = years[(years["purse"] == "public") & (years["policy"] == "as-in-trial")]
    assert public["extrapolated"].tolist() == [False, True, True]
    shares = public["beyond"].tolist()
    assert shares[0] == 0
    assert 0 < shares[1] < shares[2] < 1
    longer = years[(years["purse"] == "public") & (years["policy"] == "104-weeks")]
    assert (longer["beyond"].to_numpy()[1:] > public["beyond"].to_numpy()[1:]).all()
    ends = {"as-in-trial": -1, "104-weeks": -1, "no-mentor": 73}
    assert years_table(small_forecast().priced, ends, "no-mentor")["extrapolated"].all()


def test_results_do_not_depend_on_workers() -> None:
    again = forecast(
        the_trial(),
        load_policies(["as-in-trial", "104-weeks"]),
        load_policy("no-mentor"),
        shipped_posterior().first(4),
        chosen_prices(),
        Stream(60, years=3),
        workers=1,
    )
    pd.testing.assert_frame_equal(again.years, small_forecast().years)


def test_a_policys_own_intake_gives_way() -> None:
    result = forecast(
        the_trial(),
        [load_policy("stream-limited")],
        load_policy("no-mentor"),
        shipped_posterior().first(2),
        chosen_prices(),
        Stream(50, years=1),
    )
    assert result.replaced == ("stream-limited",)
    assert result.priced.people == pytest.approx(50)


# --- what is refused ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"intake": 0}, "--intake"),
        ({"years": 0}, "--years"),
        ({"years": 99}, "--years"),
        ({"start_year": 1900}, "--start-year"),
        ({"intake_years": 3}, "--intake-years"),
    ],
)
def test_impossible_streams_are_refused(changes: dict[str, int], field: str) -> None:
    with pytest.raises(InputError, match=field):
        Stream(**{"intake": 10, "years": 2, **changes})


def test_stream_quantities_that_cannot_be_are_refused() -> None:
    good = paper_lives().quantities(0, 0, YEARS)
    assert isinstance(good, StreamQuantities)
    with pytest.raises(InputError, match="people appear"):
        replace(good, weeks={"on_benefit": good.weeks["on_benefit"][..., ::-1]})
    with pytest.raises(InputError, match="mentor_hours"):
        replace(good, mentor_hours=good.mentor_hours[:, :1])
    with pytest.raises(InputError, match="impossible quantity"):
        replace(good, measures=good.measures - 1)
    with pytest.raises(InputError, match="unknown status"):
        replace(good, weeks={"absent": good.weeks["on_benefit"]})
    with pytest.raises(InputError, match="unknown status"):
        good.priced_as("pension", "nothing")
    with pytest.raises(InputError, match="no such draw of prices"):
        draw_prices(load_prices(2023), 3, 1).of(np.array([7]))
