"""Who may have a mentor, and who goes first: the choices of
`scenarios/policy/targeting_levers.yaml`."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict

from sim.strict_yaml import packaged_yaml


class TargetingLevers(BaseModel):
    """Choices by name, as plain values of the policy language.

    Attributes:
        who: of `targeting.eligible`.
        first: of `targeting.first`, in order.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    who: dict[str, list[Any]]
    first: dict[str, list[Any]]


@cache
def targeting_levers() -> TargetingLevers:
    """The choices."""
    return TargetingLevers.model_validate(
        packaged_yaml("scenarios.policy", "targeting_levers.yaml")
    )
