"""Lives by group: the same as an ensemble's, and groups that are everybody add up to everybody."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from calibration.trial import the_trial
from calibration.workspace import Workspace
from scenarios.comparison.ensemble import EnsembleSetting, run_ensemble, simulate_closely
from scenarios.comparison.prepared import prepared
from scenarios.decision.group_lives import (
    FRONT,
    SimulatedGroups,
    group_lives,
    hours_per_place,
    look_at_groups,
)
from scenarios.decision.group_outcomes import GroupOutcomes, group_outcomes
from scenarios.decision.policy_outcomes import effects_by_seed, policy_outcomes
from scenarios.decision.setting import decision_choices
from scenarios.economics.person_weeks import quantities_of
from scenarios.economics.price_draws import draw_prices
from scenarios.economics.price_file import load_prices
from scenarios.economics.purses import budget_account
from scenarios.policy.policies import load_policies
from sim.mentors import Corps, MentorShares
from tests.worlds.small_comparison import DRAWS, few_draws

Floats = npt.NDArray[np.float64]

HORIZON, WEEK = 61, 40
POLICIES = ["as-in-trial", "with-other-measures", "no-mentor"]
MARKS = decision_choices().families["marks"]
SEX = decision_choices().families["sex"]


def lived(workers: int = 1, workspace: Workspace | None = None) -> SimulatedGroups:
    ready = prepared(the_trial(), load_policies(POLICIES), few_draws())
    look = look_at_groups(len(few_draws()), (*MARKS, *SEX), WEEK)
    _, kept = simulate_closely(
        ready,
        few_draws(),
        EnsembleSetting(horizon=HORIZON, workers=workers),
        look=look,
        workspace=workspace,
    )
    return group_lives(kept, ready, look)


@cache
def lives() -> SimulatedGroups:
    return lived()


@cache
def outcomes() -> GroupOutcomes:
    values = draw_prices(load_prices(2023), DRAWS, 1)
    return group_outcomes(lives(), "no-mentor", values)


@cache
def everybody():
    return run_ensemble(
        the_trial(), load_policies(POLICIES), few_draws(), EnsembleSetting(horizon=HORIZON)
    )


@pytest.mark.parametrize("policy", POLICIES)
def test_they_are_the_lives_of_the_ensemble(policy: str) -> None:
    ours, everyone = lives().quantities(policy), lives().groups.index("all")
    theirs = quantities_of(everybody(), policy)
    for status, weeks in theirs.weeks.items():
        assert ours.weeks[status][everyone].mean(axis=0) == pytest.approx(weeks, rel=1e-5)
    hours = ours.mentor_hours[everyone].mean(axis=0)
    assert hours == pytest.approx(theirs.mentor_hours, rel=1e-5)
    assert ours.measures[everyone].mean(axis=0) == pytest.approx(theirs.measures)
    assert ours.new_mentors[everyone].mean(axis=0) == pytest.approx(theirs.new_mentors)


@pytest.mark.parametrize("family", [MARKS, SEX])
def test_groups_that_are_everybody_add_up_to_everybody(family: tuple[str, ...]) -> None:
    values = draw_prices(load_prices(2016), DRAWS, 1)
    for policy in POLICIES:
        account = budget_account(lives().quantities(policy), values, FRONT)
        kroner = account.kroner.assign_coords(group=list(lives().groups))
        parts, total = kroner.sel(group=list(family)).sum("group"), kroner.sel(group="all")
        assert float(abs(parts - total).max()) < 1e-6 * float(abs(total).max())
    assert lives().shares(family).sum() == pytest.approx(1.0)


def raw_effects(group: str) -> dict[str, Floats]:
    """Effects in one group, seed by seed, (draws, seeds, policies); noise of seeds left in."""
    names = ("no-mentor", *(p for p in POLICIES if p != "no-mentor"))
    return effects_by_seed(lives().data.sel(group=group), names)


@pytest.mark.parametrize("family", [MARKS, SEX])
def test_each_group_is_its_share_of_the_effect_in_every_world(family: tuple[str, ...]) -> None:
    size = lives().data["size"]
    shares = {g: (size.sel(group=g) / size.sel(group="all")).to_numpy() for g in family}
    parts, total = {g: raw_effects(g) for g in family}, raw_effects("all")
    for effect in ("education", "employment_weeks"):
        summed = sum(shares[g][:, :, None] * parts[g][effect] for g in family)
        assert np.ptp(total[effect]) > 0
        # Levels are kept in single precision.
        assert summed == pytest.approx(total[effect], abs=1e-6 * WEEK)


def test_a_groups_effect_is_the_mean_of_its_worlds() -> None:
    for k, group in enumerate(outcomes().groups):
        for effect, raw in raw_effects(group).items():
            settled_mean = outcomes().effect[effect][..., k].mean(axis=0)
            assert settled_mean == pytest.approx(raw.mean(axis=(0, 1)), abs=1e-9)


def test_everybodys_kroner_are_those_of_the_decision() -> None:
    values = draw_prices(load_prices(2023), DRAWS, 1)
    whole = policy_outcomes(everybody(), "no-mentor", values)
    for name in ("public", "municipality", "welfare"):
        mine = outcomes().among(["all"]).net[name].mean(axis=0)[:, 0]
        assert mine[1:] == pytest.approx(whole.net[name].mean(axis=(0, 1))[1:], rel=1e-4)


def test_groups_at_once_are_each_by_itself_to_the_bit() -> None:
    values = draw_prices(load_prices(2023), DRAWS, 1)
    for group in (MARKS[0], SEX[1]):
        few = SimulatedGroups(lives().data.sel(group=["all", group]))
        alone, k = group_outcomes(few, "no-mentor", values), outcomes().groups.index(group)
        for tables, whole in ((alone.net, outcomes().net), (alone.effect, outcomes().effect)):
            for name, found in tables.items():
                assert found[..., 1].tobytes() == whole[name][..., k].tobytes(), name


def test_what_has_no_price_moves_as_it_should() -> None:
    """Mentoring gives trust; barriers fall with other measures only; the reference is the zero."""
    found = outcomes()
    mentored, measured = (found.policies.index(p) for p in POLICIES[:2])
    for draws in found.unpriced.values():
        assert (draws[:, 0] == 0).all()
    assert (found.unpriced["trust"].mean(axis=0)[mentored] > 0.1).all()
    assert np.abs(found.unpriced["severity"][:, mentored]).max() < 1e-12
    assert (found.unpriced["severity"].mean(axis=0)[measured] < -0.01).all()


def test_hours_go_where_the_mentored_weeks_are() -> None:
    share = lives().data["hours_share"].sel(policy="as-in-trial").mean(("draw", "seed"))
    assert float(share.sel(group=list(MARKS)).sum()) == pytest.approx(1.0)
    nobody = lives().data["hours_share"].sel(policy="no-mentor")
    assert float(nobody.max()) == 0.0
    # Those without marks stay longest on support, so more than their share of hours goes to them.
    people = lives().shares(MARKS)
    assert float(share.sel(group="grade_none")) > people[MARKS.index("grade_none")]


def test_a_place_costs_the_hours_of_its_jobcentre() -> None:
    corps = Corps(
        jobcentre=np.array([0, 0, 2], np.int32),
        hours=np.array([37.0, 18.5, 37.0]),
        places=np.array([10, 5, 20], np.int32),
        deliberate=np.zeros(3, np.uint8),
        person=np.zeros(3, np.uint32),
        shares=MentorShares(0.5, 0.5, 0.5, 0.5, 0.5),
        given=False,
    )
    assert hours_per_place(corps, 4) == pytest.approx([3.7, 0.0, 1.85, 0.0])


def test_workers_and_pieces_change_nothing(tmp_path: Path) -> None:
    first = lived(
        workers=2, workspace=Workspace(tmp_path / "w", {"a": 1}, layer="scenarios", resume=False)
    )
    again = lived(workspace=Workspace(tmp_path / "w", {"a": 1}, layer="scenarios", resume=True))
    for found in (first, again):
        assert found.data.equals(lives().data)
    assert list((tmp_path / "w").glob("draws-*.npz"))


def test_looking_at_fewer_draws_leaves_the_ensemble_as_it_is() -> None:
    ready = prepared(the_trial(), load_policies(POLICIES), few_draws())
    look = look_at_groups(2, MARKS, WEEK)
    data, kept = simulate_closely(ready, few_draws(), EnsembleSetting(horizon=HORIZON), look=look)
    assert data.identical(everybody())
    of_few = group_lives(kept, ready, look).data
    wanted = lives().data.isel(draw=slice(2)).sel(group=list(look.groups))
    assert of_few.drop_vars("hours_share").equals(wanted.drop_vars("hours_share"))
