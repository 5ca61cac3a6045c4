"""The choices of `scenarios/decision/decision.yaml`: worth of effects, what is learnt together,
groups."""

from __future__ import annotations

from functools import cache
from typing import Literal

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, model_validator

from calibration.sourced import Sourced
from sim.errors import InputError
from sim.groups import FAMILIES
from sim.messages import Said
from sim.strict_yaml import packaged_yaml

Floats = npt.NDArray[np.float64]

#: The equity weights that weigh nothing.
NO_WEIGHTS = "none"


class WillingnessToPay(Sourced[float]):
    """What a unit of effect may be worth: where the answer is told, and the span of the curves."""

    value: float = Field(ge=0)
    low: float = Field(ge=0)
    high: float = Field(gt=0)

    @model_validator(mode="after")
    def _in_order(self) -> WillingnessToPay:
        if not self.low <= self.value <= self.high:
            raise ValueError(Said("scenarios.the_value_lies_outside_its_span"))
        return self


class Learnt(BaseModel):
    """What could be learnt together: groups of parameters of the model, and prices."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    parameters: tuple[str, ...] = ()
    prices: tuple[str, ...] = ()


class EquityWeights(BaseModel):
    """What an effect counts for by group; 1 for groups that are not named."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    weights: dict[str, float]
    source: str
    certainty: Literal["A", "B", "D", "?"]

    def of(self, groups: tuple[str, ...]) -> Floats:
        """The weights of some groups, shape (groups,)."""
        return np.array([self.weights.get(group, 1.0) for group in groups])


class DecisionChoices(BaseModel):
    """Everything in the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    weeks: Sourced[float]
    willingness_to_pay: dict[str, WillingnessToPay]
    grid_steps: Sourced[float]
    group_draws: Sourced[float]
    learn: dict[str, Learnt]
    told_apart: tuple[str, ...] = Field(alias="families")
    equity: dict[str, EquityWeights]

    def grid(self, effect: str, also: tuple[float, ...] = ()) -> Floats:
        """Values of a unit of effect that the curves are worked out at, rising.

        Args:
            effect: its name.
            also: values that have to be among them, however large.
        """
        worth = self.willingness_to_pay[effect]
        even = np.linspace(worth.low, worth.high, int(self.grid_steps.value) + 1)
        return np.unique(np.concatenate([even, also]))

    @property
    def families(self) -> dict[str, tuple[str, ...]]:
        """By family of groups (`sim/groups.yaml`), its groups; the first is used for fairness."""
        return {family: FAMILIES[family] for family in self.told_apart}

    def family_of(self, groups: tuple[str, ...]) -> str | None:
        """The family that holds all of these groups, if one does."""
        return next((f for f, known in self.families.items() if set(groups) <= set(known)), None)


@cache
def decision_choices() -> DecisionChoices:
    """The choices of `scenarios/decision/decision.yaml`."""
    return DecisionChoices.model_validate(packaged_yaml("scenarios.decision", "decision.yaml"))


def weeks_asked(weeks: int | None, week: int | None) -> int:
    """The last week since entry of a decision: cost and effect are counted up to the same one.

    Args:
        weeks: that kroner are counted over, if said.
        week: of the effect, if said.

    Raises:
        InputError: the two are said and differ.
    """
    if weeks is None:
        return int(decision_choices().weeks.value) if week is None else week
    if week is not None and week != weeks:
        raise InputError(
            Said("scenarios.cost_and_effect_are_counted_over"),
            field="--week",
            found=week,
            allowed=Said("scenarios.weeks_as_weeks_or_only_one", weeks=weeks),
        )
    return weeks


def own_weights(given: dict[str, float]) -> tuple[str, EquityWeights]:
    """Equity weights of one's own, and the family of groups that they tell apart.

    Raises:
        InputError: a group that no family has, groups of two families, or a weight below 0.
    """
    choices = decision_choices()
    known = [group for groups in choices.families.values() for group in groups]
    for group, weight in given.items():
        if group not in known:
            raise InputError(
                Said("scenarios.no_such_group"),
                field="--equity",
                found=group,
                allowed=", ".join(known),
            )
        if not 0 <= weight < float("inf"):
            raise InputError(
                Said("scenarios.impossible_weight"),
                field=f"--equity: {group}",
                found=weight,
                allowed=Said("scenarios.0_or_more"),
            )
    family = choices.family_of(tuple(given))
    if family is None:
        raise InputError(
            Said("scenarios.weights_of_groups_that_overlap"),
            field="--equity",
            found=", ".join(given),
            allowed="; ".join(", ".join(groups) for groups in choices.families.values()),
        )
    return family, EquityWeights(weights=given, source="the user's own", certainty="?")
