"""What the trial told and what it did not; draws that cannot be changed unnoticed."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from calibration.identification import (
    INFORMED,
    MOVED,
    WEAK,
    parameter_rows,
    target_rows,
    verdict,
)
from calibration.posterior import Posterior
from calibration.provenance import make_provenance
from calibration.stored_posterior import read_posterior
from calibration.targets import targets
from calibration.trial import the_trial
from sim.errors import InputError
from sim.parameters import Parameter, ParameterSpace, Prior, parameter_space

PRIORS = {
    "plain": (Prior(shape="normal", centre=2.0, spread=3.0), -100.0, 100.0),
    "skewed": (Prior(shape="lognormal", centre=5.0, spread=0.4), 0.001, 1000.0),
    "bent": (Prior(shape="logitnormal", centre=0.3, spread=0.8), 0.0, 0.9),
    "share": (Prior(shape="uniform"), 0.0, 1.0),
    "way": (Prior(shape="either"), 0.0, 1.0),
}
SPACE = ParameterSpace(
    Parameter(
        name=name,
        title=f"Title of {name}",
        group="g",
        unit="u",
        low=low,
        high=high,
        prior=prior,
        source="-",
        certainty="?",
    )
    for name, (prior, low, high) in PRIORS.items()
)
SCORED = ("plain", "skewed", "bent")


def drawn(z: np.ndarray) -> pd.DataFrame:
    """Draws at scores, the same for every parameter."""
    return pd.DataFrame({name: SPACE[name].from_standard(z) for name in SPACE.free})


def rows_of(draws: pd.DataFrame) -> dict[str, dict]:
    return {row["name"]: row for row in parameter_rows(draws, SPACE)}


def quantiles(count: int) -> np.ndarray:
    """Scores that are the prior, without chance."""
    return np.asarray(norm.ppf((np.arange(count) + 0.5) / count))


@pytest.mark.parametrize(
    ("contraction", "shift", "expected"),
    [
        (1.0, 0.0, "informed"),
        (INFORMED, 0.0, "informed"),
        (INFORMED - 1e-9, 0.0, "weakly informed"),
        (WEAK, 0.0, "weakly informed"),
        (WEAK - 1e-9, 0.0, "assumption"),
        (0.0, MOVED, "weakly informed"),
        (0.0, -MOVED, "weakly informed"),
        (0.0, MOVED - 1e-9, "assumption"),
        (-0.3, 0.0, "assumption"),
        (-0.3, -2.0, "weakly informed"),
    ],
)
def test_verdicts_change_at_the_thresholds(contraction: float, shift: float, expected: str) -> None:
    assert 0.0 < WEAK < INFORMED < 1.0
    assert verdict(contraction, shift) == expected


def test_draws_of_the_prior_contract_nothing_and_are_called_assumptions() -> None:
    """4,000 draws of the prior: contraction and shift are zero within their Monte Carlo errors.

    A variance is known to sqrt((kurtosis - 1) / 4000): 0.022 for scores. The bound of 0.14 is 6 of
    them, that of 0.1 on the shift 6 of 0.016: false alarm below 1e-8 over all; a posterior of 0.85
    of the prior's sd (contraction 0.28) is found with certainty.
    """
    found = rows_of(drawn(np.random.default_rng(1).standard_normal(4000)))
    for name, row in found.items():
        assert abs(row["contraction_of_scores"]) < 0.14, name
        assert abs(row["shift"]) < 0.1, name
        assert row["verdict"] == "assumption", name
        assert row["posterior_sd"] == pytest.approx(row["prior_sd"], rel=0.15), name
    without_chance = rows_of(drawn(quantiles(2001)))
    for name, row in without_chance.items():
        assert row["contraction"] == pytest.approx(0.0, abs=0.02), name
        assert row["shift"] == pytest.approx(0.0, abs=1e-3), name


def test_half_the_sd_is_three_quarters_of_contraction() -> None:
    found = rows_of(drawn(0.5 * quantiles(2001)))
    for name in SCORED:
        assert found[name]["contraction_of_scores"] == pytest.approx(0.75, abs=2e-3), name
        assert found[name]["shift"] == pytest.approx(0.0, abs=1e-3), name
        assert found[name]["verdict"] == "informed", name
    assert found["plain"]["contraction"] == pytest.approx(0.75, abs=2e-3)
    assert found["plain"]["posterior_sd"] == pytest.approx(1.5, rel=2e-3)


def test_a_move_without_narrowing_is_weak_information() -> None:
    found = rows_of(drawn(quantiles(2001) + 0.6))
    for name in SCORED:
        assert found[name]["shift"] == pytest.approx(0.6, abs=5e-3), name
        assert found[name]["verdict"] == "weakly informed", name
    # A skewed prior is wider higher up; that is no want of information.
    assert found["skewed"]["contraction"] < -0.3


def test_rows_are_in_the_parameters_unit() -> None:
    row = rows_of(drawn(0.5 * quantiles(2001)))["plain"]
    assert (row["title"], row["group"], row["unit"]) == ("Title of plain", "g", "u")
    assert row["prior_mean"] == pytest.approx(2.0, abs=1e-6)
    assert row["prior_sd"] == pytest.approx(3.0, rel=2e-3)
    assert row["prior_low"] == pytest.approx(2.0 - 3.0 * 1.96, abs=0.02)
    assert row["prior_high"] == pytest.approx(2.0 + 3.0 * 1.96, abs=0.02)
    assert row["posterior_mean"] == pytest.approx(2.0, abs=1e-6)
    assert row["posterior_low"] == pytest.approx(2.0 - 1.5 * 1.96, abs=0.02)
    assert row["posterior_high"] == pytest.approx(2.0 + 1.5 * 1.96, abs=0.02)


def test_draws_at_the_bounds_are_far_out_and_no_error() -> None:
    """Values are cut at the bounds and stored to six digits, so a draw can lie on one."""
    draws = drawn(quantiles(101))
    for name in SPACE.free:
        draws.loc[0, name], draws.loc[100, name] = SPACE[name].low, SPACE[name].high
    for name, row in rows_of(draws).items():
        for key in ("contraction", "contraction_of_scores", "shift", "posterior_sd"):
            assert math.isfinite(row[key]), (name, key)


def test_a_parameter_that_was_held_is_not_called_informed() -> None:
    """The reading as printed holds the spread of subgroup effects: nobody learned it."""
    draws = drawn(quantiles(101))
    draws["skewed"] = 7.0
    found = rows_of(draws)
    assert found["skewed"]["posterior_sd"] == 0.0
    assert found["skewed"]["verdict"] != "informed"


def test_rows_of_the_trial_beside_what_is_shown_for_them() -> None:
    by_id = {t.id: t for t in targets(the_trial())}
    rows = (by_id["edu_all_52"], by_id["edu_men"], by_id["one_mentor"])
    shown = np.array([[4.0, 9.0, 0.7], [6.0, 9.0, np.nan], [5.0, 9.0, 0.8]])
    one, two, three = target_rows(rows, shown)
    assert (one["id"], one["outcome"], one["role"]) == ("edu_all_52", "education", "target")
    assert (one["block"], one["subgroup"], one["unit"]) == ("overall", "all: all", "pp")
    assert one["printed"] is True
    assert (one["trial_low"], one["trial_high"], one["trial_se"]) == (4.0, 4.0, rows[0].se)
    assert (one["interval_low"], one["interval_high"]) == rows[0].interval()
    assert one["predicted"] == pytest.approx(5.0)
    assert one["predicted_low"] == pytest.approx(4.05)
    assert one["predicted_high"] == pytest.approx(5.95)
    assert one["agrees"] is True
    assert two["printed"] is False
    assert two["agrees"] is False, "9 points among men are not 'not significant'"
    assert three["role"] == "validation"
    assert three["predicted"] == pytest.approx(0.75), "what could not be shown does not count"
    nothing_known = replace(rows[0], low=None, high=None)
    (row,) = target_rows((nothing_known,), shown[:, :1])
    assert (row["interval_low"], row["interval_high"], row["agrees"]) == (None, None, None)
    json.dumps([one, two, three, row], allow_nan=False)


def posterior(**changes: object) -> Posterior:
    """A posterior of six draws that nothing was fitted to."""
    space = parameter_space()
    z = np.random.default_rng(5).standard_normal((6, len(space.free)))
    draws = pd.DataFrame(
        {name: space[name].from_standard(z[:, k]) for k, name in enumerate(space.free)}
    )
    draws["mechanism"] = [1.0, 0.0, 0.0, 1.0, 1.0, 0.0]
    how = {"reading": "pooled", "chosen": {}} | changes
    return Posterior(
        draws=draws,
        estimate={name: float(draws[name].mean()) for name in space.free},
        provenance=make_provenance("made up", draws, trial=the_trial(), seed=3, **how),
        report={"parameters": [], "targets": [], "diagnostics": {"divergences": 0}},
    )


def test_draws_under_either_mechanism_are_those_draws() -> None:
    both = posterior()
    trust, rival = both.under("mechanism", 1.0), both.under("mechanism", 0.0)
    assert list(trust.draws.index) == [0, 3, 4]
    assert list(rival.draws.index) == [1, 2, 5]
    assert len(trust) + len(rival) == len(both)
    assert all(values["mechanism"] == 1.0 for values in trust.values())
    assert trust.provenance == both.provenance
    assert len(both.under("mechanism", 0.5)) == 0
    assert len(both) == 6, "the whole is left as it is"


@pytest.mark.parametrize(
    ("reading", "chosen"),
    [
        ("pooled", {}),
        ("as-printed", {"transfers_and_jobs": "job_transfer_high"}),
    ],
)
def test_a_stored_posterior_is_read_as_it_was(
    tmp_path: Path, reading: str, chosen: dict[str, str]
) -> None:
    before = posterior(reading=reading, chosen=chosen)
    before.save(tmp_path / "p")
    after = read_posterior(tmp_path / "p")
    assert after.provenance == before.provenance
    assert (after.provenance.reading, after.provenance.chosen) == (reading, chosen)
    assert after.estimate == before.estimate
    assert after.report == before.report
    assert list(after.draws.columns) == list(before.draws.columns)
    assert np.allclose(after.draws, before.draws, rtol=1e-5, atol=0.0)
    assert sorted(p.name for p in (tmp_path / "p").iterdir()) == ["draws.csv", "fit.json"]
    after.save(tmp_path / "again")
    for name in ("draws.csv", "fit.json"):
        assert (tmp_path / "again" / name).read_bytes() == (tmp_path / "p" / name).read_bytes()


def test_a_digit_changed_among_the_draws_is_noticed(tmp_path: Path) -> None:
    posterior().save(tmp_path)
    path = tmp_path / "draws.csv"
    text = path.read_text(encoding="utf-8")
    at = next(k for k in range(text.index("\n") + 4, len(text)) if text[k] in "12345678")
    path.write_text(text[:at] + str(int(text[at]) + 1) + text[at + 1 :], encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_posterior(tmp_path)
    assert caught.value.field == "provenance.draws"
    assert "mentorsim calibrate" in str(caught.value)
    path.write_text(text, encoding="utf-8")
    assert len(read_posterior(tmp_path)) == 6


def test_draws_that_are_cut_short_are_noticed(tmp_path: Path) -> None:
    posterior().save(tmp_path)
    path = tmp_path / "draws.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:-1]), encoding="utf-8")
    with pytest.raises(InputError, match="another version of the draws"):
        read_posterior(tmp_path)


def test_a_posterior_fitted_to_the_other_row_of_a_contradiction_says_which(tmp_path: Path) -> None:
    """The same draws under another choice are refused: the rows they were fitted to differ."""
    other = posterior(chosen={"mother_education": "edu_mother_low_reading_2"})
    other.save(tmp_path)
    assert read_posterior(tmp_path).provenance.targets != posterior().provenance.targets
    path = tmp_path / "fit.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["provenance"]["chosen"] = {}
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_posterior(tmp_path)
    assert caught.value.field == "provenance.targets"


@pytest.mark.parametrize("chosen", [{"no_such": "row"}, {"mother_education": "edu_men"}, ["a"], 3])
def test_a_choice_that_does_not_exist_is_one_message(tmp_path: Path, chosen: object) -> None:
    posterior().save(tmp_path)
    path = tmp_path / "fit.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["provenance"]["chosen"] = chosen
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(InputError):
        read_posterior(tmp_path)


@pytest.mark.parametrize(
    ("part", "value"),
    [("estimate", []), ("report", 3), ("provenance", "p"), ("estimate", {"a": "b"})],
)
def test_a_part_of_another_kind_is_one_message(tmp_path: Path, part: str, value: object) -> None:
    posterior().save(tmp_path)
    path = tmp_path / "fit.json"
    content = json.loads(path.read_text(encoding="utf-8")) | {part: value}
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(InputError, match="unreadable posterior"):
        read_posterior(tmp_path)


def test_a_posterior_that_cannot_be_written_is_one_message(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="writing the posterior failed"):
        posterior().save(tmp_path / "file")
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"
