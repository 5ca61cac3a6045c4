"""Other measures: their effect on barriers is drawn over its range, and listed."""

from __future__ import annotations

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from calibration.trial import the_trial
from mentorsim.cli import app
from mentorsim.language import LOCALES, Language
from mentorsim.present.policy.assumptions import assumption_lines
from mentorsim.report.report import report_html
from scenarios.comparison.compare import compare
from scenarios.comparison.ensemble import EnsembleSetting, run_ensemble
from scenarios.policy.measure_effects import assumed, at_draw, measure_effect_at
from scenarios.policy.policies import NamedPolicy, evidence_ends, load_policy, parse_policy
from sim.programme import Policy
from sim.simulation import build
from sim.state import Status
from tests.worlds.small_comparison import few_draws

TEXTS = {"title": {"da": "a", "en": "b"}, "description": {"da": "a", "en": "b"}, "reference": "-"}


def policy(name: str = "treatment", **parts: object) -> Policy:
    measure: dict[str, object] = {
        "name": {"da": "behandling", "en": name},
        "who": ["all"],
        "from_week": 2,
        "relief": {"low": 0.2, "central": 0.4, "high": 1.0, "source": "a test"},
        "price": "measure_cost",
    }
    return parse_policy({**TEXTS, "measures": [measure | parts]}, file="test")


def test_a_relief_is_drawn_from_the_triangle_over_its_range() -> None:
    """Mean and spread of 2,000 draws beside the triangle's: false alarms below 1e-7 (5.4 errors).

    The mean is (0.2 + 0.4 + 1) / 3, the variance (0.04 + 0.16 + 1 - 0.08 - 0.2 - 0.4) / 18. A
    uniform draw would have a mean of 0.6, found with a probability over 0.999.
    """
    measure, n = policy().measures[0], 2000
    drawn = np.array([measure_effect_at(measure, k) for k in range(n)])
    assert drawn.min() >= 0.2
    assert drawn.max() <= 1.0
    sd = np.sqrt(0.52 / 18)
    assert drawn.mean() == pytest.approx(1.6 / 3, abs=5.4 * sd / np.sqrt(n))
    assert drawn.std() == pytest.approx(sd, rel=0.1)


def test_a_draw_is_addressed_by_measure_and_number_alone() -> None:
    measure = policy().measures[0]
    other_policy = policy(from_week=30, who=["woman"]).measures[0]
    assert [measure_effect_at(measure, k) for k in range(9)] == [
        measure_effect_at(other_policy, k) for k in range(9)
    ]
    assert measure_effect_at(measure, 3) != measure_effect_at(policy("housing").measures[0], 3)
    exact = policy(relief={"low": 0.3, "central": 0.3, "high": 0.3, "source": "-"}).measures[0]
    assert measure_effect_at(exact, 5) == 0.3
    # Another range has the same quantile: what is high for one is high for the other.
    wide = policy(relief={"low": 0.0, "central": 0.25, "high": 1.0, "source": "-"}).measures[0]
    order = [
        np.argsort([measure_effect_at(m, k) for k in range(20)]).tolist() for m in (measure, wide)
    ]
    assert order[0] == order[1]


def test_what_is_not_drawn_stays() -> None:
    fixed = policy(level="high")
    assert at_draw(fixed, 7) is fixed
    assert fixed.measures[0].share == 1.0
    assert policy().measures[0].share == 0.4
    drawn = at_draw(policy(), 7)
    assert drawn.measures[0].share == measure_effect_at(policy().measures[0], 7)
    assert drawn.model_copy(update={"measures": []}) == policy().model_copy(update={"measures": []})


def test_an_ensemble_lives_each_draw_with_its_own_value() -> None:
    named, horizon = NamedPolicy("treated", policy()), 41
    found = run_ensemble(the_trial(), [named], few_draws(), EnsembleSetting(horizon=horizon))
    for k, values in enumerate(few_draws().values()):
        seed = 1 + 2 * k
        cohort = the_trial().cohort(values, seed)
        lived = build(cohort, at_draw(named.policy, k), values, seed, horizon=horizon).run()
        shares = found["level"].isel(draw=k, seed=0, policy=0).sel(status="education")
        np.testing.assert_allclose(shares, lived.level(Status.EDUCATION), rtol=1e-6)
    assert len({measure_effect_at(named.policy.measures[0], k) for k in range(3)}) == 3


def test_a_result_lists_what_it_leans_on_in_both_languages() -> None:
    result = compare(
        the_trial(),
        [NamedPolicy("treated", policy()), NamedPolicy("fixed", policy(level="low"))],
        load_policy("no-mentor"),
        few_draws(),
        EnsembleSetting(horizon=21),
    )
    assert [found.as_dict()["level"] for found in result.assumptions] == ["drawn", "low"]
    for code in LOCALES:
        language = Language(code)
        lines = assumption_lines(result.assumptions, language)
        assert len(lines) == 2
        html = report_html(result, language, {})
        for name, words in lines:
            assert name == ("behandling" if code == "da" else "treatment")
            assert words in html
            for share in (0.2, 0.4, 1.0) if words == lines[0][1] else (0.2, 1.0):
                assert language.percent(share) in words
            assert "a test" in words
    assert assumed([load_policy("104-weeks")]) == ()
    both = [NamedPolicy("one", policy()), NamedPolicy("two", policy())]
    assert len(assumption_lines(assumed(both), Language("en"))) == 1


def test_the_command_lists_assumptions() -> None:
    arguments = ["with-other-measures", "--draws", "2", "--weeks", "30"]
    told = CliRunner().invoke(app, ["compare", *arguments, "--json"])
    content = json.loads(told.stdout)
    (found,) = content["assumptions"]
    assert (found["low"], found["central"], found["high"]) == (0.1, 0.25, 0.5)
    assert found["level"] == "drawn"
    assert any(key.startswith("assumption with-other-measures") for key in content["provenance"])
    for command in (["compare", *arguments], ["check", "with-other-measures"]):
        for code, word in (("da", "Antagelse"), ("en", "Assumption")):
            shown = CliRunner().invoke(app, [*command, "--language", code]).stdout
            assert word in shown


@pytest.mark.parametrize(("wait", "ends"), [(None, 4), (52, 4), (5, 4), (4, 52), (0, 52)])
def test_a_queue_longer_than_the_trials_goes_beyond_it(wait: int | None, ends: int) -> None:
    """The trial's people met a mentor within four weeks; without a queue 104 weeks end at 52."""
    fields = {
        **TEXTS,
        "duration": {"weeks": 104},
        "targeting": {"max_wait_weeks": wait},
        "capacity": {"follows": "places", "mentors": 85},
    }
    assert evidence_ends(parse_policy(fields, file="test"), None) == ends
    enough = {**fields, "capacity": {"follows": "mentors"}}
    assert evidence_ends(parse_policy(enough, file="test"), None) == 52


def test_totals_of_a_queue_are_marked() -> None:
    result = compare(
        the_trial(),
        [load_policy("limited-places"), load_policy("as-in-trial")],
        load_policy("no-mentor"),
        few_draws(),
        EnsembleSetting(horizon=21),
    )
    totals = result.totals.set_index(["policy", "quantity"])
    assert totals.loc["limited-places"]["extrapolated"].all()
    assert not totals.loc["as-in-trial"]["extrapolated"].any()
    assert float(totals.loc[("limited-places", "longest_queue"), "mean"]) > 100
