"""A large world in pieces is lived as one: the same lives, counts and sums, to the bit.

What is large is a limit (`sim.pieces.PEOPLE_AT_ONCE`): here worlds of the trial's size are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings

from calibration.trial import the_trial
from scenarios.comparison.ensemble import EnsembleSetting, run_ensemble
from scenarios.comparison.prepared import prepared
from scenarios.forecast.stream import person_weeks
from scenarios.policy.intake import cohort_for
from scenarios.policy.policies import load_policies, load_policy
from sim import engine, pieces, population
from sim.cohort import Cohort
from sim.mentors import build_corps
from sim.own_rules import OwnEngine
from sim.population import draw_population
from sim.processes import turnover
from sim.programme import Intake, Policy
from sim.simulation import Simulation, build
from sim.state import POST_WHOLE, World, youth_rows
from sim.streams import PAGE, numbers
from tests.support.policy_cases import MEASURE, policy
from tests.worlds.any_policy import policies
from tests.worlds.policy_worlds import SEED, SHORT, VALUES, cohort
from tests.worlds.small_comparison import few_draws

HORIZON = 100
FEW = 20
#: Policies that couple people in every way that there is.
POLICIES: dict[str, Policy] = {
    "as in the trial": policy(),
    "nobody": load_policy("no-mentor").policy,
    "few places": policy(capacity=SHORT, duration={"weeks": 20}),
    "patience": policy(
        capacity=SHORT,
        targeting={"first": ["grade_none"], "max_wait_weeks": 10},
        duration={"weeks": 30},
    ),
    "score": policy(
        capacity=SHORT,
        duration={"weeks": 20},
        targeting={"score": [{"attribute": "age", "weight": -1.0}]},
    ),
    "coming back": policy(ending={"return_weeks": 40}, duration={"weeks": 30}),
    "coming back to few": policy(
        capacity=SHORT, ending={"return_weeks": 40}, duration={"weeks": 20}
    ),
    "tapered and after": policy(
        duration={"weeks": 20}, ending={"taper_weeks": 6, "aftercare_weeks": 20}
    ),
    "foothold": policy(
        duration={"weeks": 60, "until": {"readiness": 0.4, "foothold_weeks": 12}},
        ending={"aftercare_weeks": 0},
    ),
    "by need, seldom": policy(
        contact={"every_weeks": 2, "split": {"rule": "by_need", "ratio": 3.0}}
    ),
    "treatment": policy(measures=[{**MEASURE, "who": ["grade_none"]}]),
    "gender": policy(matching="deliberate", duration={"weeks": 25}),
    "hardly anybody": policy(targeting={"eligible": [{"attribute": "age", "above": 29.5}]}),
}


def made(
    at_once: int, rules: Policy, of: Cohort | None = None, horizon: int = HORIZON, **more: Any
) -> Simulation:
    """A world, in pieces if it has more than twice as many people."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "PEOPLE_AT_ONCE", at_once)
        return build(of or cohort(), rules, VALUES, SEED, horizon=horizon, **more)


def in_pieces(rules: Policy, of: Cohort | None = None, **more: Any) -> Simulation:
    world = made(FEW, rules, of, **more)
    assert world.in_pieces
    return world


def whole(rules: Policy, of: Cohort | None = None, **more: Any) -> Simulation:
    world = made(10**9, rules, of, **more)
    assert not world.in_pieces
    return world


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "PEOPLE_AT_ONCE", FEW)


def bits(world: Simulation) -> dict[str, bytes]:
    """Everybody's every quantity, and all that is counted."""
    rows, counts = dict(world.rows()), world.counts
    # Without minutes it tells of ordinary services, and only where somebody near has a mentor.
    rows["contact"] = np.where(rows["minutes"] > 0.0, rows["contact"], 0.0)
    return {name: np.asarray(rows[name]).tobytes() for name in rows} | {
        name: getattr(counts, name).tobytes() for name in pieces.COUNTS
    }


def accounts(world: Simulation) -> dict[str, Any]:
    found = world.accounts()
    return {
        name: getattr(found, name).tobytes()
        for name in ("people", "squares", "weekly", "hours_employed", "hours_billed", "sizes")
    } | {"wait": repr(found.mean_wait), "persons": found.persons.to_csv()}


@pytest.mark.parametrize("name", POLICIES)
def test_lived_in_pieces_is_lived_as_one(name: str) -> None:
    one, several = whole(POLICIES[name]), in_pieces(POLICIES[name])
    began = len(several.pieces)
    assert bits(several) == bits(one)
    for weeks in (11, 26, 300):
        one.advance(weeks)
        several.advance(weeks)
        assert bits(several) == bits(one)
    assert accounts(several) == accounts(one)
    # Where people have parted, pieces are small: those of a jobcentre were more than `FEW`.
    assert several.in_pieces
    if name == "as in the trial":
        assert began < len(several.pieces)
        assert max(piece.order.size for piece in several.pieces) <= FEW * 2


@settings(max_examples=6, deadline=None, derandomize=True)
@given(policies)
def test_any_policy_is_lived_in_pieces_as_one(rules: Policy) -> None:
    one, several = whole(rules, horizon=60), in_pieces(rules, horizon=60)
    one.advance(300)
    several.advance(300)
    assert bits(several) == bits(one)


@pytest.mark.parametrize("name", ["as in the trial", "coming back to few", "patience"])
@pytest.mark.parametrize("week", [0, 9, 40])
def test_what_is_made_one_again_lives_on_the_same(name: str, week: int) -> None:
    one, several = whole(POLICIES[name]), in_pieces(POLICIES[name])
    one.advance(week)
    several.advance(week)
    joined = several.world
    assert not several.in_pieces
    # What is worked out anew when it is needed, and in what order who may wait is listed.
    passing = (
        "real",
        "queue",
        "filled",
        "marks",
        "post_words",
        "programme_words",
        "centre",
        "post_whole",
        "asked",
    )
    assert unlike(joined, one.world, passing) == []
    assert bits(several) == bits(one)
    for row in ("holder", "load", "vacant_until", "away_until", "woman", "places", "person"):
        at = POST_WHOLE.index(row)
        assert np.array_equal(joined.post_whole[at], one.world.post_whole[at])
    one.advance(300)
    several.advance(300)
    assert bits(several) == bits(one)
    assert accounts(several) == accounts(one)


def unlike(a: World, b: World, but: Sequence[str]) -> list[str]:
    return [
        name
        for name, table in a._asdict().items()
        if name not in but and np.asarray(table).tobytes() != np.asarray(getattr(b, name)).tobytes()
    ]


@pytest.mark.parametrize("at_once", [3, 7, 64, 200])
def test_how_large_pieces_are_is_of_no_account(at_once: int) -> None:
    rules = POLICIES["patience"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "PEOPLE_AT_ONCE", at_once)
        several = build(cohort(), rules, VALUES, SEED, horizon=HORIZON)
        several.advance(300)
    one = whole(rules)
    one.advance(300)
    assert several.in_pieces
    assert bits(several) == bits(one)


def test_an_engine_of_ones_own_lives_every_piece() -> None:
    lived: list[int] = []

    def simulate(world: World, first: int, last: int) -> None:
        lived.append(world.flag.shape[1])
        engine.simulate(world, first, last)

    own = OwnEngine(simulate, turnover.draw_holders, ("a rule",))
    one, several = whole(policy()), in_pieces(policy(), own=own)
    one.advance(300)
    several.advance(300)
    assert bits(several) == bits(one)
    assert len(lived) >= len(several.pieces)
    assert max(lived) < one.order.size


def test_who_looks_between_weeks_sees_one_world() -> None:
    seen: list[npt.NDArray[np.uint8]] = []
    several = in_pieces(policy())

    def look() -> None:
        seen.append(youth_rows(several.world)["status"].copy())

    several.before_week = look
    several.advance(300)
    one = whole(policy())
    for week, status in enumerate(seen):
        assert one.week == week
        assert np.array_equal(youth_rows(one.world)["status"], status)
        one.advance()
    assert len(seen) == one.weeks
    assert bits(several) == bits(one)


def test_weeks_that_are_seen_are_the_same() -> None:
    wanted = {0: ["trust"], 30: ["readiness", "status"], 80: ["post"]}
    one_accounts, one = whole(policy()).run_with_snapshots(wanted)
    accounts, several = in_pieces(policy()).run_with_snapshots(wanted)
    assert np.array_equal(accounts.people, one_accounts.people)
    for week, rows in one.items():
        for name, row in rows.items():
            assert row.tobytes() == several[week][name].tobytes()


def test_a_world_that_keeps_its_moves_is_whole() -> None:
    world = made(FEW, policy(), keep_moves=True)
    assert not world.in_pieces
    several = in_pieces(policy())
    several.advance(300)
    with pytest.raises(RuntimeError, match="moves"):
        several.moves()


# --- the commands' own ways ---------------------------------------------------------------------
def test_policies_that_part_later_are_the_same_in_pieces() -> None:
    named = load_policies(["104-weeks", "as-in-trial", "26-weeks"])
    values, seed = next(iter(few_draws().values())), 5
    ready = prepared(the_trial(), named, few_draws())
    people = cohort_for(ready.people, ready.intake, values, seed)

    def end(world: Simulation) -> dict[str, bytes]:
        parted.append((world.week, world.in_pieces))
        world.advance(300)
        return bits(world)

    parted: list[tuple[int, bool]] = []
    several = ready.simulate(0, people, values, seed, HORIZON, end)
    assert all(divided for _, divided in parted)
    assert min(week for week, _ in parted) >= 10
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "PEOPLE_AT_ONCE", 10**9)
        one = [end(world) for world in ready.worlds(0, people, values, seed, HORIZON)]
    assert several == one


def test_a_comparison_is_the_same_in_pieces_and_with_any_workers() -> None:
    named = load_policies(["as-in-trial", "no-mentor"])

    def found(at_once: int, workers: int) -> Any:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(pieces, "PEOPLE_AT_ONCE", at_once)
            setting = EnsembleSetting(60, workers=workers)
            return run_ensemble(the_trial(), named, few_draws(), setting)

    one = found(10**9, 1)
    assert found(100, 1).identical(one)
    assert found(100, 2).identical(one)


def test_a_forecast_is_the_same_in_pieces() -> None:
    stream = {"kind": "stream", "per_week": 8, "weeks": 60}
    rules = Policy.model_validate(
        {**load_policy("as-in-trial").policy.model_dump(), "intake": stream}
    )
    people = cohort_for(the_trial(), Intake.model_validate(stream), VALUES, 3)
    ends = np.array([30, 60, 90])
    one, several = whole(rules, people), in_pieces(rules, people)
    for mine, theirs in zip(person_weeks(one, ends), person_weeks(several, ends), strict=True):
        assert np.array_equal(mine, theirs)
    assert several.in_pieces


# --- people, and who they are -------------------------------------------------------------------
def test_numbers_beyond_a_page_are_nobody_elses() -> None:
    ranks = np.concatenate([np.arange(page * PAGE - 9, page * PAGE + 9) for page in (1, 2, 3)])
    drawn = np.concatenate([numbers(j, ranks, 4) for j in range(4)])
    assert np.unique(drawn).size == drawn.size
    assert drawn.max() < 4 * 4 * PAGE
    # The first page is what it was.
    assert numbers(2, np.array([5]), 4).tolist() == [2 * 65536 + 5]


def test_a_jobcentre_of_any_size_has_the_same_people_first() -> None:
    trial, shares = the_trial(), {"share_women": 0.4, "share_never_su": 0.5}
    seats = np.zeros(13, int)
    seats[3] = PAGE + 40
    large = draw_population(trial.population, seats, 3, **shares)
    seats[3] = 50
    small = draw_population(trial.population, seats, 3, **shares)
    assert np.array_equal(large.age[:50], small.age)
    assert large.person[PAGE] == (13 + 3) * PAGE
    assert np.unique(large.person).size == PAGE + 40


def test_people_drawn_a_part_at_a_time_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    trial, shares = the_trial(), {"share_women": 0.4, "share_never_su": 0.5}
    at_once = draw_population(trial.population, trial.seats, 11, **shares)
    monkeypatch.setattr(population, "DRAWN_AT_ONCE", 170)
    population._KEPT.clear()
    in_parts = draw_population(trial.population, trial.seats, 11, **shares)
    assert in_parts is not at_once
    assert in_parts.to_frame().equals(at_once.to_frame())
    assert in_parts.n == at_once.n


def test_posts_of_a_large_jobcentre_have_numbers_of_their_own() -> None:
    trial = the_trial()
    staffing = trial.staffing[:2]
    posts = build_corps(staffing, trial.mentor_shares, np.array([3, 3_000_000]), caseload=20.0)
    assert posts.hours.size > PAGE
    assert np.unique(posts.person).size == posts.hours.size
