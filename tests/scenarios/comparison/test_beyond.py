"""What a trial does not speak to is marked: by week, and by an outcome that it never measured."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from calibration.evidence import evidence_of, shipped_evidence
from calibration.trial import the_trial
from scenarios.comparison import tables
from scenarios.comparison.outcomes import ALL_OUTCOMES
from scenarios.decision.decided import Decided
from scenarios.decision.outcome_names import EFFECTS, made_of
from scenarios.economics.price_choice import chosen_prices
from scenarios.sensitivity.targets import target
from tests.support.sensitivity_cases import small_question
from tests.worlds.hand_made import Stand
from tests.worlds.small_comparison import small_comparison

#: Outcomes on which effects.csv has rows; all others are the model's alone.
MEASURED = {"education", "employment", "pension", "resource_course"}


def test_the_table_of_effects_says_which_outcomes_were_measured() -> None:
    found = shipped_evidence()
    statuses = {outcome.status for outcome in ALL_OUTCOMES.values()}
    assert found.measured & statuses == MEASURED
    assert found.last_week(73, ["education", "employment"]) == 73
    assert found.last_week(73, ["education", "completed"]) == -1
    assert found.last_week(73, []) == 73


def test_another_table_speaks_of_what_it_measured() -> None:
    trial = the_trial()
    first, *_ = trial.tables.effects
    rows = (first.model_copy(update={"outcome": "completed"}),)
    found = evidence_of(replace(trial, tables=replace(trial.tables, effects=rows)))
    assert found.measured == {"completed"}
    assert not found.speaks_of(["education"])


@pytest.mark.parametrize("which", ["levels", "differences"])
def test_within_the_trials_weeks_only_what_it_measured_is_unmarked(which: str) -> None:
    result = small_comparison()
    frame = getattr(result, which)
    own = frame[frame["policy"].isin(["as-in-trial", "no-mentor"])]
    own = own[own["week"] <= 73]
    if which == "differences":
        own = own[own["against"] == "no-mentor"]
    marked = own.groupby("outcome")["extrapolated"].agg(["min", "max"])
    for name, outcome in ALL_OUTCOMES.items():
        expected = outcome.status not in MEASURED
        assert marked.loc[name].tolist() == [expected, expected], name
    later = frame[frame["week"] > 73]
    assert later["extrapolated"].all()


def test_a_study_that_measured_completions_leaves_them_unmarked() -> None:
    result = small_comparison()
    more = replace(result.evidence, measured=result.evidence.measured | {"completed"})
    found = tables.differences(
        result.ensemble,
        [("as-in-trial", "no-mentor")],
        result.evidence_ends,
        2588,
        evidence=more,
        outcomes=["completed", "qualified"],
        groups=["all"],
    )
    early = found[found["week"] <= 73].groupby("outcome")["extrapolated"].max()
    assert early.to_dict() == {"completed": False, "qualified": True}
    assert result.last_spoken_of("as-in-trial", "education_weeks") == 73
    assert result.last_spoken_of("as-in-trial", "completed") == -1


def test_an_effect_of_a_decision_is_marked_by_what_it_is_made_of() -> None:
    decision = Stand(question=Stand(reference="none"))
    decided: Any = Stand(
        decision=decision, evidence_ends={"a": 73, "none": 73}, evidence=shipped_evidence()
    )

    def marked(week: int, effect: str | None = None) -> bool:
        return Decided.extrapolated(decided, "a", week, effect)

    assert [name for name in EFFECTS if not marked(52, name)] == [
        "education_or_employment_years",
        "education",
        "employment",
        "education_weeks",
        "employment_weeks",
    ]
    # Kroner follow from all that is lived: they are marked by the week.
    assert [marked(73), marked(74)] == [False, True]
    assert all(marked(74, name) for name in EFFECTS)
    assert made_of("off_benefit_weeks") == ("employment", "self_supported", "education")


def test_what_a_sensitivity_explains_is_marked_by_its_outcome() -> None:
    asked = replace(
        small_question(policy="as-in-trial", against="no-mentor", week=52), prices=chosen_prices()
    )
    found = {
        name: replace(asked, outcome=target(name)).beyond()
        for name in ("education", "employment_weeks", "completed", "on_benefit", "net_public")
    }
    assert found == {
        "education": False,
        "employment_weeks": False,
        "completed": True,
        "on_benefit": True,
        "net_public": False,
    }
    per = {
        n: replace(asked, outcome=target(f"cost_per_{n}")).beyond()
        for n in ("completed", "education")
    }
    assert per == {"completed": True, "education": False}
