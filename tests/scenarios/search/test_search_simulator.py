"""The simulator as a judge: the same numbers as a comparison and a decision, and honest levers."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from calibration.posterior import Posterior
from mentorsim.present.search.files import policy_text
from mentorsim.present.search.searched import front_policies
from mentorsim.python.compare import compare
from mentorsim.python.policies import load
from mentorsim.request.request import situated
from scenarios.decision.outcome_names import ACTIVE_YEARS
from scenarios.decision.policy_outcomes import policy_outcomes
from scenarios.economics.price_choice import chosen_prices
from scenarios.economics.price_draws import draw_prices
from scenarios.policy.policies import NamedPolicy, parse_policy
from scenarios.search.among import among
from scenarios.search.simulator import Simulator
from scenarios.search.space import LEVERS, space_of
from scenarios.search.wants import WANTS, checked_weights, wants_of
from scenarios.search.worlds import SeededWorld
from scenarios.situation.reading import read_situation
from sim.errors import InputError
from sim.strict_yaml import load_yaml
from tests.worlds.small_comparison import few_draws

SITUATION = {"young_people": {"cohort": 500}, "mentors": 10}
WEEK, SEED = 40, 1


def draws() -> Posterior:
    return few_draws().first(2)


@cache
def judge(**weights: float) -> Simulator:
    here = situated(SITUATION, None, None)
    return Simulator(
        space=space_of(load("as-in-trial")),
        people=here.dated,
        situation=read_situation(SITUATION),
        posts=10.0,
        posterior=draws(),
        wants=wants_of([ACTIVE_YEARS, "completed", "net_municipality"]),
        weights=weights,
        prices=chosen_prices(None, None, None),
        horizon=WEEK + 1,
        seed=SEED,
        workers=1,
    )


def rows() -> np.ndarray:
    """Today's policy, and one with four levers moved."""
    today = judge().space.grid.today_row
    moved = today.copy()
    for lever, place in (("who", 1), ("duration", 0), ("taper", 2), ("caseload", 4)):
        moved[LEVERS.index(lever)] = place
    return np.stack([today, moved])


def worlds() -> list[SeededWorld]:
    """Those that a comparison of two draws lives."""
    return [SeededWorld(draw, SEED + 2 * draw + s) for draw in range(2) for s in range(2)]


@cache
def judged() -> np.ndarray:
    return judge().judged(rows(), worlds()).reshape(2, 2, 2, 3)


def test_gains_are_those_of_a_comparison_and_a_decision_in_the_same_worlds() -> None:
    today, moved = front_policies(judge(), rows())
    found = compare(
        moved,
        against=today,
        weeks=WEEK,
        draws=2,
        seed=SEED,
        workers=1,
        situation=SITUATION,
        posterior=draws(),
    )
    prices = draw_prices(chosen_prices(None, None, None), 2, SEED)
    told = policy_outcomes(found.ensemble, today.name, prices)
    gain = judged()[1] - judged()[0]
    assert gain[..., 0] == pytest.approx(told.effect[ACTIVE_YEARS][..., 1], abs=1e-6)
    assert gain[..., 1] == pytest.approx(100 * told.effect["completed"][..., 1], abs=1e-4)
    assert gain[..., 2] == pytest.approx(told.net["municipality"][..., 1], rel=1e-4)
    assert np.abs(gain[..., 2]).max() > 100


def test_a_given_policy_is_judged_as_the_same_one_among_levers() -> None:
    moved = front_policies(judge(), rows())[1]
    given = replace(judge(), space=among(load("as-in-trial"), [moved]), _cache={})
    found = given.judged(np.array([[0], [1]]), worlds()[:1])
    assert found == pytest.approx(judged().reshape(2, 4, 3)[:, :1], rel=1e-12)
    assert [p.name for p in front_policies(given, np.array([[1], [0]]))] == [
        "choice-1",
        "as-in-trial",
    ]


def test_given_policies_are_known_by_their_content() -> None:
    today, other = load("as-in-trial"), load("as-in-trial", duration={"weeks": 26}, name="other")
    longer = load("as-in-trial", duration={"weeks": 78}, name="other")
    assert among(today, [today, other]).policies == (today, other)
    assert among(today, [other]).choices != among(today, [longer]).choices
    with pytest.raises(InputError, match="nothing to choose among"):
        among(today, [today])
    with pytest.raises(InputError, match="the same name"):
        among(today, [other, longer])


def test_numbers_do_not_depend_on_workers_nor_on_what_is_judged_beside() -> None:
    two = replace(judge(), workers=2, _cache={}).judged(rows(), worlds())
    assert np.array_equal(two.reshape(judged().shape), judged())
    # Sums over other policies beside it may round otherwise in the last digit.
    alone = judge().judged(rows()[1:], worlds()[2:3])
    assert alone[0, 0] == pytest.approx(judged()[1, 1, 0], rel=1e-12)


def test_more_mentors_bring_more_and_none_bring_no_hours() -> None:
    few, none = judge().staffed(5.0), judge().staffed(0.0)
    one = worlds()[:1]
    gain = judged()[0, 0, 0, 0]
    assert none.judged(rows()[:1], one)[0, 0, 0] < gain
    assert none.named(rows()[0]).policy.targeting.eligible == []
    assert few.named(rows()[0]).policy.capacity.mentors == 5.0
    kroner = [x.judged(rows()[:1], one)[0, 0, 2] for x in (none, few)]
    assert kroner[0] > kroner[1]  # mentors cost more than they have brought after 40 weeks


def test_a_weight_of_two_counts_a_group_twice() -> None:
    """Weights of 0 and 2 lie as far on either side of the mean over everybody, by group size."""
    one, row = worlds()[:1], rows()[:1]
    cohort, _ = judge(grade_none=2.0)._cache["cohort"](one[0])
    share = cohort.membership()[1].mean() if cohort.membership().shape[0] == 2 else None
    both, without, usual = (
        x.judged(row, one)[0, 0, 0] for x in (judge(grade_none=2.0), judge(grade_none=0.0), judge())
    )
    assert (both - usual) * (without - usual) < 0
    if share is not None:
        group = (usual - (1 - share) * without) / share
        assert both == pytest.approx(((1 - share) * without + 2 * share * group) / (1 + share))


def test_every_policy_of_a_front_is_a_file_that_is_read_as_the_same_policy() -> None:
    today, moved = front_policies(judge(), rows())
    assert (today.name, moved.name) == ("as-in-trial", "choice-1")
    for named in (today, moved):
        again = parse_policy(load_yaml(policy_text(named), file="x"), file="x")
        assert again == named.policy
    assert moved.policy.capacity.mentors == 10.0
    assert moved.policy.capacity.caseload == 20.0
    assert moved.policy.duration.weeks == 26
    assert today.policy.duration.weeks == 52


def test_today_is_always_on_the_grid_and_moves_nothing() -> None:
    odd: NamedPolicy = load("as-in-trial", duration={"weeks": 40}, ending={"aftercare_weeks": 9})
    space = space_of(odd)
    assert space.moved(space.grid.today_row) == {}
    assert space.policy(space.grid.today_row) == odd.policy
    duration = next(lever for lever in space.levers if lever.name == "duration")
    assert duration.values[duration.today] == 40
    assert list(duration.values) == sorted(duration.values)
    for row in space.grid.neighbours(space.grid.today_row):
        assert len(space.moved(row)) == 1
        assert space.policy(row) != odd.policy


@pytest.mark.parametrize(
    ("levers", "problem"), [((), "which levers"), (("who", "who"), "which"), (("x",), "which")]
)
def test_levers_that_cannot_be_are_refused(levers: tuple[str, ...], problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        space_of(load("as-in-trial"), levers)


def test_a_lever_that_today_rules_out_is_named() -> None:
    with pytest.raises(InputError, match="rules this lever out") as told:
        space_of(load("until-foothold"))
    assert told.value.field == "levers: aftercare"
    assert len(space_of(load("until-foothold"), ["who", "duration"]).levers) == 2
    with pytest.raises(InputError, match="without mentors"):
        space_of(load("no-mentor"))


def test_wants_and_weights_that_cannot_be_are_refused() -> None:
    assert [want.name for want in wants_of(["completed", "net_public"])] == [
        "completed",
        "net_public",
    ]
    for names in ([], ["completed", "completed"], list(WANTS)[:4], ["joy"]):
        with pytest.raises(InputError):
            wants_of(names)
    for weights in ({"joy": 1.0}, {"grade_none": -1.0}, {"grade_none": True}, {"all": 2.0}):
        with pytest.raises(InputError):
            checked_weights(weights)
