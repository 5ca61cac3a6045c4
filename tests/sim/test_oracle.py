"""The engine against closed forms: trust, lengths of support, Little's law, the season."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from calibration.trial import as_in_trial, no_mentors, the_trial
from sim import rules
from sim.parameters import parameter_space
from sim.population import Stratum
from sim.processes.measures import GIVEN
from sim.programme import Intake, Policy
from sim.reference import reference
from sim.simulation import Cohort, build
from sim.state import EVER_STARTED, Place, post_rows, youth_rows
from tests.worlds.plain_people import at_once, crowd, plain_values


def constant_contact() -> dict[str, float]:
    """Mentors that never change, contact every week, nobody leaves anything."""
    quiet = {
        name: parameter_space()[name].low
        for name in (
            "opt_out",
            "move_away",
            "mentor_leaves",
            "mentor_away",
            "education_start",
            "job_start",
            "pension_start",
            "course_start",
            "self_support_start",
        )
    }
    return plain_values(
        **quiet,
        other_leave=1e-9,
        contact_base=0.9,
        contact_trust=0.6,
        uptake=1.0,
        matching_hazard=1.0,
        trust_barrier=0.0,
        trust_slow_no_grades=0.0,
        barrier_limited=0.0,
        readiness_education=0.0,
        readiness_job=0.0,
        trait_under_40=0.0,
        trait_medium_education=0.0,
    )


def test_trust_follows_its_closed_form() -> None:
    """With contact in k weeks of one's mentoring so far: 1 - (1 - g)^k when nothing decays.

    Exact up to rounding, for everybody in every week; no draw decides.
    """
    values = {**constant_contact(), "trust_decay": 0.0}
    cohort = the_trial().cohort(values, 4, groups=("all",))
    world = build(cohort, as_in_trial(), values, 8, horizon=52)
    rows, growth = youth_rows(world.world), values["trust_growth"]
    while world.week < world.weeks:
        world.advance()
        bonds = rows["trust_growth"] > 0
        expected = np.where(bonds, 1.0 - (1.0 - growth) ** rows["contact_weeks"], 0.0)
        np.testing.assert_allclose(rows["trust"], expected, atol=1e-12)
    assert rows["contact_weeks"].max() >= 50


def under(**parts: Any) -> Policy:
    return Policy.model_validate({**as_in_trial().model_dump(), **parts})


def test_support_until_trust_lasts_as_long_as_the_closed_form_says() -> None:
    """Full support ends in the week of the k-th contact, k the first with 1 - (1 - g)^k >= level.

    With contact every week that is k weeks, for everybody who bonds; no draw decides.
    """
    level = 0.6
    values = {**constant_contact(), "trust_decay": 0.0, "contact_base": 0.9, "contact_trust": 0.6}
    cohort = the_trial().cohort(values, 4, groups=("all",))
    rules = under(duration={"weeks": 100, "until": {"trust": level}})
    world = build(cohort, rules, values, 8, horizon=110)
    world.run()
    rows, growth = youth_rows(world.world), values["trust_growth"]
    contacts = math.ceil(math.log(1.0 - level) / math.log(1.0 - growth))
    stayed = (rows["since"] == rows["entry"]) & (rows["place"] == Place.ENDED)
    bonds = rows["trust_growth"] > 0
    assert (stayed & bonds).sum() > 500
    assert np.all(rows["contact_weeks"][stayed & bonds] == contacts)
    assert np.all(rows["mentored_weeks"][stayed & ~bonds] == 100)


def test_a_measure_makes_trust_grow_as_with_the_lighter_barriers() -> None:
    """Growth g before and g' = g exp(b s r) after: 1 - (1 - g)^k (1 - g')^(n - k), no decay."""
    values = {**constant_contact(), "trust_decay": 0.0, "trust_barrier": 1.5}
    cohort = the_trial().cohort(values, 4, groups=("all",))
    share = 0.4
    measure = {
        "name": {"da": "-", "en": "-"},
        "from_week": 20,
        "price": "test",
        "relief": {"low": 0, "central": share, "high": 1, "source": "a test"},
    }
    # Who starts has no mentor any more, and so no measure later on.
    rules = under(measures=[measure], ending={"aftercare_weeks": 0})
    world = build(cohort, rules, values, 8, horizon=52)
    rows = youth_rows(world.world)
    slow, severity = rows["trust_growth"].copy(), rows["severity"].copy()
    fast = np.minimum(1.0, slow * np.exp(values["trust_barrier"] * severity * share))
    met_before = np.zeros(slow.size)
    while world.week < world.weeks:
        due = world.week - rows["entry"] == 20
        met_before[due] = rows["contact_weeks"][due]
        world.advance()
    given = world.world.measured[:, 0] == GIVEN
    assert given.sum() > 2000
    after = np.where(given, rows["contact_weeks"] - met_before, 0)
    before = np.where(given, met_before, rows["contact_weeks"])
    expected = 1.0 - (1.0 - slow) ** before * (1.0 - fast) ** after
    np.testing.assert_allclose(rows["trust"], expected, atol=1e-12)


def test_a_stream_keeps_littles_law() -> None:
    """Mentored on average = arrivals a week x mean weeks with a mentor, once it is in balance.

    Calendar counts are at the end of a week, after those who ended left: one week less each. Over
    100 weeks of a stream of 60 a week the mean is known to 2 %; the bound is 6 %.
    """
    values = {**plain_values(), "uptake": 1.0}
    population = the_trial().cohort(values, 4, copies=4, groups=("all",)).population
    entry = (np.arange(population.n) * 7919 % 170).astype(np.int32)
    cohort = replace(
        the_trial().cohort(values, 4, groups=("all",)),
        population=population,
        entry=entry,
        _cache={},
    )
    intake = {"kind": "stream", "per_week": population.n / 170, "weeks": 170}
    cohort = replace(cohort, intake=Intake.model_validate(intake))
    world = build(cohort, under(duration={"weeks": 20}, intake=intake), values, 8, horizon=30)
    calendar = world.run().calendar
    rows = youth_rows(world.world)
    weeks = rows["mentored_weeks"].mean() - 1.0
    mentored = calendar["mentored"].to_numpy()[60:160].mean()
    assert mentored == pytest.approx(population.n / 170 * weeks, rel=0.06)


def test_trust_levels_off_where_growth_meets_decay() -> None:
    """Under the mean field: the fixed point p g / (p g + (1 - p) d) of growth g and decay d."""
    growth, decay, contact = 0.08, 0.03, 0.6
    trust = 0.0
    for _ in range(2000):
        trust = rules.next_trust(trust, contact, growth, decay)
    fixed = contact * growth / (contact * growth + (1 - contact) * decay)
    assert trust == pytest.approx(fixed, abs=1e-12)
    # Half of the way there takes log 2 / -log(1 - rate) weeks.
    rate = contact * growth + (1 - contact) * decay
    weeks, now = 0, 0.0
    while now < fixed / 2:
        now = rules.next_trust(now, contact, growth, decay)
        weeks += 1
    assert weeks == math.ceil(math.log(2) / -math.log1p(-rate))


def test_trust_and_readiness_follow_the_rules_read_one_by_one() -> None:
    """Every person's trust and readiness, stepped with `sim.rules` from the week's contact."""
    values = parameter_space().centres()
    cohort = the_trial().cohort(values, 4, groups=("all",))
    some = np.arange(0, cohort.population.n, 40)
    cohort = Cohort(
        population=cohort.population.take(some),
        entry=cohort.entry[some],
        start=cohort.start,
        staffing=cohort.staffing,
        mentor_shares=cohort.mentor_shares,
    )
    values = {**values, "mentor_leaves": 0.0, "mentor_away": 0.0}
    world = build(cohort, as_in_trial(), values, 8, horizon=70)
    rows = youth_rows(world.world)
    trust, readiness = np.zeros(some.size), np.zeros(some.size)
    ordinary = np.zeros(some.size)
    while world.week < world.weeks:
        # What fades and gains this week is what stood at its start, or at the match within it.
        before = {k: rows[k].copy() for k in ("fade", "readiness_gain", "mentored_weeks")}
        world.advance()
        for i in np.flatnonzero(rows["entry"] < world.week):
            started = before["mentored_weeks"][i] == 0 < rows["mentored_weeks"][i]
            fade = values["readiness_fade"] if started else before["fade"][i]
            met = rows["contact"][i]
            ordinary[i] += 0.0 < met < 1.0
            trust[i] = rules.next_trust(
                trust[i], met, rows["trust_growth"][i], values["trust_decay"]
            )
            gain = before["readiness_gain"][i]
            if started or (rows["mentored_weeks"][i] > 0 and met == 1.0):
                post = rows["post"][i]
                factors = post_rows(world.world)["gain_factor"]
                gain = values["readiness_gain"] * factors[post] if rows["weight"][i] > 0 else gain
            minutes = values["ordinary_minutes"] if 0.0 < met < 1.0 else rows["minutes"][i]
            strength = rules.dose(met, minutes, values["half_minutes"])
            readiness[i] = rules.next_readiness(
                readiness[i],
                strength,
                rules.drive(trust[i], values["mechanism"]),
                gain,
                rows["readiness_ceiling"][i],
                fade,
            )
    np.testing.assert_allclose(rows["trust"], trust, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(rows["readiness"], readiness, rtol=1e-12, atol=1e-15)
    assert trust.max() > 0.5
    assert ordinary.max() > 0


def test_the_season_moves_starts_without_changing_their_number() -> None:
    """Starts in August weeks are `august_peak` times those of ordinary weeks.

    About 16,000 first starts, counted as the milestone; the ratio is known to 3 % (binomial), the
    bound is 20 %: over six standard errors, so false alarms stay below 1e-8, and a season applied
    to the wrong weeks or twice (a ratio of 1 or 16) cannot pass.
    """
    quiet = {
        "job_start": 0.0001,
        "pension_start": 0.000001,
        "course_start": 0.00001,
        "self_support_start": 0.00005,
    }
    values = plain_values(august_peak=4.0, **quiet)
    cohort = at_once(crowd(seed=5))
    people = build(cohort, no_mentors(), values, 5, horizon=53).run().people[:, :, 0]
    # Weeks of the year from the start in ISO week 32; hazards of a first start of those without.
    starts = np.diff(people[:, EVER_STARTED], prepend=0)
    without = cohort.population.n - np.concatenate([[0], people[:-1, EVER_STARTED]])
    hazard = starts / without
    assert reference().season["august"].first == 32
    ratio = hazard[:5].mean() / hazard[5:20].mean()
    assert ratio == pytest.approx(4.0, rel=0.2)
    assert hazard[:52].mean() == pytest.approx(values["education_start"], rel=0.05)


def test_the_cohort_has_everybody() -> None:
    assert crowd().population.n > 100_000
    assert set(crowd().population.stratum) == set(Stratum)
