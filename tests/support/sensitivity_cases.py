"""Functions with known indices, as models of the project's own pipeline."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from calibration.trial import the_trial
from scenarios.economics.price_choice import chosen_prices
from scenarios.policy.policies import load_policy
from scenarios.sensitivity.factors import Factor, even_factor
from scenarios.sensitivity.model import FunctionModel
from scenarios.sensitivity.question import Question, ask
from scenarios.sensitivity.setting import SensitivitySetting, sensitivity_setting
from tests.worlds.small_comparison import few_draws

Floats = npt.NDArray[np.float64]

#: Ishigami and Homma (1990) with a = 7, b = 0.1; the fourth factor does nothing.
A, B = 7.0, 0.1
ISHIGAMI_VARIANCE = A**2 / 8 + B * np.pi**4 / 5 + B**2 * np.pi**8 / 18 + 0.5
_V1 = 0.5 * (1 + B * np.pi**4 / 5) ** 2
_V2 = A**2 / 8
_V13 = B**2 * np.pi**8 * (1 / 18 - 1 / 50)
ISHIGAMI_FIRST = np.array([_V1, _V2, 0.0, 0.0]) / ISHIGAMI_VARIANCE
ISHIGAMI_TOTAL = np.array([_V1 + _V13, _V2, _V13, 0.0]) / ISHIGAMI_VARIANCE
ISHIGAMI_PAIR = _V13 / ISHIGAMI_VARIANCE  # of the first and the third

#: Sobol's g-function.
G = np.array([0.0, 1.0, 4.5, 9.0, 99.0])


def plain(count: int, low: float, high: float) -> tuple[Factor, ...]:
    return tuple(even_factor(f"x{k + 1}", low, high) for k in range(count))


def ishigami_values(x: Floats) -> Floats:
    return np.asarray(
        np.sin(x[:, 0]) + A * np.sin(x[:, 1]) ** 2 + B * x[:, 2] ** 4 * np.sin(x[:, 0])
    )


def ishigami() -> FunctionModel:
    return FunctionModel(plain(4, -np.pi, np.pi), lambda x, seed: ishigami_values(x))


def noisy_ishigami(sd: float) -> FunctionModel:
    """With noise that every row and seed has its own of: the worst that luck can do."""

    def function(x: Floats, seed: int) -> Floats:
        return ishigami_values(x) + sd * own_noise(x, seed)

    return FunctionModel(plain(4, -np.pi, np.pi), function)


def own_noise(x: Floats, seed: int) -> Floats:
    """A standard normal of each row and seed, the same whenever it is asked for."""
    words = [np.frombuffer(np.ascontiguousarray(row).tobytes(), np.uint32) for row in x]
    return np.array(
        [np.random.default_rng([seed, *map(int, word)]).standard_normal() for word in words]
    )


def g_function() -> FunctionModel:
    def function(x: Floats, seed: int) -> Floats:
        return np.asarray(np.prod((np.abs(4 * x - 2) + G) / (1 + G), axis=1))

    return FunctionModel(plain(len(G), 0.0, 1.0), function)


def g_indices() -> tuple[Floats, Floats]:
    """First-order and total indices of the g-function."""
    part = 1 / (3 * (1 + G) ** 2)
    whole = np.prod(1 + part) - 1
    total = part * np.array([np.prod(1 + np.delete(part, k)) for k in range(len(G))])
    return part / whole, total / whole


#: A plane: indices are squares of the slopes over their sum.
SLOPES = np.array([4.0, 2.0, 1.0, 0.0])


def plane() -> FunctionModel:
    return FunctionModel(plain(len(SLOPES), 0.0, 1.0), lambda x, seed: x @ SLOPES)


def small_question(
    outcome: str = "education",
    policy: str = "as-in-trial",
    against: str = "no-mentor",
    week: int = 40,
) -> Question:
    """A question to the real engine, on few draws and a short horizon."""
    return ask(
        the_trial(),
        load_policy(policy),
        load_policy(against),
        outcome,
        week,
        few_draws(),
        prices=chosen_prices(),
    )


def few_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two seeds of a bar and three values of a factor on the page: few lives."""
    plain: SensitivitySetting = sensitivity_setting()
    values = {"tornado_seeds": 2, "threshold_points": 3}
    changes = {
        name: getattr(plain, name).model_copy(update={"value": value})
        for name, value in values.items()
    }
    few = plain.model_copy(update=changes)
    for module in ("scenarios.sensitivity.tornado", "mentorsim.page.one_way"):
        monkeypatch.setattr(f"{module}.sensitivity_setting", lambda: few)
