"""A municipality lives: its margins, its size, stable people, and the trial's own shares."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from calibration.stored_posterior import shipped_posterior
from calibration.trial import Trial, the_trial
from scenarios.comparison.compare import compare
from scenarios.comparison.ensemble import EnsembleSetting, run_ensemble
from scenarios.municipality.local_population import COPY, LocalPeople, local_people
from scenarios.municipality.margins import MEAN, Margin, schema, values_of
from scenarios.municipality.municipality import Municipality, read_municipality
from scenarios.municipality.population_comparison import PopulationComparison, population_comparison
from scenarios.policy.policies import NamedPolicy, load_policy
from sim.errors import InputError
from sim.population import PERSONS_PER_JOBCENTRE
from sim.programme import Capacity
from tests.worlds.small_comparison import few_draws

VALUES = {"share_women": 0.48, "share_never_su": 0.5}
BINARY = {
    "gender": ("woman", "man"),
    "age": ("under_25", "from_25"),
    "origin": ("immigrant", "danish"),
    "su_history": ("none", "some"),
    "transfers_last_year": ("above_half", "up_to_half"),
}
#: Not far from the trial.
NEAR = {"gender": 0.47, "origin": 0.12, "transfers_last_year": 0.83}


def municipality(people: int, shares: dict[str, float], **means: float) -> Municipality:
    """Somewhere, known by the share of the first category of some variables, and some means."""
    margins = [
        Margin(variable, category, x, round(x * people))
        for variable, share in shares.items()
        for category, x in zip(BINARY[variable], (share, 1 - share), strict=True)
    ]
    margins += [Margin(name, MEAN, mean, people) for name, mean in means.items()]
    return Municipality("somewhere", Path("somewhere.csv"), "shares", people, tuple(margins))


def somewhere(people: int, shares: dict[str, float] | None = None, **means: float) -> LocalPeople:
    known = NEAR if shares is None else shares
    return local_people(municipality(people, known, **means), the_trial())


@cache
def near(people: int) -> PopulationComparison:
    return population_comparison(somewhere(people), VALUES, 1)


def test_the_large_population_has_the_margins() -> None:
    here = somewhere(500, NEAR | {"age": 0.4, "su_history": 0.7}, transfer_share_3_years=0.75)
    pool = here.pool(VALUES, 3)
    for margin in here.municipality.margins:
        values = values_of(pool.population, margin.variable, margin.category)
        weighted = float(pool.weights @ values / pool.population.n)
        assert weighted == pytest.approx(margin.target, abs=1e-6)
        assert abs(values.mean() - margin.target) > 1e-3, "the raking has something to do"


@pytest.mark.parametrize(("people", "copies"), [(180, 15), (2587, 2), (2588, 1), (9000, 1)])
def test_as_many_people_as_there_are(people: int, copies: int) -> None:
    here = somewhere(people, NEAR)
    cohort = here.cohort(VALUES, 1)
    population = cohort.population
    assert here.copies == copies
    assert np.bincount(population.jobcentre).tolist() == [people] * copies
    assert len(cohort.staffing) == len(population.jobcentre_names) == copies
    assert np.unique(population.person).size == population.n == people * copies
    assert np.all(np.diff(population.person.astype(np.int64)) > 0)
    assert cohort.entry.min() >= 0
    assert cohort.entry.max() < 16
    # Sorted by the margins, the comb leaves at most one person of each combination in doubt.
    for margin in here.municipality.margins:
        share = values_of(population, margin.variable, margin.category).mean()
        assert share == pytest.approx(margin.target, abs=len(BINARY) ** 2 / population.n)


def test_the_same_seed_gives_the_same_people() -> None:
    a, b = (somewhere(300).cohort(VALUES, 5) for _ in range(2))
    other = somewhere(300).cohort(VALUES, 6)
    assert np.array_equal(a.population.person, b.population.person)
    assert np.array_equal(a.population.age, b.population.age)
    assert np.array_equal(a.entry, b.entry)
    assert not np.array_equal(a.population.age, other.population.age)


def test_people_stay_themselves_under_other_margins() -> None:
    """Who is taken under both has the same attributes, entry and draws: the same number.

    One in five of those drawn is taken, so by chance alone 500 are taken twice.
    """
    a = somewhere(2588).cohort(VALUES, 5)
    b = somewhere(2588, NEAR | {"origin": 0.3}).cohort(VALUES, 5)
    shared, i, j = np.intersect1d(a.population.person, b.population.person, return_indices=True)
    assert shared.size > 250
    for name in ("age", "severity", "woman", "stratum", "mother_income"):
        np.testing.assert_array_equal(
            getattr(a.population, name)[i], getattr(b.population, name)[j]
        )
    np.testing.assert_array_equal(a.entry[i], b.entry[j])


def test_who_is_taken_twice_is_two_people() -> None:
    here = somewhere(20_000, {"transfers_last_year": 0.4, "origin": 0.6})
    cohort, population = here.cohort(VALUES, 2), here.cohort(VALUES, 2).population
    again = np.flatnonzero(population.person >= COPY)
    assert again.size > 1000
    first = np.searchsorted(population.person, population.person[again] % COPY)
    np.testing.assert_array_equal(population.person[first], population.person[again] % COPY)
    np.testing.assert_array_equal(population.age[first], population.age[again])
    assert np.mean(cohort.entry[first] == cohort.entry[again]) < 0.2
    assert len(the_trial().staffing) * PERSONS_PER_JOBCENTRE <= COPY


def test_margins_out_of_reach_are_an_error_that_names_the_file() -> None:
    here = somewhere(500, {"su_history": 0.99}, su_share_year_1=0.4)
    with pytest.raises(InputError) as error:
        here.cohort(VALUES, 1)
    for word in ("somewhere.csv", "su_", "nearest"):
        assert word in str(error.value)


@pytest.mark.parametrize(
    ("some", "share"), [(1, "1"), (4, "0,5"), (11, "1"), (93, "1"), (101, "1")]
)
def test_a_valid_small_file_is_not_refused_for_what_stands_in(some: int, share: str) -> None:
    """Stand-ins and steps say no more than the file, so they may not contradict it either."""
    cells = [share] * some + ["0"] * (104 - some)
    text = "su_share_3_years;gender\n" + "".join(
        f"{cell};{'woman' if k % 2 else 'man'}\n" for k, cell in enumerate(cells)
    )
    here = local_people(read_municipality(Path("h.csv"), content=text.encode()), the_trial())
    pool = here.pool(VALUES, 1)
    for margin in here.municipality.margins:
        values = values_of(pool.population, margin.variable, margin.category)
        low, high = margin.between or (margin.target, margin.target)
        assert low - 1e-6 <= pool.weights @ values / pool.population.n <= high + 1e-6


# Jobcentre


def test_staffing_is_the_median_unless_told_otherwise() -> None:
    trial = the_trial()
    here = somewhere(500)
    loads = sorted(s.caseload for s in trial.staffing)
    assert here.staffing.caseload == loads[6]
    assert not here.staffing.deliberate
    told = local_people(municipality(500, NEAR), trial, "Vejle")
    vejle = next(s for s in trial.staffing if s.name == "Vejle")
    assert told.staffing == replace(vejle, name="somewhere")
    with pytest.raises(InputError, match="did you mean Vejle"):
        local_people(municipality(500, NEAR), trial, "Vejl")


def test_a_number_of_mentors_is_per_municipality() -> None:
    """With 12 mentors for 300 people, copies or not, the same part of them is mentored."""
    short = load_policy("as-in-trial").policy.model_copy(update={"capacity": Capacity(mentors=9)})
    here = somewhere(300)
    assert here.scaled(short).capacity.mentors == 9 * here.copies
    assert here.scaled(load_policy("as-in-trial").policy).capacity.mentors == "enough"
    data = run_ensemble(
        here, [NamedPolicy("short", short)], few_draws(), EnsembleSetting(horizon=30)
    )
    people = data["size"].sel(group="all") / here.copies
    assert np.all(people == 300)
    np.testing.assert_allclose(data["full_time_equivalents"] / here.copies, 9, rtol=1e-5)
    assert float(data["resource"].sel(quantity="waiting").max()) > 0


def test_a_policy_for_a_jobcentre_of_the_trial_is_refused() -> None:
    policy = load_policy("as-in-trial").policy
    targeting = policy.targeting.model_copy(update={"eligible": ["Vejle"]})
    named = NamedPolicy("vejle", policy.model_copy(update={"targeting": targeting}))
    with pytest.raises(InputError, match="not a group of this population"):
        compare(
            somewhere(300),
            [named],
            load_policy("no-mentor"),
            few_draws(),
            EnsembleSetting(horizon=5),
        )


# The trial's own shares


def _identity(trial: Trial, values: dict[str, float]) -> Municipality:
    """The trial as a municipality: shares and means of a large draw of its own population."""
    population = trial.cohort(values, 99, copies=20).population
    margins = []
    for variable in schema().variables:
        if variable.endswith("_3_years"):
            continue
        for category in schema().categories(variable):
            mean = float(values_of(population, variable, category).mean())
            margins.append(Margin(variable, category, mean, round(mean * 2588)))
    return Municipality("identity", Path("identity.csv"), "shares", 2588, tuple(margins))


def test_the_trials_own_shares_give_back_its_effects() -> None:
    """Same staffing everywhere, so that only the people could differ.

    The difference of two means over 12 draws has a standard error of about 0.3 points (measured
    by `noise`), so a loss of a third of the effect of 4 points would be found; the bound of four
    errors fails by chance in less than one of 10,000.
    """
    trial, posterior = the_trial(), shipped_posterior().first(12)
    values = next(iter(posterior.values()))
    here = local_people(_identity(trial, values), trial)
    same = replace(
        trial, staffing=tuple(replace(here.staffing, name=s.name) for s in trial.staffing)
    )
    rows = [
        compare(
            people,
            [load_policy("as-in-trial")],
            load_policy("no-mentor"),
            posterior,
            EnsembleSetting(horizon=74),
        ).differences
        for people in (same, here)
    ]
    for outcome, week in (("education", 52), ("education", 73), ("employment", 73)):
        a, b = (
            r[(r["outcome"] == outcome) & (r["week"] == week) & (r["group"] == "all")].iloc[0]
            for r in rows
        )
        error = float(np.hypot(a["noise"], b["noise"]))
        assert error < 0.5
        assert abs(a["mean"] - b["mean"]) < 4 * error
    found = population_comparison(here, values, 1)
    assert found.warnings == ()
    assert found.effective > 0.95 * found.pool
    assert found.margins["standardised_difference"].abs().max() < 0.1


# Distance


def test_a_near_municipality_has_no_warnings() -> None:
    found = near(1000)
    assert found.warnings == ()
    assert found.effective > 0.9 * found.pool
    frame = found.margins.set_index(["variable", "category"])
    assert frame.loc[("gender", "woman"), "people"] == 470
    assert frame.loc[("gender", "woman"), "municipality"] == 0.47
    assert np.isnan(frame.loc[("gender", "woman"), "jobcentre_low"])
    copenhagen = frame.loc[("origin", "immigrant")]
    assert copenhagen["jobcentre_high"] == pytest.approx(0.30, abs=0.03)
    assert copenhagen["jobcentre_low"] == pytest.approx(0.08, abs=0.02)
    row = frame.loc[("transfers_last_year", "above_half")]
    p = row["trial"]
    expected = (0.83 - p) / np.sqrt(p * (1 - p))
    assert row["standardised_difference"] == pytest.approx(expected, abs=1e-9)


def test_far_municipalities_are_warned_of() -> None:
    kinds = {
        w.kind: w
        for w in population_comparison(somewhere(1000, {"origin": 0.75}), VALUES, 1).warnings
    }
    assert {"outside", "rare", "effective"} <= set(kinds)
    assert kinds["outside"].variable == "origin"
    assert kinds["outside"].value in (0.75, 0.25)
    assert kinds["rare"].value > kinds["rare"].low + 0.1
    # Inside the range of the jobcentres (Copenhagen), but far from the mean.
    (far,) = population_comparison(somewhere(1000, {"origin": 0.2}), VALUES, 1).warnings
    assert (far.kind, far.variable) == ("far", "origin")


def test_an_extreme_margin_puts_weight_on_few() -> None:
    found = population_comparison(
        somewhere(1000, {}, su_share_year_1=0.4, mother_income=450.0), VALUES, 1
    )
    kinds = {w.kind for w in found.warnings}
    assert {"effective", "largest"} <= kinds
    assert found.effective < 0.2 * found.pool
    assert found.largest_weight > 20


def test_many_unknown_are_warned_of() -> None:
    here = replace(municipality(100, NEAR), missing={"gender": 30, "origin": 3})
    found = population_comparison(local_people(here, the_trial()), VALUES, 1)
    assert [(w.kind, w.variable, w.value) for w in found.warnings] == [("missing", "gender", 0.3)]
    assert dict(found.missing) == {"gender": 30, "origin": None}
    frame = found.margins.set_index("variable")
    assert frame.loc["origin", ["people", "missing"]].isna().all(axis=None)
