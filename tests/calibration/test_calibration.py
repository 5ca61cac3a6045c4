"""Targets, the estimator and the posterior's guard."""

from __future__ import annotations

import json
import math
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from calibration.fingerprints import targets_fingerprint
from calibration.life_after import DEFINITIONS
from calibration.observe import observe, replicate_trial, simulate_pair
from calibration.readiness_steps import STEPS
from calibration.readings import readings
from calibration.stored_posterior import SHIPPED, read_posterior, shipped_posterior
from calibration.targets import targets
from calibration.trial import the_trial
from sim.errors import InputError
from sim.parameters import parameter_space


@pytest.fixture(scope="module")
def rows():
    return {t.id: t for t in targets(the_trial())}


def test_every_row_of_every_table_is_a_target_or_says_why_not(rows) -> None:
    tables = the_trial().tables
    for row in tables.effects:
        assert row.id in rows
    for row in tables.delivery:
        assert row.quantity in rows
    assert sum(t.table == "jobcentres" for t in rows.values()) == len(tables.jobcentres)
    assert sum(t.table == "mentor_effects" for t in rows.values()) == 3 * len(tables.mentor_effects)
    assert [t.id for t in rows.values() if t.table == "life_after"] == list(readings().life_after)
    assert [t.id for t in rows.values() if t.table == "life_after"] == list(DEFINITIONS)
    assert [t.id for t in rows.values() if t.table == "progression"] == list(STEPS)
    assert rows["education_retention"].role == "target"
    for t in rows.values():
        assert t.source
        if t.role == "target":
            assert t.low is not None
            assert t.high is not None
            assert t.low <= t.high
            assert t.derivation
        else:
            assert t.why


def test_the_error_for_all_is_the_one_the_source_mentions(rows) -> None:
    # rct/README.md: for all about 1.3 pp at week 52.
    assert rows["edu_all_52"].se == pytest.approx(1.36, abs=0.03)
    # By hand: 269 an arm, 12 % against 20.5 %.
    n1 = 538 * 1299 / 2588
    by_hand = 100 * math.sqrt(0.205 * 0.795 / n1 + 0.12 * 0.88 / (538 - n1))
    assert rows["edu_grade_low"].se == pytest.approx(by_hand, rel=1e-9)


def test_what_moves_mentor_by_mentor_has_the_error_of_so_many_mentors(rows) -> None:
    """Replicate trials scatter as the target's error says, not as a binomial over mentees would.

    60 replicates know their spread to about 9 %; the bounds are six of these away, a false alarm
    below 1e-8; the binomial over 1,299 mentees (0.010) lies far outside.
    """
    trial, target = the_trial(), rows["changed_mentor"]
    assert target.se == pytest.approx(math.sqrt(0.16 * 0.84 / 112), rel=1e-9)
    values = shipped_posterior().point_estimate()
    shown = [observe(replicate_trial(trial, values, 900 + k), [target])[0] for k in range(60)]
    assert 0.45 < np.std(shown, ddof=1) / target.se < 1.55


def test_only_one_reading_of_a_contradiction_is_fitted(rows) -> None:
    assert rows["job_transfer_low"].role == "target"
    assert rows["job_transfer_high"].role == "other reading"
    assert readings().contradictions["transfers_and_jobs"].why
    first, second = rows["edu_mother_low"], rows["edu_mother_low_reading_2"]
    assert (first.low, first.high, first.role) == (3.0, 4.0, "target")
    assert (second.low, second.high, second.role) == (4.0, 6.0, "other reading")


def test_words_are_read_as_intervals_around_their_own_error(rows) -> None:
    men = rows["edu_men"]
    assert men.low == pytest.approx(-1.96 * men.se)
    assert men.high == pytest.approx(1.96 * men.se)
    assert rows["edu_grade_none"].low == 0.0


def test_agreement_is_the_reading_widened_by_sampling_error(rows) -> None:
    target = rows["edu_all_52"]
    edge = 4.0 + 1.959964 * target.se
    assert target.agrees(edge - 0.01) is True
    assert target.agrees(edge + 0.01) is False
    assert target.agrees(None) is None
    assert rows["activation_all"].agrees(0.0) is None


def test_the_estimator_is_the_same_on_twins_and_on_replicates(rows) -> None:
    """Twin lives and replicate trials estimate the same effect.

    40 replicate trials: their mean has a standard error of about 1.3 / sqrt(40) = 0.2 pp for the
    effect at week 52; the bound of 5.5 standard errors has a false-alarm rate below 1e-7, and a
    bias of 2 pp is found with a probability above 0.99999.
    """
    trial, wanted = the_trial(), [rows["edu_all_52"], rows["job_all_60"], rows["level_edu_all_52"]]
    values = shipped_posterior().point_estimate()
    twins = np.array([observe(simulate_pair(trial, values, s, copies=4), wanted) for s in range(4)])
    single = np.array([observe(replicate_trial(trial, values, 50 + s), wanted) for s in range(40)])
    error = np.hypot(
        single.std(axis=0, ddof=1) / math.sqrt(40), twins.std(axis=0, ddof=1) / math.sqrt(4)
    )
    assert (np.abs(single.mean(axis=0) - twins.mean(axis=0)) < 5.5 * error).all()
    # The spread of replicates is the sampling error that the targets state.
    assert single[:, 0].std(ddof=1) == pytest.approx(wanted[0].se, rel=0.6)


def test_the_shipped_posterior_matches_the_model() -> None:
    posterior = read_posterior(SHIPPED)
    assert len(posterior) >= 200
    space = parameter_space()
    assert set(posterior.draws.columns) == set(space.free)
    for values in posterior.first(5).values():
        assert set(values) == set(space.names)


@pytest.mark.parametrize("part", ["model", "parameters", "targets"])
def test_a_posterior_of_another_version_is_refused(tmp_path: Path, part: str) -> None:
    shutil.copytree(SHIPPED, tmp_path / "p")
    path = tmp_path / "p" / "fit.json"
    content = json.loads(path.read_text())
    content["provenance"][part] = "0" * 16
    path.write_text(json.dumps(content))
    with pytest.raises(InputError) as caught:
        read_posterior(tmp_path / "p")
    assert caught.value.field == f"provenance.{part}"
    assert "mentorsim calibrate" in str(caught.value)


@pytest.mark.parametrize("content", ["", "{}", "[]", "{"])
def test_an_unreadable_posterior_is_refused(tmp_path: Path, content: str) -> None:
    shutil.copytree(SHIPPED, tmp_path / "p")
    (tmp_path / "p" / "fit.json").write_text(content)
    with pytest.raises(InputError, match="mentorsim calibrate"):
        read_posterior(tmp_path / "p")
    with pytest.raises(InputError, match="mentorsim calibrate"):
        read_posterior(tmp_path / "missing")


def test_fingerprints_of_targets_see_every_number(rows) -> None:
    one = list(rows.values())
    assert targets_fingerprint(one) == targets_fingerprint(list(one))
    two = [replace(one[0], low=one[0].low + 0.1), *one[1:]]
    assert targets_fingerprint(one) != targets_fingerprint(two)
