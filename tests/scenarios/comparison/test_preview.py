"""A preview gives the numbers of a comparison of as many draws, and lives nothing twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import pytest

from calibration.trial import the_trial
from scenarios.comparison import preview as glancing
from scenarios.comparison.compare import Comparison
from scenarios.comparison.ensemble import EnsembleSetting
from scenarios.comparison.preview import Forever, preview
from scenarios.policy.policies import load_policy
from tests.worlds.small_comparison import DRAWS, HORIZON, few_draws, small_comparison


def look(names: Sequence[str], keeper: Forever, horizon: int = HORIZON, **more: Any) -> Comparison:
    policies = [load_policy(name) for name in names]
    return preview(
        the_trial(),
        policies,
        load_policy("no-mentor"),
        few_draws(),
        EnsembleSetting(horizon),
        DRAWS,
        keeper,
        **more,
    )


def test_the_numbers_are_those_of_a_comparison() -> None:
    quick, full = look(["as-in-trial", "104-weeks"], Forever()), small_comparison()
    for table in ("levels", "differences", "weekly", "totals"):
        pd.testing.assert_frame_equal(getattr(quick, table), getattr(full, table))
    assert quick.views.empty
    assert quick.dependences == ()
    assert (quick.draw_count, quick.trial_size) == (full.draw_count, full.trial_size)


def test_only_some_outcomes_have_rows() -> None:
    quick = look(["104-weeks"], Forever(), 61, outcomes=("education",))
    assert set(quick.differences["outcome"]) == set(quick.levels["outcome"]) == {"education"}
    # Whatever else is asked for is worked out from what was kept.
    assert quick.difference("104-weeks", "employment", 52)["unit"] == "pp"


def test_another_policy_costs_its_own_lives_only(monkeypatch: pytest.MonkeyPatch) -> None:
    lived: list[str] = []
    drawn: list[int] = []
    real, cohort = glancing.simulate_all, glancing.cohort_for

    def simulate_all(ready: Any, *args: Any, **kwargs: Any) -> Any:
        lived.extend(named.name for named in ready.policies)
        return real(ready, *args, **kwargs)

    def cohort_for(*args: Any) -> Any:
        drawn.append(1)
        return cohort(*args)

    monkeypatch.setattr(glancing, "simulate_all", simulate_all)
    monkeypatch.setattr(glancing, "cohort_for", cohort_for)
    keeper = Forever()
    look(["26-weeks"], keeper, 61)
    assert sorted(lived) == ["26-weeks", "no-mentor"]
    people = len(drawn)
    assert people == 2 * DRAWS
    look(["78-weeks"], keeper, 61)
    assert lived[2:] == ["78-weeks"]
    assert len(drawn) == people


def test_policies_with_and_without_other_measures_stand_side_by_side() -> None:
    quick = look(["with-other-measures", "26-weeks"], Forever(), 61)
    begun = quick.ensemble["measures_begun"].sum(("draw", "seed", "measure", "calendar_week"))
    assert float(begun.sel(policy="with-other-measures")) > 0
    assert float(begun.sel(policy="26-weeks")) == 0
    assert quick.ensemble["policy"].values.tolist() == [
        "with-other-measures",
        "26-weeks",
        "no-mentor",
    ]
