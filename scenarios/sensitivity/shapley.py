"""Shapley effects of a regression on rows as they are: who shares how much of the variance.

Over the posterior parameters hang together, and what two of them explain together cannot be given
to one of them without a rule. Shapley's rule gives each its mean contribution over all orders in
which they could enter; the shares add up to what the regression explains. With a regression this
is the decomposition of Lindeman, Merenda and Gold (1980), which Owen and Prieur (2017, SIAM/ASA J.
Uncertainty Quantification 5: 986-1002) tie to sensitivity analysis with dependent inputs. Where
boosted trees see more than a parabola does, what they have learned is in the regression
(`scenarios.sensitivity.surrogate`); what two factors do together enters with the later of the two.
What the regression does not explain is given to nobody and shown. Where that is much, the
regression may be blind to a factor: then nothing is said of the factors that it does not see.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.linalg import solve_triangular
from scipy.special import ndtri
from scipy.stats import t as student
from threadpoolctl import threadpool_limits

from scenarios.sensitivity.design import Design
from scenarios.sensitivity.indices import (
    MATTERS,
    NOT_TOLD,
    SMALL,
    UNTELLABLE,
    Indices,
    check_varies,
    no_pairs,
)
from scenarios.sensitivity.setting import sensitivity_setting
from scenarios.sensitivity.surrogate import learned
from sim.errors import InputError
from sim.messages import Said

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Parts of the sample that are left out in turn, for the intervals.
PARTS = 20
#: A column of which the others leave less than this tells nothing new.
FLAT = 1e-8
#: Rows of a sample that a column of the regression needs at least.
ROWS_PER_COLUMN = 3


def shapley_indices(
    design: Design, outcome: Floats, seed: int, *, samples: int | None = None, noise: float = 0.0
) -> Indices:
    """Shares of the variance of the outcome, with what only this factor explains.

    Args:
        design: what was run.
        outcome: of every row, shape (rows,); ranks where it may be infinite.
        seed: of the random orders and of the trees.
        samples: use the first rows only; all by default.
        noise: share of the variance that is luck, which no factor explains.

    Returns:
        A table with the columns `index` (Shapley's share), `alone` (entering first: what knowing
        the factor tells, with what goes with it) and `last` (entering last: what only it tells).

    Raises:
        InputError: the outcome is the same in every row, or there are too few rows.
    """
    n = samples or design.samples
    y = np.asarray(outcome[:n], float)
    check_varies(y)
    columns, owner = _columns(design, n)
    if n < ROWS_PER_COLUMN * columns.shape[1]:
        raise InputError(
            Said("scenarios.too_few_rows_for_a_regression"),
            field="samples",
            found=n,
            allowed=Said(
                "scenarios.rows_per_column_or_more_fewer",
                rows_per_column=ROWS_PER_COLUMN * columns.shape[1],
            ),
        )
    setting = sensitivity_setting()
    factors = [k for member in design.members for k in member]
    label = np.repeat(np.arange(len(design.members)), [len(m) for m in design.members])
    with threadpool_limits(1):
        more = learned(columns, design.u[:n][:, factors], label, y, seed)
    room = n // ROWS_PER_COLUMN - columns.shape[1]
    columns = np.concatenate([columns, more.columns[:, :room]], axis=1)
    owners = np.concatenate([np.stack([owner, owner], axis=1), more.owners[:room]])
    orders = _orders(len(design.labels), int(setting.orders.value), seed)
    shares = _shares(columns, owners, y, orders)
    again = []
    for part in range(PARTS):
        kept = np.arange(n) % PARTS != part
        again.append(_shares(columns[kept], owners, y[kept], orders)[0])
    # Grouped jackknife: leaving out a part moves the estimate by 1 / PARTS of its error.
    left = np.stack(again)
    error = np.sqrt((PARTS - 1) / PARTS * ((left - left.mean(axis=0)) ** 2).sum(axis=0))
    half = student.ppf(0.5 + setting.level.value / 2, PARTS - 1) * error
    index, alone, last = shares
    sees = bool(1.0 - noise - index.sum() <= setting.unseen_limit.value)
    table = pd.DataFrame(
        {
            "label": design.labels,
            "index": index,
            "low": index - half,
            "high": index + half,
            "noise": 0.0,
            "verdict": [
                _verdict(float(x), float(e), sees=sees) for x, e in zip(index, error, strict=True)
            ],
            "alone": alone,
            "last": last,
        }
    )
    table = table.sort_values("index", ascending=False, kind="stable", ignore_index=True)
    return Indices(table, no_pairs(), 1.0, held_out=more.held_out, trees=more.trees)


def _verdict(index: float, error: float, *, sees: bool) -> str:
    """What is said of a share.

    Args:
        index: the share of the variance.
        error: its standard error.
        sees: whether the regression explains enough to speak of what it finds little of.
    """
    setting = sensitivity_setting()
    told = index > setting.dummy_sds.value * error
    if told and index >= setting.matters.value:
        return MATTERS
    if not sees:
        return UNTELLABLE
    return SMALL if told else NOT_TOLD


def _columns(design: Design, n: int) -> tuple[Floats, Ints]:
    """Standardised columns of the regression, and the label each belongs to.

    A factor enters by its normal score and the score's square; one with two values by itself.
    """
    columns, owner = [], []
    for g, member in enumerate(design.members):
        for k in member:
            x = design.x[:n, k]
            if len(np.unique(x)) <= 2:
                made = [x]
            else:
                score = ndtri(np.clip(design.u[:n, k], 1e-6, 1 - 1e-6))
                made = [score, score**2]
            columns += [_standard(c) for c in made]
            owner += [g] * len(made)
    return np.stack(columns, axis=1), np.array(owner)


def _standard(x: Floats) -> Floats:
    spread = x.std()
    return np.asarray((x - x.mean()) / (spread if spread > 0 else 1.0))


def _orders(players: int, count: int, seed: int) -> list[Ints]:
    """Random orders, each followed by its reverse."""
    generator = np.random.default_rng(seed)
    found: list[Ints] = []
    for _ in range(count):
        order = generator.permutation(players)
        found += [order, order[::-1]]
    return found


def _shares(
    columns: Floats,
    owners: Ints,
    y: Floats,
    orders: Sequence[Ints],
) -> tuple[Floats, Floats, Floats]:
    """Shapley's shares, and shares entering first and last; each of shape (players,).

    Args:
        columns: of the regression, shape (n, p).
        owners: the two players that a column needs, the same twice if it is one's own; shape
            (p, 2).
        y: outcomes, shape (n,).
        orders: in which players enter.
    """
    n, players = len(y), int(owners.max()) + 1
    x = columns - columns.mean(axis=0)
    gram, with_y = x.T @ x / n, x.T @ (y - y.mean()) / n
    variance = float(y.var())
    mean = np.zeros(players)
    for order in orders:
        mean += _gains(gram, with_y, variance, owners, order, n)
    rest = np.arange(players)
    alone, last = np.empty(players), np.empty(players)
    for g in range(players):
        others = rest[rest != g]
        alone[g] = _gains(gram, with_y, variance, owners, np.append(g, others), n)[g]
        last[g] = _gains(gram, with_y, variance, owners, np.append(others, g), n)[g]
    return mean / len(orders), alone, last


def _gains(
    gram: Floats, with_y: Floats, variance: float, owners: Ints, order: Ints, n: int
) -> Floats:
    """What each player adds to the adjusted R² when it enters, in one order; shape (players,)."""
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    # A column is there once both of its owners are.
    entry = place[owners].max(axis=1)
    index = np.argsort(entry, kind="stable")
    # Columns in the order of entry; a small ridge keeps twins of a column harmless.
    ordered = gram[index[:, None], index]
    ordered.flat[:: len(index) + 1] += FLAT
    explained = solve_triangular(np.linalg.cholesky(ordered), with_y[index], lower=True) ** 2
    ends = np.cumsum(np.bincount(entry, minlength=len(order)))
    r2 = np.cumsum(explained)[ends - 1] / variance
    adjusted = 1.0 - (1.0 - r2) * (n - 1) / (n - 1 - ends)
    gains = np.zeros(len(order))
    gains[order] = np.diff(np.concatenate([[0.0], adjusted]))
    return gains
