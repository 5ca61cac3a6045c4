"""A comparison goes on until its mean effects are known well enough, and says what it took.

Statistical tests have a fixed seed; the rates that they hold to stand beside them.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from calibration.trial import the_trial
from calibration.workspace import Workspace
from scenarios.comparison import growing
from scenarios.comparison.compare import Comparison, compare
from scenarios.comparison.ensemble import EnsembleSetting
from scenarios.comparison.setting import comparison_setting
from scenarios.comparison.until import (
    KRONER,
    POINTS,
    Goal,
    Until,
    monte_carlo_error,
    read_until,
)
from scenarios.policy.policies import load_policy
from sim.errors import InputError
from sim.messages import Said
from tests.worlds.small_comparison import judged_draws

SETTING = EnsembleSetting(horizon=27)


@pytest.mark.parametrize(
    ("text", "error", "unit"),
    [
        ("0.1pp", 0.1, POINTS),
        ("0,1 pp", 0.1, POINTS),
        ("1e-3pp", 0.001, POINTS),
        ("0.25 procentpoint", 0.25, POINTS),
        ("500kr", 500.0, KRONER),
        ("500 kr.", 500.0, KRONER),
        ("1000 Kroner", 1000.0, KRONER),
    ],
)
def test_a_precision_is_a_number_with_its_unit(text: str, error: float, unit: str) -> None:
    assert read_until(text) == Until(error, unit)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0.1", "a_precision_without_a_unit"),
        ("500", "a_precision_without_a_unit"),
        ("0.1 %", "no_such_unit_of_precision"),
        ("0.1 weeks", "no_such_unit_of_precision"),
        ("pp", "no_precision"),
        ("", "no_precision"),
        ("0pp", "a_precision_is_above_0"),
        ("-1kr", "a_precision_is_above_0"),
    ],
)
def test_other_words_are_refused_or_asked(text: str, code: str) -> None:
    with pytest.raises(InputError) as refused:
        read_until(text)
    assert refused.value.problem == Said(f"scenarios.{code}")


def test_the_error_is_that_of_the_mean_over_all_draws() -> None:
    """Means of 64 of 256 draws spread about the mean of all as the error says.

    The variance of 2,000 means has a relative standard error of 3.2 %: five of them, 16 %, are
    missed with a probability below one in a million. An error that forgets that a quarter of the
    draws is lived is 33 % more in variance, one without the seeds 40 % less: both fail.
    """
    rng = np.random.default_rng(1)
    times, all_draws, some = 2_000, 256, 64
    apart, told = [], []
    for _ in range(times):
        draws = rng.normal(0.0, 1.0, all_draws)
        values = draws[:some, None] + rng.normal(0.0, 0.8, (some, 2))
        values[some // 2 :, 1] = np.nan
        told.append(monte_carlo_error(values, all_draws) ** 2)
        apart.append(np.nanmean(values, axis=1).mean() - draws.mean())
    assert np.var(apart) == pytest.approx(np.mean(told), rel=0.16)
    # With all draws lived only seeds are left; of one nothing is known.
    assert monte_carlo_error(np.array([[1.0], [2.0], [9.0]]), 3) == 0.0
    assert monte_carlo_error(np.array([[1.0, 2.0]]), 3) == np.inf


def run(until: Until | None, draws: int | None = None, **more: object) -> Comparison:
    every = judged_draws()
    return compare(
        the_trial(),
        [load_policy("as-in-trial")],
        load_policy("no-mentor"),
        every if draws is None else every.first(draws),
        replace(SETTING, workers=int(str(more.pop("workers", 2)))),
        until=None if until is None else Goal(until),
        **more,  # type: ignore[arg-type]
    )


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = comparison_setting()
    small = chosen.model_copy(
        update={
            "until_batch": chosen.until_batch.model_copy(update={"value": 16}),
            "until_seeds": chosen.until_seeds.model_copy(update={"value": 3}),
        }
    )
    monkeypatch.setattr(growing, "comparison_setting", lambda: small)


@pytest.mark.usefixtures("small_batches")
def test_it_stops_with_the_comparison_of_so_many_draws(tmp_path: Path) -> None:
    """The same to the bit as if they had been asked for; with one worker, and resumed."""
    found = run(Until(0.5, POINTS))
    known = found.precision
    assert known is not None
    assert known.reached
    assert known.draws == found.draw_count == 16
    assert known.week == 26
    plain = run(None, known.draws)
    assert found.differences.equals(plain.differences)
    assert found.views.equals(plain.views)
    assert plain.precision is None

    def kept(resume: bool) -> Workspace:
        return Workspace(tmp_path, {}, layer="scenarios", resume=resume)

    first = run(Until(0.5, POINTS), workers=1, workspace=lambda _: kept(resume=False))
    assert first.differences.equals(found.differences)
    pieces = sorted(path.name for path in tmp_path.glob("draws-*.npz"))
    finer = run(Until(0.08, POINTS), workspace=lambda _: kept(resume=True))
    assert finer.precision is not None
    assert finer.precision.draws > known.draws
    assert pieces[0] in {path.name for path in tmp_path.glob("draws-*.npz")}
    assert finer.differences.equals(run(Until(0.08, POINTS)).differences)


@pytest.mark.usefixtures("small_batches")
def test_seeds_follow_when_all_draws_are_lived() -> None:
    found = run(Until(1e-6, POINTS))
    known = found.precision
    assert known is not None
    assert not known.reached
    assert known.draws == known.of_draws == len(judged_draws())
    assert known.seeds == 3
    assert known.worlds == 3 * known.draws
    assert found.ensemble.sizes["seed"] == 3
    level = found.ensemble["level"].sel(policy="as-in-trial")
    assert not level.isnull().any()
    # No two worlds are the same.
    worlds = level.to_numpy().reshape(known.worlds, -1)
    assert len(np.unique(worlds, axis=0)) == known.worlds
    fewer = run(None)
    noise = [f.difference("as-in-trial", "education", 26)["noise"] for f in (found, fewer)]
    assert noise[0] < noise[1]
    some = run(Until(1.05 * known.error, POINTS)).precision
    assert some is not None
    assert some.reached
