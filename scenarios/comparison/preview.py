"""A first look at a comparison: few draws, no views, and nothing lived twice.

Who moves a lever wants to see at once which way things go. The people of a world are kept, and so
are the lives under a policy: another policy costs its own lives only. The numbers are those that
`scenarios.comparison.compare` gives for as many draws, without what hangs on views.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import pandas as pd
import xarray as xr

from calibration.posterior import Posterior
from calibration.trial import Trial
from scenarios.comparison.compare import (
    Comparison,
    ready_to_compare,
    seldom_twice,
    summed_up,
    whose,
)
from scenarios.comparison.drawn import drawn_from
from scenarios.comparison.ensemble import EnsembleSetting, simulate_all
from scenarios.comparison.outcomes import ALL_OUTCOMES
from scenarios.comparison.prepared import Prepared
from scenarios.comparison.tables import DIFFERENCE_COLUMNS
from scenarios.municipality.local_population import LocalPeople
from scenarios.policy.intake import cohort_for
from scenarios.policy.policies import NamedPolicy
from sim.programme import Intake
from sim.simulation import Cohort


class Keeper(Protocol):
    """Somewhere to keep what may be needed again."""

    def get_or_make(self, key: str, make: Callable[[], Any]) -> Any:
        """What is kept under a key, made if it is not there."""


@dataclass
class Forever:
    """Keeps everything, as long as it lives."""

    kept: dict[str, Any] = field(default_factory=dict)

    def get_or_make(self, key: str, make: Callable[[], Any]) -> Any:
        """What is kept under a key, made if it is not there."""
        if key not in self.kept:
            self.kept[key] = make()
        return self.kept[key]


def preview(
    people: Trial | LocalPeople,
    policies: Sequence[NamedPolicy],
    reference: NamedPolicy,
    posterior: Posterior,
    setting: EnsembleSetting,
    draws: int,
    keeper: Keeper,
    outcomes: Sequence[str] = tuple(ALL_OUTCOMES),
) -> Comparison:
    """Policies against each other, from the first draws of a posterior.

    Args:
        people, policies, reference, posterior, setting: as `scenarios.comparison.compare.compare`.
        draws: how many are lived.
        keeper: where people and lives are kept.
        outcomes: which of them have rows in the tables.

    Raises:
        InputError: as `scenarios.comparison.compare.compare`.
    """
    few, setting = posterior.first(draws), seldom_twice(setting)
    asked = [named.policy.model_dump(mode="json") for named in (*policies, reference)]
    who = people_address(people)
    names = [named.name for named in (*policies, reference)]
    # An order by expected gain takes longer to work out than a preview.
    ready: Prepared = keeper.get_or_make(
        _address("prepared", who, names, asked, len(posterior)),
        lambda: ready_to_compare(people, policies, reference, posterior),
    )
    intake = ready.intake.model_dump(mode="json")

    def cohorts(
        lives: Trial | LocalPeople, comes: Intake, values: Mapping[str, float], seed: int
    ) -> Cohort:
        key = _address("cohort", who, intake, dict(values), seed)
        return keeper.get_or_make(key, lambda: cohort_for(lives, comes, values, seed))  # type: ignore[no-any-return]

    def lives(named: NamedPolicy) -> xr.Dataset:
        one = Prepared(ready.people, (named,), ready.intake)
        address = _address(
            "lives",
            who,
            intake,
            named.policy.model_dump(mode="json"),
            _draws(few),
            setting.horizon,
            setting.seed,
        )
        kept: xr.Dataset = keeper.get_or_make(
            address, lambda: simulate_all(one, few, setting, cohorts=cohorts)
        )
        return kept.assign_coords(policy=[named.name])

    parts = [lives(named) for named in ready.policies]
    near, size = whose(people, ready, few, setting.seed)
    data = _together(parts)
    drawn = drawn_from(few, setting.seed)
    return summed_up(ready, policies, reference, data, no_views(), near, size, drawn, outcomes)


def no_views() -> pd.DataFrame:
    """Views that were not lived."""
    return pd.DataFrame(columns=["view", "draws", *DIFFERENCE_COLUMNS])


def _together(parts: Sequence[xr.Dataset]) -> xr.Dataset:
    """One ensemble of several policies; who has fewer measures than another began none of them."""
    most = max(part.sizes["measure"] for part in parts)
    padded = [
        part.pad(measure=(0, most - part.sizes["measure"]), constant_values=0) for part in parts
    ]
    sizes = padded[0]["size"]
    joined = xr.concat([part.drop_vars("size") for part in padded], dim="policy")
    return joined.transpose("draw", "seed", "policy", ...).assign(size=sizes)


def people_address(people: Trial | LocalPeople) -> str:
    """Who lives, as a short name that is the same for the same people only.

    The same people on another calendar are others: seasons are those of its weeks.
    """
    if isinstance(people, LocalPeople):
        known = people.municipality, people.staffing, people.stream, people.trial.start
        return _address(repr(known))
    return "trial" if people.start is None else f"trial from {people.start.isoformat()}"


def _draws(posterior: Posterior) -> str:
    return hashlib.sha256(np.ascontiguousarray(posterior.draws.to_numpy()).tobytes()).hexdigest()


def _address(*parts: Any) -> str:
    text = json.dumps(parts, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
