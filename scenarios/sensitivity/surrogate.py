"""What a regression on scores and their squares does not see: boosted trees on what it leaves.

A regression of that kind is blind to waves, corners and interplay. Boosted trees (scikit-learn) are
fitted to its residuals, and both are tried on rows that they were not fitted to. Where the trees
predict such rows better, what they have learned becomes further columns of the regression: the
effect of each factor, and what two do together (partial dependence, Friedman 2001). Every row gets
its columns from trees that have not seen it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.model_selection import KFold

from scenarios.sensitivity.setting import sensitivity_setting

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Folds of the cross-validation.
FOLDS = 5
#: Rows over which an effect is averaged.
ANCHORS = 8
#: Factors of which the trees' effects are looked at, and of which pairs; the most used first.
EFFECTS, PAIRED = 12, 6
#: Part of the outcome's variance from which a learned column is kept.
LEAST = 0.002
#: Shape of the trees.
TREES, DEPTH, RATE, PART = 200, 4, 0.06, 0.6


@dataclass(frozen=True)
class Learned:
    """What trees add to a regression.

    Attributes:
        columns: further columns, shape (n, m).
        owners: of each, the label or the two labels it belongs to, shape (m, 2).
        held_out: share of the variance of rows left out that is predicted: with the trees, or
            without where they are no help. Negative where the mean predicts better.
        trees: whether they help.
    """

    columns: Floats
    owners: Ints
    held_out: float
    trees: bool


def learned(columns: Floats, u: Floats, owner: Ints, y: Floats, seed: int) -> Learned:
    """Further columns of a regression, where boosted trees see what it does not.

    Args:
        columns: of the regression, standardised, shape (n, p).
        u: scores of the factors from 0 to 1, shape (n, k).
        owner: the label that each factor belongs to, shape (k,).
        y: outcomes, shape (n,).
        seed: of folds and trees.
    """
    n, setting = len(y), sensitivity_setting()
    folds = list(KFold(FOLDS, shuffle=True, random_state=seed).split(u))
    plain, with_trees, grown = np.empty(n), np.empty(n), []
    for k, (train, test) in enumerate(folds):
        design = np.column_stack([np.ones(n), columns])
        slopes = np.linalg.lstsq(design[train], y[train], rcond=None)[0]
        smooth = design @ slopes
        trees = GradientBoostingRegressor(
            n_estimators=TREES,
            max_depth=DEPTH,
            learning_rate=RATE,
            subsample=PART,
            min_samples_leaf=5,
            random_state=seed + k,
        ).fit(u[train], y[train] - smooth[train])
        plain[test] = smooth[test]
        with_trees[test] = smooth[test] + trees.predict(u[test])
        grown.append(trees)
    before, after = _predicted(plain, y), _predicted(with_trees, y)
    if after < max(0.0, before) + setting.surrogate_gain.value:
        return Learned(np.empty((n, 0)), np.empty((0, 2), np.int64), before, trees=False)
    anchors = u[np.random.default_rng(seed).choice(n, ANCHORS, replace=False)]
    used = np.bincount(owner, np.mean([t.feature_importances_ for t in grown], axis=0))
    order = [int(g) for g in np.argsort(-used, kind="stable")[:EFFECTS]]

    def effect(labels: tuple[int, ...]) -> Floats:
        """Mean prediction over the anchors, with some labels as each row has them."""
        own = np.isin(owner, labels)
        found = np.empty(n)
        for (_, test), trees in zip(folds, grown, strict=True):
            mixed = np.where(own, u[test][:, None, :], anchors[None, :, :])
            told = trees.predict(mixed.reshape(-1, u.shape[1]))
            found[test] = told.reshape(len(test), ANCHORS).mean(axis=1)
        # The folds' trees differ in level, which is no effect.
        for _, test in folds:
            found[test] -= found[test].mean()
        return found

    mains = {g: effect((g,)) for g in order}
    made = [((g, g), column) for g, column in mains.items()]
    for g, h in combinations(order[:PAIRED], 2):
        made.append(((g, h), effect((g, h)) - mains[g] - mains[h]))
    kept = [(pair, column) for pair, column in made if column.var() >= LEAST * y.var()]
    kept.sort(key=lambda item: -float(item[1].var()))
    return Learned(
        np.stack([c / c.std() for _, c in kept], axis=1) if kept else np.empty((n, 0)),
        np.array([pair for pair, _ in kept], np.int64).reshape(-1, 2),
        after,
        trees=True,
    )


def _predicted(predicted: Floats, y: Floats) -> float:
    """Share of the variance that predictions of rows left out account for."""
    return float(1 - ((y - predicted) ** 2).mean() / y.var())
