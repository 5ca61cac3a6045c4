"""What is compared: which way each outcome is better, and what becomes of the young people."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from calibration.trial import the_trial
from mentorsim.language import LOCALES, Language
from mentorsim.present.comparison.cells import lives_heads, lives_rows
from scenarios.comparison.compare import compare
from scenarios.comparison.ensemble import EnsembleSetting
from scenarios.comparison.outcomes import ALL_OUTCOMES, DIRECTED, OUTCOMES, STATUS_NAMES, SUMMED
from scenarios.comparison.ranking import rank
from scenarios.economics.person_weeks import NEEDED
from scenarios.forecast.setting import AS_BEFORE, NO_COURSES, Stream
from scenarios.forecast.stream import ready_to_stream, simulate_stream
from scenarios.next_trial.plan import read_outcome
from scenarios.policy.policies import evidence_ends, load_policies, load_policy
from scenarios.sensitivity.targets import target
from sim.errors import InputError
from sim.outcomes.accounts import COUNTED
from sim.state import Status
from tests.support.policy_cases import parse
from tests.worlds.small_comparison import few_draws, judged_draws, small_comparison

LAW = date(2026, 2, 1)


def test_everybody_is_in_one_status_and_milestones_stand_beside() -> None:
    assert set(STATUS_NAMES) | {"completed", "qualified"} == set(OUTCOMES)
    assert set(SUMMED) == set(STATUS_NAMES) == set(NEEDED)
    data = small_comparison().ensemble
    assert list(data["status"].values) == list(COUNTED)
    shares = data["level"].sel(status=list(STATUS_NAMES)).sum("status")
    np.testing.assert_allclose(shares, 1.0, atol=1e-5)
    passed = data["level"].sel(status=["completed", "qualified"]).astype(float)
    assert (passed.diff("week") >= -1e-6).all(), "what is completed stays so"
    started = data["level"].sel(status="started")
    assert (passed.sel(status="qualified") <= passed.sel(status="completed") + 1e-6).all()
    assert (passed.sel(status="completed") <= started + 1e-6).all()


def test_neither_more_nor_fewer_self_supported_is_better() -> None:
    """No probability of being better anywhere, and nothing is ranked by it."""
    result = compare(
        the_trial(),
        [load_policy("as-in-trial")],
        load_policy("no-mentor"),
        judged_draws(),
        EnsembleSetting(horizon=53),
    )
    last = result.differences[result.differences["week"] == 52].set_index("outcome")
    last = last[last["group"] == "all"]
    assert last.loc[["self_supported", "self_supported_weeks"], "prob_better"].isna().all()
    assert last.loc[["education", "on_benefit"], "prob_better"].notna().all()
    assert set(ALL_OUTCOMES) - set(DIRECTED) == {"self_supported", "self_supported_weeks"}
    with pytest.raises(InputError, match="neither more nor less"):
        rank(
            the_trial(),
            [load_policy("as-in-trial")],
            load_policy("no-mentor"),
            few_draws(),
            EnsembleSetting(horizon=27),
            hours=1000,
            outcome="self_supported_weeks",
        )
    with pytest.raises(InputError, match="neither more nor less"):
        target("self_supported").sense()
    assert target("completed").sense()
    assert not target("resource_course_weeks").sense()
    with pytest.raises(InputError, match="no such outcome"):
        read_outcome("self_supported")
    with pytest.raises(InputError, match="no such outcome"):
        read_outcome("support")


@pytest.mark.parametrize("code", LOCALES)
def test_a_table_tells_where_everybody_is(code: str) -> None:
    result, language = small_comparison(), Language(code)
    rows, heads = lives_rows(result, language), lives_heads(result, language)
    assert len(rows) == len(OUTCOMES)
    assert all(len(row.cells) == len(heads) - 1 for row in rows)
    said = {row.head for row in rows}
    wanted = {
        "en": {"on benefit", "self-supported without work or education", "on a resource course"},
        "da": {"på ydelse", "selvforsørgende uden job eller uddannelse", "i ressourceforløb"},
    }
    assert wanted[code] <= said


def test_no_courses_begin_from_the_day_of_the_law_on() -> None:
    assert Stream(10, start_year=2026).courses_until == LAW
    assert Stream(10, start_year=2025).courses_until is None
    assert Stream(10, start_year=2027, courses=AS_BEFORE).courses_until is None
    assert Stream(10, start_year=2020, courses=NO_COURSES).courses_until == LAW
    with pytest.raises(InputError, match="no such choice"):
        Stream(10, courses="some")


def test_a_forecast_lives_by_the_choice_of_courses() -> None:
    found = {}
    for courses in (AS_BEFORE, NO_COURSES):
        # In January 2026 a course could still begin.
        stream = Stream(300, years=2, start_year=2027, courses=courses)
        streaming = ready_to_stream(
            the_trial(),
            load_policies(["as-in-trial"]),
            load_policy("no-mentor"),
            few_draws().first(2),
            stream,
        )
        (lives,) = simulate_stream(streaming, few_draws().first(2))
        found[courses] = float(lives.weeks[..., Status.RESOURCE_COURSE].sum())
    assert found[AS_BEFORE] > found[NO_COURSES] == 0.0


def test_other_aftercare_than_the_trials_and_coming_back_were_not_seen() -> None:
    assert evidence_ends(parse(ending={"aftercare_weeks": "as_in_trial"}), None) == 73
    assert evidence_ends(parse(ending={"aftercare_weeks": 0}), None) == 0
    assert evidence_ends(parse(ending={"return_weeks": 26}), None) == 0
