"""Streams of young people, and the order by expected gain: what scenarios add to the language."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from typer.testing import CliRunner

from calibration.stored_posterior import shipped_posterior
from calibration.trial import as_in_trial, no_mentors, the_trial
from mentorsim.cli import app
from scenarios.comparison.ensemble import EnsembleSetting, run_ensemble
from scenarios.policy.gain import GainSetting, gain_cells, gain_setting, with_expected_gain
from scenarios.policy.intake import cohort_for, on_one_intake, stream_seats
from scenarios.policy.policies import NamedPolicy, load_policy
from sim import memory
from sim.conditions import Combination, condition_mask
from sim.errors import InputError
from sim.offers import demand, scores
from sim.parameters import parameter_space
from sim.programme import EXPECTED_GAIN, Intake, Policy
from sim.simulation import build
from sim.state import STATUSES, Place, youth_rows

VALUES = parameter_space().centres()
STREAM = {"kind": "stream", "per_week": 8, "weeks": 60}


def policy(**parts: Any) -> Policy:
    return Policy.model_validate({**as_in_trial().model_dump(), **parts})


def named(name: str, **parts: Any) -> NamedPolicy:
    return NamedPolicy(name, policy(**parts))


# --- the stream -----------------------------------------------------------------------------------
def test_a_stream_brings_so_many_a_week_evenly_to_all_jobcentres() -> None:
    cohort = cohort_for(the_trial(), Intake(**STREAM), VALUES, seed=3)
    assert cohort.population.n == 8 * 60
    assert (cohort.entry.min(), cohort.entry.max()) == (0, 59)
    # 48 expected in each tenth of the weeks, binomial: six standard errors are 39.
    assert np.all(np.abs(np.bincount(cohort.entry // 6, minlength=10) - 48) < 39)
    share = np.bincount(cohort.population.jobcentre) / cohort.population.n
    assert np.all(np.abs(share - the_trial().seats / the_trial().seats.sum()) < 1 / 480)


def test_a_year_of_a_stream_is_a_year() -> None:
    weekly = stream_seats(the_trial(), Intake(kind="stream", per_week=10, weeks=300)).sum()
    yearly = stream_seats(the_trial(), Intake(kind="stream", per_year=521.4, weeks=300)).sum()
    assert weekly == 3000
    assert abs(yearly - 3000) <= 1


def test_the_first_of_a_stream_stay_the_same_people_when_more_come() -> None:
    few, more = (
        cohort_for(the_trial(), Intake(kind="stream", per_week=n, weeks=60), VALUES, 3).population
        for n in (8, 12)
    )
    shared = np.isin(more.person, few.person)
    assert shared.sum() == few.n
    assert np.array_equal(more.take(shared).severity, few.severity)


def test_a_cohort_is_the_trials() -> None:
    ours, theirs = (
        cohort_for(the_trial(), Intake(), VALUES, 3),
        the_trial().cohort(VALUES, 3),
    )
    assert np.array_equal(ours.entry, theirs.entry)
    assert np.array_equal(ours.population.person, theirs.population.person)


def test_more_people_than_memory_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    million = Intake(kind="stream", per_week=10000, weeks=100)
    assert stream_seats(the_trial(), million).sum() == 1_000_000
    monkeypatch.setattr(memory, "memory", lambda: 499_999_999)
    with pytest.raises(InputError, match="more young people than this computer's memory can hold"):
        stream_seats(the_trial(), million)
    monkeypatch.setattr(memory, "memory", lambda: 500_000_000)
    assert stream_seats(the_trial(), million).sum() == 1_000_000
    # Where it is not known how much there is, nobody is refused.
    monkeypatch.setattr(memory, "memory", lambda: None)
    assert stream_seats(the_trial(), million).sum() == 1_000_000


def test_a_machine_knows_its_memory() -> None:
    known = memory.memory()
    if sys.platform == "linux":
        assert known is not None
        assert known > 10**8


def test_enough_mentors_for_a_stream_are_those_needed_at_a_time() -> None:
    intake = Intake(**STREAM)
    cohort = cohort_for(the_trial(), intake, VALUES, 3)
    everybody = np.ones(cohort.population.n, bool)
    caps = np.full(cohort.population.n, 20)
    needed = demand(cohort, policy(intake=intake, duration={"weeks": 20}), everybody, caps)
    # 8 a week for 20 weeks and the 4 within which they meet; single weeks bring more or fewer.
    assert 8 * 20 < needed.sum() < 8 * 60 / 1.5
    for cap in (5, 40):
        other = demand(cohort, policy(intake=intake), everybody, np.full(caps.size, cap))
        assert (other.sum() > needed.sum()) == (cap > 20)
    settled = {**VALUES, "mentor_leaves": 0.0}  # no vacancy keeps a place empty
    rules = policy(intake=intake, duration={"weeks": 20})
    simulation = build(cohort, rules, settled, 3, horizon=40)
    accounts = simulation.run()
    assert accounts.calendar["waiting"].max() == 0
    assert accounts.calendar["mentored"].max() <= needed.sum()


def test_a_stream_with_too_few_places_keeps_a_queue_and_a_limit_ends_it() -> None:
    intake = Intake(**STREAM)
    cohort = cohort_for(the_trial(), intake, VALUES, 3)
    capacity = {"follows": "places", "mentors": 8}
    queues = {}
    for limit in (None, 12):
        rules = policy(intake=intake, capacity=capacity, targeting={"max_wait_weeks": limit})
        simulation = build(cohort, rules, VALUES, 3, horizon=60)
        queues[limit] = simulation.run().calendar["waiting"].to_numpy()
        rows = youth_rows(simulation.world)
        gone = (rows["uptake"] == 1) & (rows["place"] == Place.NOT_OFFERED)
        assert gone.any() == (limit is not None)
    assert queues[None][50:60].mean() > 3 * max(1.0, queues[None][5:15].mean())
    assert queues[12].max() < queues[None].max()


def test_policies_of_one_comparison_share_their_intake() -> None:
    stream, plain = named("stream", intake=STREAM), named("plain")
    policies, intake = on_one_intake([plain, stream])
    assert intake == Intake(**STREAM)
    assert all(p.policy.intake == intake for p in policies)
    assert on_one_intake([plain])[1] == Intake()
    other = named("other", intake={**STREAM, "weeks": 61})
    with pytest.raises(InputError) as caught:
        on_one_intake([stream, plain, other])
    assert caught.value.field == "intake"
    assert caught.value.found is not None
    assert "stream" in caught.value.found
    assert "other" in caught.value.found


def test_an_ensemble_lives_a_stream() -> None:
    setting = EnsembleSetting(horizon=30, workers=1)
    policies = [named("stream", intake=STREAM), NamedPolicy("none", no_mentors())]
    data = run_ensemble(the_trial(), policies, shipped_posterior().first(2), setting)
    assert np.all(data["size"].sel(group="all") == 480)
    assert data.sizes["calendar_week"] == 60 - 1 + 30
    share = data["share"].sel(group="all").isel(status=slice(len(STATUSES))).sum("status")
    np.testing.assert_allclose(share, 1.0, rtol=1e-6)
    mentored = data["resource"].sel(quantity="mentored", policy="stream")
    assert float(mentored.sel(calendar_week=40).min()) > 0


def test_measures_are_counted_by_policy_and_week() -> None:
    both = [load_policy("with-other-measures"), load_policy("as-in-trial")]
    setting = EnsembleSetting(horizon=40, workers=1)
    data = run_ensemble(the_trial(), both, shipped_posterior().first(2), setting)
    begun = data["measures_begun"].sum("calendar_week").sel(measure=0)
    assert np.all(begun.sel(policy="with-other-measures") > 100)
    assert np.all(begun.sel(policy="as-in-trial") == 0)
    early = data["measures_begun"].sel(policy="with-other-measures", measure=0)
    assert int(early.sel(calendar_week=slice(0, 12)).sum()) == 0


# --- the expected gain ----------------------------------------------------------------------------
@pytest.fixture(scope="module")
def setting() -> GainSetting:
    """Few draws: the tests are about the order, not about its precision."""
    whole = gain_setting()
    return whole.model_copy(update={"draws": whole.draws.model_copy(update={"value": 4})})


def test_cells_are_ranked_by_weeks_per_hour(setting: GainSetting) -> None:
    cells = gain_cells(the_trial(), policy(), shipped_posterior(), setting)
    assert len(cells) == 12
    gains = [cell.gain for cell in cells]
    assert gains == sorted(gains, reverse=True)
    assert gains[0] > gains[-1]
    for cell in cells:
        assert cell.gain == pytest.approx(cell.extra_weeks / cell.hours)
        # A year of mentoring at about 15 mentees per 37 hours is 128 hours; people leave earlier.
        assert 20 < cell.hours < 130
    # Whom the trial found to gain most ranks above whom it found to gain least.
    low = [k for k, cell in enumerate(cells) if "grade_low" in cell.groups]
    none = [k for k, cell in enumerate(cells) if "grade_none" in cell.groups]
    assert np.mean(low) < np.mean(none)


def test_cells_of_a_narrower_target_group_are_its_own(setting: GainSetting) -> None:
    rules = policy(targeting={"eligible": ["grade_low"]})
    cells = gain_cells(the_trial(), rules, shipped_posterior(), setting)
    assert len(cells) == 4
    assert all("grade_low" in cell.groups for cell in cells)


def test_capacity_and_order_do_not_change_the_gain(setting: GainSetting) -> None:
    """What a place is worth is worked out as if everybody had one."""
    short = policy(
        capacity={"follows": "places", "mentors": 10},
        targeting={"score": EXPECTED_GAIN, "max_wait_weeks": 3},
    )
    posterior = shipped_posterior()
    assert gain_cells(the_trial(), short, posterior, setting) == gain_cells(
        the_trial(), policy(), posterior, setting
    )


def test_one_order_for_all_draws_of_a_comparison() -> None:
    """The score becomes points by cell, the same whatever the parameters of a draw are."""
    first, plain = load_policy("best-gain-first"), load_policy("limited-places")
    ranked, untouched = with_expected_gain(
        the_trial(), [first, plain], shipped_posterior().first(3)
    )
    assert untouched is plain
    terms = ranked.policy.targeting.score
    assert not isinstance(terms, str)
    cohort = the_trial().cohort(VALUES, 5)
    points = scores(cohort.population, ranked.policy)
    assert len(np.unique(points)) == len(terms) == 12
    for term in terms:
        assert isinstance(term.who, Combination)
        assert np.all(points[condition_mask(cohort.population, term.who)] == term.weight)
    seen = []
    for values in shipped_posterior().first(3).values():
        simulation = build(cohort, ranked.policy, values, 5, horizon=5)
        seen.append(simulation.order[simulation.world.queue].tolist())
    assert seen[0] == seen[1] == seen[2]


def test_the_best_gain_goes_first_and_gains_more_early() -> None:
    """At week 52, when places are short, the order by gain has more in education."""
    names = ["best-gain-first", "limited-places"]
    data = run_ensemble(
        the_trial(),
        [load_policy(n) for n in names],
        shipped_posterior().first(8),
        EnsembleSetting(horizon=53, workers=1),
    )
    level = data["level"].sel(status="education", week=52).mean(("draw", "seed"))
    assert float(level.sel(policy=names[0])) > float(level.sel(policy=names[1]))


def test_the_seeds_of_the_gain_are_never_compared_on() -> None:
    """The command takes seeds below 2^31; the gain's lie far beyond."""
    assert gain_setting().seed.value >= 2**40


def test_the_command_compares_streams_and_refuses_to_mix_them(tmp_path: Path) -> None:
    def run(*policies: str) -> tuple[int, str, str]:
        arguments = ["compare", *policies, "--draws", "2", "--weeks", "20", "--json"]
        result = CliRunner().invoke(app, arguments)
        return result.exit_code, result.stdout, result.stderr

    other = tmp_path / "other.yaml"
    content = policy(intake={**STREAM, "weeks": 30}).model_dump(mode="json")
    other.write_text(yaml.safe_dump(content), encoding="utf-8")
    code, text, errors = run(str(other), "as-in-trial")
    assert code == 0, errors
    weeks = {row["calendar_week"] for row in json.loads(text)["weekly"]}
    assert max(weeks) == 30 - 1 + 20
    code, text, errors = run(str(other), "stream-limited")
    assert (code, text) == (2, "")
    assert "intake" in errors
    assert "Traceback" not in errors


def test_the_order_by_expected_gain_can_be_seen() -> None:
    result = CliRunner().invoke(app, ["check", "best-gain-first", "--json"])
    assert result.exit_code == 0
    gains = [row["gain"] for row in json.loads(result.stdout)["expected_gain"]]
    assert len(gains) == 12
    assert gains == sorted(gains, reverse=True)
    for language, words in (("da", "9. klasse: ingen karakterer"), ("en", "no marks")):
        shown = CliRunner().invoke(app, ["check", "best-gain-first", "--language", language])
        assert shown.exit_code == 0
        assert "12. " in shown.stdout
        assert words in " ".join(shown.stdout.split())
