"""In which part of the uncertain space a policy fails: boxes, by a pruned tree.

Scenario discovery (Bryant and Lempert 2010, Technological Forecasting and Social Change 77: 34-49)
asks for few conditions that hold together where a policy fails. A classification tree
(scikit-learn) gives boxes; it is pruned by cross-validation, and what a box is worth is measured on
cases that it was not made from: *density*, the share of failures among its cases, and *coverage*,
the share of all failures that it holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.sensitivity.methods import POSTERIOR
from sim.errors import InputError
from sim.messages import Said
from sim.shown import ResultShown, Shown, number

if TYPE_CHECKING:
    from sklearn.tree import DecisionTreeClassifier

    from scenarios.sensitivity.design import Design
    from scenarios.sensitivity.factors import Factor
    from scenarios.sensitivity.model import Model
    from scenarios.sensitivity.runs import Running

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

#: Ways to fail: the outcome is a loss, or there is no gain.
FAILS = ("net loss", "no gain")
#: Cases of the rarer kind that a cross-validation needs in each fold.
PER_FOLD = 2
#: Worlds that a case lives in.
WORLDS = 2


@dataclass(frozen=True)
class Limit:
    """A condition of a box: a factor between two values; None is no end."""

    factor: Factor
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Box:
    """A part of the space.

    Attributes:
        limits: what holds in it; none is everywhere.
        cases: in it.
        failures: among them.
        density: failures among its cases.
        coverage: of all failures.
        fails: whether the policy is said to fail in it.
    """

    limits: tuple[Limit, ...]
    cases: int
    failures: int
    density: float
    coverage: float
    fails: bool


@dataclass(frozen=True, repr=False)
class Discovery(ResultShown):
    """Where a policy fails.

    Attributes:
        cases: in all.
        failures: among them.
        boxes: of the tree, those with the most failures first; one without limits if no split
            tells failures apart.
        density, coverage: of all boxes in which the policy is said to fail, on cases that the tree
            was not made from; NaN where there is none.
        gain: how much better than the mean failure rate the tree predicts cases that it was not
            made from: 1 is perfectly, 0 or less not at all (Brier skill).
        used: factors of the conditions.
        luck: share of the cases that fail in some of their worlds only.
        factors: that could be in a condition.
        over: of the design: the posterior, or the priors.
    """

    cases: int
    failures: int
    boxes: tuple[Box, ...]
    density: float
    coverage: float
    gain: float
    used: tuple[str, ...]
    luck: float = 0.0
    factors: tuple[Factor, ...] = ()
    over: str = POSTERIOR

    def shown(self) -> Shown:
        """The boxes with the most failures, in a few lines."""
        rows = tuple(
            (
                " and ".join(_limit_words(limit) for limit in box.limits) or "everywhere",
                f"{box.failures:,} of {box.cases:,}",
                number(box.density, 2),
                number(box.coverage, 2),
            )
            for box in self.boxes
        )
        return Shown(
            f"Discovery: the policy fails in {self.failures:,} of {self.cases:,} cases",
            facts=(
                f"Over the {self.over}, {len(self.factors)} factors; unseen cases are predicted "
                f"with a skill of {number(self.gain, 2)}",
            ),
            columns=("where", "failures", "density", "coverage"),
            rows=rows,
            further=(".boxes", ".used", "tell(question, result)", "plot(question, result)"),
        )

    @property
    def share(self) -> float:
        """Share of the cases in which the policy fails."""
        return self.failures / self.cases


def _limit_words(limit: Limit) -> str:
    """A condition as an inequality."""
    low = "" if limit.low is None else f"{limit.low:,.4g} < "
    high = "" if limit.high is None else f" <= {limit.high:,.4g}"
    return f"{low}{limit.factor.name}{high}"


def failing(outcome: Floats, *, more_is_better: bool) -> Bools:
    """Where a policy makes a loss or gains nothing, shape (n,)."""
    return ~(outcome > 0) if more_is_better else ~(outcome < 0)


def cases_in_worlds(
    model: Model, design: Design, seed: int, running: Running, worlds: int = WORLDS
) -> Floats:
    """The outcome of every case in some worlds, shape (worlds, rows).

    The sign of a small outcome is luck in a single world; the mean over some is less so.

    Args:
        model: what is run.
        design: the cases, one a row.
        seed: of the first world.
        running: where it is run and what is kept.
        worlds: how many.
    """
    from scenarios.sensitivity.runs import run_design

    # All worlds of a case stand together: its policies are made once.
    rows = np.repeat(design.x, worlds, axis=0)
    seeds = np.tile(seed + np.arange(worlds), len(design.x))
    found = run_design(model, rows, seeds, running, name="cases-in-worlds")
    return np.ascontiguousarray(found.reshape(-1, worlds).T)


def discover(
    design: Design, outcome: Floats, seed: int, *, more_is_better: bool = True
) -> Discovery:
    """Boxes of the factors of a design in which a policy fails: in the mean over its worlds.

    Args:
        design: what was run, a row a case; boxes are of the factors that it was made for.
        outcome: of each case in each world, shape (worlds, rows).
        seed: of the folds.
        more_is_better: whether failing is not to be above zero, or not to be below.

    Raises:
        InputError: rows that hang together in blocks.
    """
    if design.block != 1:
        raise InputError(
            Said("scenarios.the_cases_must_be_a_sample"),
            field="method",
            found=design.method,
            allowed=Said("scenarios.rows_of_their_own"),
        )
    columns = [k for member in design.members for k in member]
    factors = tuple(design.inputs[k] for k in columns)
    each = failing(outcome, more_is_better=more_is_better)
    fails = failing(outcome.mean(axis=0), more_is_better=more_is_better)
    found = boxes(design.x[:, columns], fails, factors, seed)
    luck = float((each.any(axis=0) & ~each.all(axis=0)).mean())
    return replace(found, luck=luck, factors=factors, over=design.over)


def boxes(x: Floats, fails: Bools, factors: Sequence[Factor], seed: int) -> Discovery:
    """Boxes of a sample.

    Args:
        x: values of the factors, shape (n, factors).
        fails: shape (n,).
        factors: what the columns are.
        seed: of the folds.
    """
    from sklearn.model_selection import StratifiedKFold

    from scenarios.sensitivity.setting import sensitivity_setting

    setting = sensitivity_setting()
    folds, n, failures = int(setting.box_folds.value), len(x), int(fails.sum())
    if min(failures, n - failures) < PER_FOLD * folds:
        whole = _box((), np.ones(n, bool), fails)
        return Discovery(n, failures, (whole,), float("nan"), float("nan"), 0.0, ())
    smallest = max(2, int(setting.box_share.value * n))
    alphas = _alphas(x, fails, smallest)
    split = list(StratifiedKFold(folds, shuffle=True, random_state=seed).split(x, fails))
    losses = np.array(
        [[_loss(x, fails, train, test, a, smallest) for train, test in split] for a in alphas]
    )
    mean, error = losses.mean(axis=1), losses.std(axis=1, ddof=1) / np.sqrt(folds)
    best = int(np.argmin(mean))
    # The simplest tree within a standard error of the best (Breiman and others 1984).
    able = np.flatnonzero(mean <= mean[best] + error[best])
    alpha = float(alphas[able[-1]])
    tree = _grown(x, fails, alpha, smallest)
    found = [_box(limits, inside, fails) for limits, inside in _leaves(tree, x, factors)]
    found.sort(key=lambda box: (-box.fails, -box.failures, box.cases))
    hits = [_held_out(x, fails, train, test, alpha, smallest) for train, test in split]
    inside, caught = (sum(hit[k] for hit in hits) for k in (0, 1))
    base = fails.mean() * (1 - fails.mean())
    return Discovery(
        cases=n,
        failures=failures,
        boxes=tuple(found),
        density=caught / inside if inside else float("nan"),
        coverage=caught / failures if inside else float("nan"),
        gain=float(1 - mean[able[-1]] / base),
        used=tuple(dict.fromkeys(limit.factor.key for box in found for limit in box.limits)),
    )


def _alphas(x: Floats, fails: Bools, smallest: int) -> Floats:
    """Strengths of pruning, weakest first, between those at which the tree changes."""
    from sklearn.tree import DecisionTreeClassifier

    path = DecisionTreeClassifier(
        min_samples_leaf=smallest, random_state=0
    ).cost_complexity_pruning_path(x, fails)
    steps = np.unique(np.clip(path.ccp_alphas, 0.0, None))
    return np.append(np.sqrt(steps[:-1] * steps[1:]), steps[-1] * 2 + 1e-9)


def _grown(x: Floats, fails: Bools, alpha: float, smallest: int) -> DecisionTreeClassifier:
    from sklearn.tree import DecisionTreeClassifier

    return DecisionTreeClassifier(min_samples_leaf=smallest, ccp_alpha=alpha, random_state=0).fit(
        x, fails
    )


def _chance(tree: DecisionTreeClassifier, x: Floats) -> Floats:
    column = list(tree.classes_).index(True)
    return np.asarray(tree.predict_proba(x)[:, column], float)


def _loss(
    x: Floats,
    fails: Bools,
    train: npt.NDArray[np.intp],
    test: npt.NDArray[np.intp],
    alpha: float,
    smallest: int,
) -> float:
    """Brier score on the cases left out."""
    tree = _grown(x[train], fails[train], alpha, _less(smallest, train, x))
    return float(((_chance(tree, x[test]) - fails[test]) ** 2).mean())


def _held_out(
    x: Floats,
    fails: Bools,
    train: npt.NDArray[np.intp],
    test: npt.NDArray[np.intp],
    alpha: float,
    smallest: int,
) -> tuple[int, int]:
    """Of the cases left out: how many lie in boxes said to fail, and how many of them fail."""
    from scenarios.sensitivity.setting import sensitivity_setting

    tree = _grown(x[train], fails[train], alpha, _less(smallest, train, x))
    said = _chance(tree, x[test]) >= sensitivity_setting().box_density.value
    return int(said.sum()), int((said & fails[test]).sum())


def _less(smallest: int, train: npt.NDArray[np.intp], x: Floats) -> int:
    return max(2, int(smallest * len(train) / len(x)))


def _box(limits: tuple[Limit, ...], inside: Bools, fails: Bools) -> Box:
    from scenarios.sensitivity.setting import sensitivity_setting

    cases, failures = int(inside.sum()), int((inside & fails).sum())
    density = failures / cases
    return Box(
        limits=limits,
        cases=cases,
        failures=failures,
        density=density,
        coverage=failures / int(fails.sum()) if fails.any() else float("nan"),
        fails=density >= sensitivity_setting().box_density.value,
    )


def _leaves(
    tree: DecisionTreeClassifier, x: Floats, factors: Sequence[Factor]
) -> list[tuple[tuple[Limit, ...], Bools]]:
    """The tree's leaves: the limits on the way to each, and the cases in it."""
    grown, at = tree.tree_, tree.apply(x)
    found: list[tuple[tuple[Limit, ...], Bools]] = []

    def walk(node: int, span: dict[int, tuple[float | None, float | None]]) -> None:
        left = int(grown.children_left[node])
        if left == -1:
            limits = tuple(Limit(factors[k], *ends) for k, ends in span.items())
            found.append((limits, np.asarray(at == node)))
            return
        k, cut = int(grown.feature[node]), float(grown.threshold[node])
        low, high = span.get(k, (None, None))
        walk(left, {**span, k: (low, cut)})
        walk(int(grown.children_right[node]), {**span, k: (cut, high)})

    walk(0, {})
    return found
