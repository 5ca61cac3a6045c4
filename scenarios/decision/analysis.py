"""From uncertain costs and effects to a decision, and to what more knowledge would be worth.

    result = analyse(cost, effect, thresholds, parameters)
    result.frontier.to_frame()

Plain arrays in, so that every number can be checked against a published example. How to read the
output, with formulae and sources: docs/decision-analysis.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from scenarios.decision.breakeven import check_level
from scenarios.decision.curves import Curves, curves
from scenarios.decision.evppi import PartialInformation, partial_information
from scenarios.decision.frontier import ON_FRONTIER, Frontier, frontier
from scenarios.decision.inputs import (
    Outcomes,
    Parameters,
    Table,
    numbers,
    read_outcomes,
    read_parameters,
    read_thresholds,
)
from scenarios.decision.plane import Plane, plane
from sim.errors import InputError
from sim.messages import Said

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Decision:
    """A decision between policies under uncertainty.

    Attributes:
        outcomes: the costs and effects it rests on.
        frontier: dominance and ICERs of the expected values.
        plane: each policy against the reference, draw by draw.
        curves: net benefit, acceptability and EVPI by threshold.
        information: EVPPI of each parameter and group, in the order given.
        single_threshold: whether one number was given as threshold.
    """

    outcomes: Outcomes
    frontier: Frontier
    plane: Plane
    curves: Curves
    information: tuple[PartialInformation, ...]
    single_threshold: bool

    @property
    def mean_cost(self) -> Floats:
        """Expected cost, money per person, shape (policies,)."""
        return np.asarray(self.outcomes.cost.mean(axis=0))

    @property
    def mean_effect(self) -> Floats:
        """Expected effect, units per person, shape (policies,)."""
        return np.asarray(self.outcomes.effect.mean(axis=0))

    @property
    def icer(self) -> float | str | list[float | str]:
        """Incremental cost-effectiveness ratios as plain values.

        Of two policies: that of the other over the reference, or the verdict where a ratio means
        something else or nothing. Of more: one per policy in the order given, along the frontier:
        a number, `cheapest`, or why it is not on the frontier.
        """
        if len(self.outcomes.names) == 2:
            return self.plane.contrasts[0].icer
        cheapest = self.frontier.efficient[0]
        return [
            "cheapest" if s is cheapest else s.icer if s.status == ON_FRONTIER else s.status
            for s in sorted(self.frontier.strategies, key=lambda s: s.number)
        ]

    def information_to_frame(self) -> pd.DataFrame:
        """EVPPI: one row per parameter or group and threshold; empty without parameters."""
        if not self.information:
            return pd.DataFrame(columns=["threshold", "name", "evppi"])
        tables = [one.to_frame(self.curves.thresholds) for one in self.information]
        return pd.concat(tables, ignore_index=True)

    def to_frames(self) -> dict[str, pd.DataFrame]:
        """All tables by name: frontier, plane, curves, decisions, information."""
        return {
            "frontier": self.frontier.to_frame(),
            "plane": self.plane.to_frame(),
            "curves": self.curves.to_frame(),
            "decisions": self.curves.decisions_to_frame(),
            "information": self.information_to_frame(),
        }

    def to_json(self) -> dict[str, Any]:
        """Plain values, ready for `json.dumps`.

        `icer` as the property of that name; `evpi` a number; `ceac` one number per policy;
        `evppi` one number per parameter or group. With several thresholds `evpi`, `ceac` and
        `evppi` hold one of these per threshold. `policies`, `parameters` and `thresholds` say what
        the places mean.
        """
        evppi = np.array([one.evppi for one in self.information]).T.reshape(
            len(self.curves.thresholds), len(self.information)
        )
        values = {
            "thresholds": self.curves.thresholds,
            "evpi": self.curves.evpi,
            "ceac": self.curves.ceac,
            "evppi": evppi,
        }
        plain = {k: (v[0] if self.single_threshold else v).tolist() for k, v in values.items()}
        return {
            "policies": list(self.outcomes.names),
            "parameters": [one.name for one in self.information],
            "icer": self.icer,
            **plain,
        }


def analyse(
    cost: Table,
    effect: Table,
    thresholds: npt.ArrayLike,
    parameters: Parameters | None = None,
    *,
    names: Sequence[str] | None = None,
    reference: int | str = 0,
    groups: Mapping[str, Sequence[str]] | None = None,
    population: float | None = None,
    level: float = 0.95,
    seed: int = 1,
) -> Decision:
    """Cost-effectiveness and value of information of policies known through draws.

    Args:
        cost: money per person, shape (draws, policies); a DataFrame brings the names.
        effect: units of effect per person, the same shape; more is better.
        thresholds: value of a unit of effect, money per unit, 0 or more; shape (thresholds,), or
            one number.
        parameters: what could be learnt about the draws. A table of shape (draws, k): each column
            by itself. A mapping: each entry by itself, of shape (draws,) or, for a group learnt
            together, (draws, k).
        names: of the policies, shape (policies,).
        reference: policy the others are compared with, by name or position.
        groups: names of parameters that are learnt together, by name of the group.
        population: persons the decision is taken for, over all years it holds.
        level: of intervals, between 0 and 1.
        seed: of the redrawn regressions behind the errors of EVPPI; nothing else is random.

    Raises:
        InputError: numbers missing or infinite, shapes or rows that do not belong together, or
            too few draws for a regression; the message names the argument.
    """
    outcomes = read_outcomes(cost, effect, names)
    values, single = read_thresholds(thresholds)
    check_level(level)
    if population is not None and numbers([population], "population", 1)[0] <= 0:
        raise InputError(
            Said("scenarios.nobody"),
            field="population",
            found=population,
            allowed=Said("scenarios.above_0"),
        )
    curve = curves(outcomes, values, None if population is None else float(population))
    return Decision(
        outcomes=outcomes,
        frontier=frontier(outcomes.cost.mean(axis=0), outcomes.effect.mean(axis=0), outcomes.names),
        plane=plane(outcomes, outcomes.number(reference, "reference"), level),
        curves=curve,
        information=partial_information(
            outcomes, curve, read_parameters(parameters, groups, outcomes), seed
        ),
        single_threshold=single,
    )
