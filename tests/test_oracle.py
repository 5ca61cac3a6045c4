"""The engine against closed forms: a Markov chain of constant hazards, a curve of trust."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from calibration.trial import as_in_trial, no_mentors, the_trial
from sim import rules
from sim.measures import GIVEN
from sim.parameters import parameter_space
from sim.population import Stratum
from sim.programme import Intake, Policy
from sim.reference import reference
from sim.simulation import Scene, build
from sim.state import Place, Status, post_rows, youth_rows

Floats = npt.NDArray[np.float64]

#: About 100,000 people.
COPIES = 39
WEEKS = 74
#: False-alarm rate of each statistical test here, over all the shares that it compares.
ALARM = 1e-7

#: Nobody differs from anybody, no season, no trust: hazards are constant.
PLAIN = {
    **dict.fromkeys(
        (
            "education_su", "education_no_grades", "education_barriers", "job_barriers",
            "job_transfer", "pension_barriers", "ordinary_share",
        ),
        0.0,
    ),
    "august_peak": 1.0,
    "january_peak": 1.0,
    "education_weeks": 400.0,
    "education_weeks_spread": 1.0,
}  # fmt: skip


def plain_values(**changes: float) -> dict[str, float]:
    return parameter_space().values({**PLAIN, **changes})


def markov(values: Mapping[str, float], weeks: int, *, clocks: bool = False) -> Floats:
    """Occupancy by week and status, shape (weeks, 4): one row of transitions a week.

    At most one cause fires in a week, each with probability 1 - exp(-h_k). With `clocks` instead
    each cause has a clock in continuous time and the first within the week wins: one fires with
    probability 1 - exp(-sum h), and it is cause k in h_k / sum h of the cases.
    """
    hazards = np.array(
        [0.0, values["education_start"], values["job_start"], values["pension_start"]]
    )
    total = hazards.sum()
    step = np.zeros((4, 4))
    step[Status.SUPPORT] = -math.expm1(-total) * hazards / total if clocks else -np.expm1(-hazards)
    step[Status.EDUCATION, Status.SUPPORT] = -math.expm1(-values["education_dropout"])
    step[Status.EMPLOYMENT, Status.SUPPORT] = -math.expm1(-values["job_loss"])
    step += np.diag(1.0 - step.sum(axis=1))
    occupancy = np.zeros((weeks, 4))
    now = np.array([1.0, 0.0, 0.0, 0.0])
    for week in range(weeks):
        now = now @ step
        occupancy[week] = now
    return occupancy


def crowd(*, seed: int = 77) -> Scene:
    return the_trial().scene(parameter_space().centres(), seed, copies=COPIES, groups=("all",))


@pytest.fixture(scope="module")
def scene() -> Scene:
    return crowd()


def worst(people: npt.NDArray[np.integer], n: int, expected: Floats) -> float:
    """Largest distance of a share from its expectation, in standard errors of its own."""
    spread = np.sqrt(expected * (1.0 - expected) / n)
    return float(np.max(np.abs(people / n - expected) / spread))


def bound(comparisons: int) -> float:
    """Standard errors that no share passes at the false-alarm rate (Bonferroni)."""
    return float(stats.norm.isf(ALARM / comparisons / 2))


HAZARDS = {
    "the prior's centre": {},
    "quick": {
        "education_start": 0.03, "job_start": 0.025, "pension_start": 0.01, "job_loss": 0.1,
        "education_dropout": 0.08,
    },
    "one cause outweighs": {"education_start": 0.03, "job_start": 0.0015, "job_loss": 0.02},
}  # fmt: skip


@pytest.mark.parametrize("name", HAZARDS)
def test_occupancy_is_the_markov_chain(scene: Scene, name: str) -> None:
    """Shares of about 100,000 in four statuses in 74 weeks against the closed form.

    False alarms: 1e-7 over the 296 shares (normal tail, Bonferroni: 6.5 standard errors; the
    rarest share expects over 70 people, where the binomial's tail is close enough to the
    normal's for the rate to stay below 1e-6). Power: at the centres a share of 10 % is known to
    0.1 pp, so an error of 7 % in any hazard of leaving support is found with more than 99 %.
    """
    values = plain_values(**HAZARDS[name])
    world = build(scene, no_mentors(), values, 5, horizon=WEEKS)
    people = world.run().people[:, :, 0]
    n = scene.population.n
    expected = markov(values, WEEKS)
    assert np.all(people.sum(axis=1) == n)
    assert n * expected[1:].min() > 70
    assert worst(people[1:], n, expected[1:]) < bound(expected[1:].size)


@pytest.mark.parametrize("change", [{"education_start": 1.07}, {"job_loss": 1.25}])
def test_the_oracle_sees_a_wrong_hazard(scene: Scene, change: dict[str, float]) -> None:
    """The power claimed above, shown: the chain of a hazard a little off does not fit."""
    values = plain_values()
    world = build(scene, no_mentors(), values, 5, horizon=WEEKS)
    people = world.run().people[:, :, 0]
    wrong = {**values, **{name: values[name] * factor for name, factor in change.items()}}
    expected = markov(wrong, WEEKS)
    assert worst(people[1:], scene.population.n, expected[1:]) > bound(expected[1:].size)


def test_one_cause_a_week_is_nearly_competing_risks() -> None:
    """At the centres the two chains are less than 0.05 percentage points apart: no draws here."""
    values = plain_values()
    apart = np.abs(markov(values, WEEKS) - markov(values, WEEKS, clocks=True))
    assert apart.max() < 5e-4


def test_mentoring_without_effect_leaves_the_chain_alone(scene: Scene) -> None:
    """Mentors for everybody, but readiness does nothing and mentoring holds no job back.

    The same people and draws as without mentors, so the same lives: no tolerance at all.
    """
    values = plain_values(
        readiness_education=0.0, readiness_job=0.0, readiness_pension=0.0, job_lock_in=0.0
    )
    runs = [
        build(scene, policy, values, 5, horizon=WEEKS) for policy in (as_in_trial(), no_mentors())
    ]
    first, second = (run.run().people for run in runs)
    assert youth_rows(runs[0].world)["readiness"].max() > 0.1
    assert np.array_equal(first, second)


def test_completed_educations_end_on_time() -> None:
    """Everybody who started and never dropped out leaves after exactly the length.

    With a spread of 1 the length is the median. A drop-out within 40 weeks at the lowest hazard
    leaves 96 %; nobody may stay longer.
    """
    values = plain_values(
        education_weeks=40.0, education_dropout=0.001, education_start=0.03, completed_job_ratio=1.0
    )
    scene = the_trial().scene(values, 4, groups=("all",))
    scene = replace(scene, entry=np.zeros(scene.population.n, np.int32), _cache={})
    history = build(scene, no_mentors(), values, 5, horizon=120).run_with_history()
    studying = history.status == Status.EDUCATION
    starts = np.flatnonzero(studying[1] & ~studying[0])
    assert starts.size > 30
    length = np.argmin(studying[1:, starts], axis=0)
    assert length.max() == 40
    assert np.mean(length == 40) > 0.85
    # A completed education is not begun again.
    done = starts[length == 40]
    assert not studying[42:, done].any()


def constant_contact() -> dict[str, float]:
    """Mentors that never change, contact every week, nobody leaves anything."""
    quiet = {name: parameter_space()[name].low for name in (
        "opt_out", "move_away", "mentor_leaves", "mentor_away", "education_start", "job_start",
        "pension_start",
    )}  # fmt: skip
    return plain_values(
        **quiet, other_leave=1e-9, contact_base=0.9, contact_trust=0.6, uptake=1.0,
        matching_hazard=1.0, trust_barrier=0.0, trust_slow_no_grades=0.0, barrier_limited=0.0,
        readiness_education=0.0, readiness_job=0.0, trait_under_40=0.0, trait_medium_education=0.0,
    )  # fmt: skip


def test_trust_follows_its_closed_form() -> None:
    """With contact in k weeks of one's mentoring so far: 1 - (1 - g)^k when nothing decays.

    Exact up to rounding, for everybody in every week; no draw decides.
    """
    values = {**constant_contact(), "trust_decay": 0.0}
    scene = the_trial().scene(values, 4, groups=("all",))
    world = build(scene, as_in_trial(), values, 8, horizon=52)
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
    scene = the_trial().scene(values, 4, groups=("all",))
    rules = under(duration={"weeks": 100, "until": {"trust": level}})
    world = build(scene, rules, values, 8, horizon=110)
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
    scene = the_trial().scene(values, 4, groups=("all",))
    share = 0.4
    measure = {
        "name": {"da": "-", "en": "-"}, "from_week": 20, "price": "test",
        "relief": {"low": 0, "central": share, "high": 1, "source": "a test"},
    }  # fmt: skip
    world = build(scene, under(measures=[measure]), values, 8, horizon=52)
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
    population = the_trial().scene(values, 4, copies=4, groups=("all",)).population
    entry = (np.arange(population.n) * 7919 % 170).astype(np.int32)
    scene = replace(
        the_trial().scene(values, 4, groups=("all",)), population=population, entry=entry,
        _cache={},
    )  # fmt: skip
    intake = {"kind": "stream", "per_week": population.n / 170, "weeks": 170}
    scene = replace(scene, intake=Intake.model_validate(intake))
    world = build(scene, under(duration={"weeks": 20}, intake=intake), values, 8, horizon=30)
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
    scene = the_trial().scene(values, 4, groups=("all",))
    some = np.arange(0, scene.population.n, 40)
    scene = Scene(
        population=scene.population.take(some), entry=scene.entry[some], start=scene.start,
        staffing=scene.staffing, mentor_shares=scene.mentor_shares,
    )  # fmt: skip
    values = {**values, "mentor_leaves": 0.0, "mentor_away": 0.0}
    world = build(scene, as_in_trial(), values, 8, horizon=70)
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
                readiness[i], strength, rules.drive(trust[i], values["mechanism"]), gain,
                rows["readiness_ceiling"][i], fade,
            )  # fmt: skip
    np.testing.assert_allclose(rows["trust"], trust, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(rows["readiness"], readiness, rtol=1e-12, atol=1e-15)
    assert trust.max() > 0.5
    assert ordinary.max() > 0


def test_the_season_moves_starts_without_changing_their_number() -> None:
    """Starts in August weeks are `august_peak` times those of ordinary weeks.

    About 16,000 first starts; the ratio is known to 3 % (binomial), the bound is 20 %: over six
    standard errors, so false alarms stay below 1e-8, and a season applied to the wrong weeks or
    twice (a ratio of 1 or 16) cannot pass.
    """
    values = plain_values(august_peak=4.0, job_start=0.0001, pension_start=0.00001)
    scene = crowd(seed=5)
    scene = replace(scene, entry=np.zeros(scene.population.n, np.int32), _cache={})
    people = build(scene, no_mentors(), values, 5, horizon=53).run().people[:, :, 0]
    # Weeks of the year from the start in ISO week 32; hazards from those at risk.
    moved = -np.diff(people[:, Status.SUPPORT], prepend=scene.population.n)
    returned = people[:-1, Status.EDUCATION] * -math.expm1(-values["education_dropout"])
    starts = moved + np.concatenate([[0], returned])
    hazard = starts / np.concatenate([[scene.population.n], people[:-1, Status.SUPPORT]])
    assert reference().season["august"].first == 32
    ratio = hazard[:5].mean() / hazard[5:20].mean()
    assert ratio == pytest.approx(4.0, rel=0.2)
    assert hazard[:52].mean() == pytest.approx(values["education_start"], rel=0.05)


def test_the_scene_has_everybody(scene: Scene) -> None:
    assert scene.population.n > 100_000
    assert set(scene.population.stratum) == set(Stratum)
