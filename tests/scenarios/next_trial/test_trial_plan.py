"""What a trial can be asked to be, and one clear message for everything that it cannot."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from calibration.trial import the_trial
from scenarios.next_trial.plan import (
    read_arms,
    read_costs,
    read_follow_up,
    read_outcome,
    read_sizes,
    read_test,
)
from scenarios.next_trial.recruits import recruited, targeting_of
from scenarios.next_trial.setting import Ranged, next_trial_setting
from sim.errors import InputError
from tests.worlds.small_comparison import few_draws


def test_arms_are_weeks_none_or_policies() -> None:
    arms = read_arms("52, 104,none,caseload-25")
    assert [arm.name for arm in arms] == ["52-weeks", "104-weeks", "no-mentor", "caseload-25"]
    assert [arm.policy.duration.weeks for arm in arms[:2]] == [52, 104]
    assert not arms[2].policy.targeting.eligible
    assert read_arms("0,26")[0] == read_arms("none,26")[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("52", "compares arms"),
        ("", "compares arms"),
        ("52,52", "twice"),
        ("0,none", "twice"),
        ("52,521", "impossible weeks"),
        ("52,-4", "impossible weeks"),
        ("52,lots", "unknown policy"),
        ("1,2,3,4,5,6,7", "compares arms"),
    ],
)
def test_impossible_arms_are_refused(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_arms(text)


def test_sizes_are_spread_evenly_or_given() -> None:
    sizes = read_sizes("100..5000")
    assert (sizes[0], sizes[-1], len(sizes)) == (100, 5000, 12)
    steps = np.diff(np.log(sizes))
    assert steps.max() / steps.min() < 1.5
    assert all(int(float(f"{n:.2g}")) == n for n in sizes)
    assert read_sizes("800,400,400") == (400, 800)
    assert read_sizes("300..300") == (300,)


@pytest.mark.parametrize("text", ["", "5..100", "900..100", "many", "100..", "0", "100..2000000"])
def test_impossible_sizes_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="--n"):
        read_sizes(text)


def test_outcomes_are_read_where_the_arms_can_differ() -> None:
    assert read_follow_up(None, read_arms("52,104"), 156) == (73, 104, 156)
    assert read_follow_up(None, read_arms("0,104"), 110) == (20, 52, 73, 104, 110)
    assert read_follow_up("156,104", read_arms("52,104"), 156) == (104, 156)
    # Another caseload is another life from the first week on.
    assert read_follow_up("20", read_arms("52,caseload-25"), 60) == (20,)
    # 104 weeks for some only: alike until 52.
    assert read_follow_up(None, read_arms("52,104-weeks-no-marks"), 104) == (73, 104)


@pytest.mark.parametrize(
    ("text", "weeks", "said"),
    [
        ("52", 156, "until week 52 all arms have had the same"),
        ("90", 156, "nothing is kept"),
        ("soon", 156, "a whole number"),
        ("200", 156, "nothing is kept"),
        (None, 52, "too short a time"),
    ],
)
def test_a_follow_up_that_can_show_nothing_is_refused(
    text: str | None, weeks: int, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        read_follow_up(text, read_arms("52,104"), weeks)


def test_false_alarms_are_shared_by_the_comparisons() -> None:
    assert read_test(None, 2, None, None, 199).alpha == pytest.approx(0.025)
    drawn = read_test(0.1, 1, "jobcentre", None, 199)
    assert drawn.alpha == 0.1
    assert drawn.clusters is not None
    assert drawn.clusters.icc == next_trial_setting().icc.value


@pytest.mark.parametrize(
    ("alpha", "cluster", "icc", "field"),
    [
        (0.0, None, None, "--alpha"),
        (1.5, None, None, "--alpha"),
        (None, "school", None, "--cluster"),
        (None, "jobcentre", 1.0, "--icc"),
        (None, None, 0.02, "--icc"),
    ],
)
def test_impossible_tests_are_refused(
    alpha: float | None, cluster: str | None, icc: float | None, field: str
) -> None:
    with pytest.raises(InputError, match=field):
        read_test(alpha, 1, cluster, icc, 199)


def test_costs_come_from_the_data_file_unless_given() -> None:
    setting = next_trial_setting()
    ours = read_costs("education")
    worth = setting.year_value["education"]
    assert ours.values == (worth.low, worth.value, worth.high)
    assert (ours.fixed, ours.person) == (setting.fixed_cost.value, setting.person_cost.value)
    assert 250 < ours.hour < 450
    theirs = read_costs("pension", fixed=0, person=1, value=2, people=3)
    assert (theirs.fixed, theirs.person, theirs.values, theirs.people) == (0, 1, (2,), 3)
    assert theirs.given == {"fixed_cost": 0, "person_cost": 1, "year_value": 2, "target_group": 3}


def test_impossible_costs_are_refused() -> None:
    with pytest.raises(InputError, match="--value"):
        read_costs("pension")
    for name, option in (
        ("fixed", "--fixed-cost"),
        ("person", "--cost-per-person"),
        ("value", "--value"),
        ("people", "--target-group"),
    ):
        for amount in (-1.0, float("nan"), float("inf")):
            with pytest.raises(InputError, match=option):
                read_costs("education", **{name: amount})
    with pytest.raises(InputError, match="--outcome"):
        read_outcome("happiness")


def test_a_range_holds_its_value() -> None:
    with pytest.raises(ValueError, match="is not within"):
        Ranged(value=1, low=2, high=3, unit="-", source="-", certainty="?")


def test_only_the_eligible_are_recruited_and_live_as_they_would_have() -> None:
    trial = the_trial()
    values = next(iter(few_draws().values()))
    everybody = trial.cohort(values, 7)
    chosen = recruited(trial, targeting_of("grade_none", trial)).cohort(values, 7)
    inside = everybody.membership()[:, everybody.groups.index("grade_none")] == 1
    assert chosen.population.person.tolist() == everybody.population.person[inside].tolist()
    assert chosen.entry.tolist() == everybody.entry[inside].tolist()
    assert chosen.membership()[:, 0].sum() == inside.sum()


def test_recruits_travel_as_their_name_and_conditions() -> None:
    recruits = recruited(the_trial(), ("grade_none",))
    content = pickle.dumps(recruits)
    assert len(content) < 400
    again = pickle.loads(content)
    assert again.whole is the_trial()
    assert again.eligible == ("grade_none",)


def test_whom_a_trial_takes_in() -> None:
    trial = the_trial()
    assert targeting_of("København", trial) == ("København",)
    assert targeting_of("as-in-trial", trial) == ("all",)
    for text, said in (
        ("grade_non", "did you mean grade_none"),
        ("no-mentor", "for nobody"),
        ("nobody.yaml", "cannot read the policy"),
    ):
        with pytest.raises(InputError, match=said):
            targeting_of(text, trial)
    nobody = recruited(trial, ("woman", "man"))
    with pytest.raises(InputError, match="nobody is eligible"):
        nobody.cohort(next(iter(few_draws().values())), 1)
