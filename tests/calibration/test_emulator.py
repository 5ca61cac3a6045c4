"""The emulator learns what runs show, is stored without loss, and knows its own error."""

from __future__ import annotations

import io
from dataclasses import replace

import jax.numpy as jnp
import numpy as np
import pytest

from calibration.emulator import Emulator, TrainingSetting, train
from calibration.emulator_error import emulator_error, positive, with_own_errors

#: Enough for a smooth function of three features.
SMALL = TrainingSetting(nets=2, hidden=(48, 48), epochs=80, batch=64, rate=5e-3, decay=1e-3)


def truth(x: np.ndarray) -> np.ndarray:
    """Smooth, with bends and an interaction; outputs on very different scales."""
    curve = np.tanh(x[:, 0]) + 0.5 * x[:, 1] * x[:, 2]
    return np.column_stack([10.0 * curve + 40.0, 0.01 * np.sin(2.0 * x[:, 1]) + 0.005 * x[:, 0]])


SCALE = np.array([5.0, 0.01])


@pytest.fixture(scope="module")
def learned() -> tuple[Emulator, list[float]]:
    x = np.random.default_rng(1).standard_normal((1024, 3))
    said: list[float] = []
    return train(x, truth(x), SCALE, SMALL, said.append), said


def test_a_smooth_function_is_learned_at_points_not_seen(learned) -> None:
    """Within a quarter of the spread on new points; the best line is off by more than half."""
    emulator, said = learned
    x = np.random.default_rng(2).standard_normal((2000, 3))
    y = truth(x)
    spread = y.std(axis=0)
    missed = np.sqrt(((emulator.predict(x) - y) ** 2).mean(axis=0)) / spread
    assert (missed < 0.25).all(), missed
    line = np.column_stack([np.ones(len(x)), x])
    best = line @ np.linalg.lstsq(line, y, rcond=None)[0]
    assert (np.sqrt(((best - y) ** 2).mean(axis=0)) / spread > 0.5).all()
    assert said == [0.5, 1.0]


def test_one_point_and_many_are_the_same(learned) -> None:
    emulator, _ = learned
    x = np.random.default_rng(3).standard_normal((5, 3))
    whole = emulator.predict(x)
    assert whole.shape == (5, 2)
    one = np.asarray(emulator(jnp.asarray(x[3], jnp.float32)))
    assert one == pytest.approx(whole[3], rel=1e-5)


def test_the_ensembles_mean_is_the_emulator(learned) -> None:
    emulator, _ = learned
    x = np.random.default_rng(4).standard_normal((20, 3))
    single = [replace(emulator, weights=(net,)).predict(x) for net in emulator.weights]
    assert np.abs(single[0] - single[1]).max() > 1e-3, "nets start from weights of their own"
    assert emulator.predict(x) == pytest.approx((single[0] + single[1]) / 2, rel=1e-4, abs=1e-4)


def through_a_file(emulator: Emulator) -> Emulator:
    buffer = io.BytesIO()
    np.savez(buffer, **emulator.as_arrays())
    buffer.seek(0)
    with np.load(buffer, allow_pickle=False) as content:
        return Emulator.from_arrays(dict(content))


def test_a_stored_emulator_is_the_same_to_the_last_bit(learned) -> None:
    emulator, _ = learned
    again = through_a_file(emulator)
    before, after = emulator.as_arrays(), again.as_arrays()
    assert list(before) == list(after)
    for name, array in before.items():
        assert array.dtype == after[name].dtype, name
        assert array.tobytes() == after[name].tobytes(), name
    x = np.random.default_rng(5).standard_normal((50, 3))
    assert (again.predict(x) == emulator.predict(x)).all()


def test_nets_and_layers_keep_their_order_beyond_nine() -> None:
    """Stored under numbered names: the eleventh comes after the second, not after the first."""

    def layer(k: float) -> dict[str, jnp.ndarray]:
        return {"weight": jnp.full((1, 1), k), "bias": jnp.zeros(1)}

    last = layer(0.0) | {"linear": jnp.zeros((1, 1))}
    nets = tuple([*(layer(100.0 * n + k) for k in range(12)), last] for n in range(12))
    again = through_a_file(Emulator(nets, np.zeros(1), np.ones(1)))
    for n, net in enumerate(again.weights):
        found = [float(part["weight"][0, 0]) for part in net]
        assert found == [100.0 * n + k for k in range(12)] + [0.0]


def test_the_same_seed_gives_the_same_weights_and_another_seed_others() -> None:
    x = np.random.default_rng(6).standard_normal((64, 3))
    tiny = TrainingSetting(nets=1, hidden=(4,), epochs=2, batch=32)
    one, two = (train(x, truth(x), SCALE, tiny).as_arrays() for _ in range(2))
    other = train(x, truth(x), SCALE, replace(tiny, seed=2)).as_arrays()
    assert all(one[name].tobytes() == two[name].tobytes() for name in one)
    weights = [name for name in one if name.endswith("weight")]
    assert all(np.abs(one[name] - other[name]).max() > 1e-4 for name in weights)


ERROR = np.array([[1.0, 0.6, 0.0], [0.6, 0.5, -0.1], [0.0, -0.1, 0.25]])


def made_up(points: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What is true, what an emulator that is off by ERROR says, and two noisy runs, by point."""
    rng = np.random.default_rng(7)
    noise = np.array([[2.0, -0.8, 0.3], [-0.8, 1.0, 0.0], [0.3, 0.0, 0.5]])
    shown = 10.0 * rng.standard_normal((points, 3))
    off = rng.multivariate_normal(np.zeros(3), ERROR, points)
    runs = rng.multivariate_normal(np.zeros(3), noise, (points, 2))
    return shown, shown + off, shown[:, None] + runs


def test_the_emulators_error_is_found_under_the_noise_of_the_runs() -> None:
    """With 40,000 points no entry of the covariance is off by 0.1.

    An entry's error is at most 0.016 (normal fourth moments: that of error plus half the noise, 2.0
    on the diagonal, and that of the noise, 1.0), so the bound is 6 of them: false alarm below 1e-8
    over nine entries. Noise that is not taken out would add up to 1.0 on the diagonal, taken out
    twice it would take as much away: both are found with certainty.
    """
    _, predicted, twice = made_up(40_000)
    found = emulator_error(predicted, twice)
    assert np.abs(found - ERROR).max() < 0.1
    assert found == pytest.approx(found.T, abs=1e-9)


def test_a_perfect_emulator_has_next_to_no_error_and_never_a_negative_one() -> None:
    """Half the noise has variances 1.0, 0.5 and 0.25; each is known twice to 8 % of itself.

    What is left on the diagonal is below 6 errors of that difference (false alarm below 1e-8);
    noise that is not taken out is 9 errors.
    """
    perfect, _, twice = made_up(300)
    found = emulator_error(perfect, twice)
    assert np.linalg.eigvalsh(found).min() > -1e-9
    assert (np.diag(found) < 6 * np.sqrt(2.0 * 2.0 / 300) * np.array([1.0, 0.5, 0.25])).all()


def test_runs_that_could_not_show_a_row_do_not_spoil_the_error() -> None:
    """Gaps are filled with the mean: with one in a thousand the error hardly moves."""
    _, predicted, twice = made_up(2000)
    whole = emulator_error(predicted, twice)
    gaps = twice.copy()
    gaps[5, 0, 2] = np.nan
    found = emulator_error(predicted, gaps)
    assert np.isfinite(found).all()
    assert np.abs(found[:2, :2] - whole[:2, :2]).max() < 0.1


def test_chance_does_not_make_the_error_of_noisy_rows_larger() -> None:
    """Ninety rows, a perfect emulator and 1,000 points: the mean variance is next to none.

    Half the noise has variance 1/2, known twice: what is left of it on the diagonal is normal with
    standard deviation 0.032 (sqrt(2 x 2 x 0.25 / 1000)), at least zero: 0.0126 on average, and over
    ninety independent rows 0.0126 with a standard error of 0.002. The bound is 8 of them (false
    alarm below 1e-13). Directions alone made positive leave 0.1, which is found with certainty.
    """
    rng = np.random.default_rng(11)
    units = np.repeat([1.0, 100.0, 0.01], 30)
    twice = rng.standard_normal((1000, 2, 90)) * units
    found = emulator_error(np.zeros((1000, 90)), twice)
    assert (np.diag(found) / units**2).mean() < 0.0126 + 8 * 0.002
    apart = twice[:, 0] - twice[:, 1]
    measured = np.cov(twice.mean(axis=1).T, bias=True) - apart.T @ apart / 4000
    assert (np.diag(positive(measured / np.outer(units, units)))).mean() > 0.08
    assert np.linalg.eigvalsh(found).min() > -1e-9 * 1e4


def test_each_row_keeps_the_error_that_was_measured_in_any_unit() -> None:
    rng = np.random.default_rng(12)
    raw = rng.standard_normal((6, 6))
    raw = raw + raw.T + np.diag([4.0, 4.0, 4.0, -9.0, 4.0, 4.0])
    units = np.array([1.0, 10.0, 0.1, 1.0, 5.0, 1.0])
    found = with_own_errors(raw, np.ones(6))
    assert np.diag(found) == pytest.approx(np.maximum(np.diag(raw), 0.0))
    other = with_own_errors(raw * np.outer(units, units), units**2)
    assert other == pytest.approx(found * np.outer(units, units))
    # What is a covariance already stays as it is.
    whole = raw @ raw.T
    assert with_own_errors(whole, np.arange(1.0, 7.0)) == pytest.approx(whole)


def test_positive_gives_the_nearest_covariance() -> None:
    rng = np.random.default_rng(8)
    for _ in range(20):
        raw = rng.standard_normal((6, 6))
        found = positive(raw)
        values = np.linalg.eigvalsh(found)
        assert values.min() > -1e-9
        assert np.abs(found - found.T).max() < 1e-9
        assert positive(found) == pytest.approx(found, abs=1e-9), "a covariance stays as it is"
        # Nearest: what was taken away is orthogonal to what is left.
        symmetric = (raw + raw.T) / 2.0
        assert abs(np.sum((symmetric - found) * found)) < 1e-9
        assert np.linalg.eigvalsh(symmetric - found).max() < 1e-9
    assert positive(np.diag([2.0, -3.0])) == pytest.approx(np.diag([2.0, 0.0]))
